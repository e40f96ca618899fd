"""Packages of engines for the processes of a test, found by their entry points as those of others are."""

from __future__ import annotations

import os
from pathlib import Path

_ROOT = Path(__file__).parents[1]


def install(folder: Path, name: str, entry_points: str) -> dict[str, str]:
    """A package of this name in `folder`; what processes need in their environment to find it, and the tests."""
    package = folder / f"{name.replace('-', '_')}-1.dist-info"
    package.mkdir(parents=True, exist_ok=True)
    (package / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
    (package / "entry_points.txt").write_text(entry_points)
    before = os.environ.get("PYTHONPATH")
    paths = [str(folder), str(_ROOT), *([before] if before else [])]
    return {"PYTHONPATH": os.pathsep.join(paths)}
