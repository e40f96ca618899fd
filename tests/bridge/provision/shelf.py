"""Tiny wheels in a folder, which pip takes for an index."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path


def put_wheel(folder: Path, name: str, *, version: str = "1.0", needs: str = "", code: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{version}-py3-none-any.whl"
    about = f"{name}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    files = {
        f"{name}.py": code,
        f"{about}/METADATA": metadata + (f"Requires-Dist: {needs}\n" if needs else ""),
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    with zipfile.ZipFile(path, "w") as wheel:
        for where, text in files.items():
            wheel.writestr(where, text)
        wheel.writestr(f"{about}/RECORD", "".join(f"{where},,\n" for where in [*files, f"{about}/RECORD"]))
    return path


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
