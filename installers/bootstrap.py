"""Sets up `.venv` in a clone: standard library only, because nothing else is there yet.

System libraries are installed only where this runs as root on Debian and something is missing; else it says what
to install.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST = (3, 11)


def main() -> int:
    if sys.version_info < OLDEST:
        return _stop(f"Footfall needs Python {OLDEST[0]}.{OLDEST[1]} or newer, this is {sys.version.split()[0]}")
    if shutil.which("git") is None:
        return _stop("git is missing: install it with your system's package manager")
    if not _has_ensurepip() and not _install_debian("python3-venv"):
        return _stop("Python's venv module is missing: install the package python3-venv")
    python = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        print(f"setting up {VENV.name} (PyTorch is large: a few minutes) ...", flush=True)
        venv.create(VENV, with_pip=True, clear=True)
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    constraints = ["--constraint", str(ROOT / "constraints.txt")]
    commands = [
        [*pip, "--upgrade", "pip>=25.1"],
        [*pip, *constraints, "--group", f"{ROOT / 'pyproject.toml'}:dev", "hatchling", "editables"],
        [*pip, *constraints, "--no-build-isolation", "--editable", f"{ROOT}[all]"],
    ]
    for command in commands:
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            return _stop("pip could not install what Footfall needs: its words stand above")
    (VENV / "ready").touch()
    return 0


def _has_ensurepip() -> bool:
    attempt = [sys.executable, "-c", "import ensurepip, venv"]
    return subprocess.run(attempt, capture_output=True, check=False).returncode == 0


def _install_debian(*packages: str) -> bool:
    """Whether the packages are installed now: done only as root, where apt-get exists."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    for command in (["apt-get", "update"], ["apt-get", "install", "-y", *packages]):
        if subprocess.run(command, check=False).returncode:
            return False
    return True


def _stop(message: str) -> int:
    print(f"footfall: {message}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
