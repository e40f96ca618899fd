"""The panel's own folder, and what node makes of it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "plugin_bridge" / "premiere"


def run(*words: str) -> str:
    """What a command says in the panel's folder, which must end well."""
    program = shutil.which(words[0])
    if program is None:
        pytest.skip(f"{words[0]} is not installed: the panel is built with node")
    done = subprocess.run(
        [program, *words[1:]], cwd=FOLDER, capture_output=True, text=True, timeout=170, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
