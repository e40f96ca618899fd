"""Sets up `.venv` in a clone: standard library only, because nothing else is there yet.

System libraries are installed only where this runs as root on Debian and something is missing; else it says what
to install.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST = (3, 11)
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libpulse.so.0": "libpulse0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libXrandr.so.2": "libxrandr2",
    "libdrm.so.2": "libdrm2",
}
"""What Qt's windows and sound need of a Linux system beyond what its wheels bring, by the packages of Debian."""


def main() -> int:
    if sys.version_info < OLDEST:
        return _stop(f"Footfall needs Python {OLDEST[0]}.{OLDEST[1]} or newer, this is {sys.version.split()[0]}")
    if shutil.which("git") is None:
        return _stop("git is missing: install it with your system's package manager")
    if not _has_ensurepip() and not _install_debian("python3-venv"):
        return _stop("Python's venv module is missing: install the package python3-venv")
    if sys.platform == "linux" and (missing := _missing_libraries()) and not _install_debian(*missing.values()):
        names = " ".join(missing.values())
        return _stop(f"the tray app needs {', '.join(missing)}: install what holds them, on Debian {names}")
    python = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        print(f"setting up {VENV.name} (PyTorch is large: a few minutes) ...", flush=True)
        venv.create(VENV, with_pip=True, clear=True)
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    constraints = ["--constraint", str(ROOT / "constraints.txt")]
    commands = [
        [*pip, "--upgrade", "pip>=25.1"],
        [*pip, *constraints, "--group", f"{ROOT / 'pyproject.toml'}:dev", "hatchling", "editables"],
        [*pip, *constraints, "--no-build-isolation", "--editable", f"{ROOT}[all,cluster]"],
    ]
    for command in commands:
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            return _stop("pip could not install what Footfall needs: its words stand above")
    (VENV / "ready").touch()
    return 0


def _missing_libraries() -> dict[str, str]:
    """The libraries that Qt needs and the system does not have, with Debian's packages of them."""
    return {name: package for name, package in QT_LIBRARIES.items() if not _can_load(name)}


def _can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


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
