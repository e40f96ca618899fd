"""Programs that tests use beside Python: found, or installed where this is Debian and ours to do."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from typing import Final

import pytest

_INSTALLING: Final = 900


def need(command: str, *packages: str) -> str:
    """Where `command` is; `packages` have it and what else is wanted. Where it cannot be, the test fails."""
    if shutil.which(command) is None:
        _install(*packages)
    path = shutil.which(command)
    assert path is not None, f"{command} is not installed"
    return path


def do(words: list[str], environment: Mapping[str, str] | None = None) -> None:
    """A command that must succeed."""
    done = subprocess.run(
        words,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_INSTALLING,
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout}\n{done.stderr}"


def _install(*packages: str) -> None:
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        pytest.fail(f"{packages[0]} is not installed: install it, or run as root on Debian")
    do(["apt-get", "update", "--quiet"])
    install = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *packages]
    do(install, {"DEBIAN_FRONTEND": "noninteractive"})
