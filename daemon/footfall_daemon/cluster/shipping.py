"""What Ray brings to the nodes: this very code, so that both ends speak the same words; packages where asked."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path
from typing import Any, Final

from packaging.requirements import Requirement

import footfall_bridge
import footfall_daemon

_DISTRIBUTION: Final = "footfall"
_LEFT_OUT: Final = shutil.ignore_patterns("__pycache__", "*.pyc")


def runtime_environment(folder: Path, *, install: bool) -> dict[str, Any]:
    """As Ray takes it; `folder` is filled. Raises `OSError`.

    The names of engines travel too: they stand in what is installed of us, beside the code.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for package in (footfall_bridge, footfall_daemon):
        shutil.copytree(package.__path__[0], folder / package.__name__, ignore=_LEFT_OUT)
    _write_names(folder)
    environment: dict[str, Any] = {"working_dir": str(folder)}
    if install:
        environment["pip"] = list(_pinned("daemon"))
    return environment


def _write_names(folder: Path) -> None:
    ours = distribution(_DISTRIBUTION)
    there = folder / f"{_DISTRIBUTION}-{ours.version}.dist-info"
    there.mkdir()
    for name in ("METADATA", "entry_points.txt"):
        if (text := ours.read_text(name)) is not None:
            (there / name).write_text(text, "utf-8")


def _pinned(extra: str) -> Iterator[str]:
    """What an extra of ours needs, in the versions that are installed here."""
    for line in distribution(_DISTRIBUTION).requires or []:
        needed = Requirement(line)
        if needed.name == _DISTRIBUTION or (needed.marker and not needed.marker.evaluate({"extra": extra})):
            continue
        try:
            yield f"{needed.name}=={version(needed.name)}"
        except PackageNotFoundError:  # of another system
            continue
