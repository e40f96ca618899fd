"""What Ray brings to the nodes: this very code, so that both ends speak the same words.

Not the packages that it needs: Ray would copy the node's whole environment for them, gigabytes for each version.
"""

from __future__ import annotations

import shutil
from importlib.metadata import distribution
from pathlib import Path
from typing import Any, Final

import footfall_bridge
import footfall_daemon

_DISTRIBUTION: Final = "footfall"
_LEFT_OUT: Final = shutil.ignore_patterns("__pycache__", "*.pyc")


def runtime_environment(folder: Path) -> dict[str, Any]:
    """As Ray takes it; `folder` is filled. Raises `OSError`.

    The names of engines travel too: they stand in what is installed of us, beside the code.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for package in (footfall_bridge, footfall_daemon):
        shutil.copytree(package.__path__[0], folder / package.__name__, ignore=_LEFT_OUT)
    _write_names(folder)
    return {"working_dir": str(folder)}


def _write_names(folder: Path) -> None:
    ours = distribution(_DISTRIBUTION)
    there = folder / f"{_DISTRIBUTION}-{ours.version}.dist-info"
    there.mkdir()
    for name in ("METADATA", "entry_points.txt"):
        if (text := ours.read_text(name)) is not None:
            (there / name).write_text(text, "utf-8")
