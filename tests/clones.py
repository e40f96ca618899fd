"""A clone of this project in a folder: what packages are built from, to be changed by a test."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
_PARTS: Final = (
    "CHANGELOG.md", "LICENSE", "README.md", "constraints.txt", "pyproject.toml",
    "daemon", "gui", "installers", "plugin_bridge",
)  # fmt: skip
_MADE: Final = shutil.ignore_patterns("node_modules", "build", "__pycache__")


def clone_into(folder: Path) -> Path:
    folder.mkdir(parents=True)
    for name in _PARTS:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=_MADE)
        else:
            shutil.copy(source, folder)
    return folder
