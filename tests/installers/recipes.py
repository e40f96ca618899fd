"""The folder of the recipes, and a program that reads shell scripts."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RECIPES = ROOT / "installers"


def check_shell(script: Path) -> None:
    """Raises where `shellcheck` finds fault."""
    program = shutil.which("shellcheck")
    if program is None:
        pytest.skip("shellcheck is not installed")
    found = subprocess.run([program, "--shell=sh", str(script)], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout
