"""Strips as the add-on's modules read them, without Blender."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

NAME = "footfall_blender"
FRAME = (1920, 1080)


def module(name: str) -> Any:
    return importlib.import_module(f"{NAME}.{name}")


def strip(film: Path, **changes: Any) -> Any:
    """100 frames of 25 fps at frame 41, whole, as large as the frame."""
    usual = {
        "type": "MOVIE",
        "name": "film",
        "filepath": str(film),
        "elements": [SimpleNamespace(orig_fps=25.0, orig_width=FRAME[0], orig_height=FRAME[1])],
        "fps": 25.0,
        "frame_duration": 100,
        "frame_final_start": 41,
        "frame_final_end": 141,
        "frame_final_duration": 100,
        "frame_offset_start": 0.0,
        "frame_offset_end": 0.0,
        "animation_offset_start": 0,
        "animation_offset_end": 0,
        "use_reverse_frames": False,
        "use_proxy": False,
        "proxy": None,
    }
    return SimpleNamespace(**(usual | changes))


def shot(
    film: Path,
    rate: Fraction = Fraction(25),
    strips: tuple[Any, ...] = (),
    movies: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Any:
    """`movies`: what Blender can read of files that no strip shows."""
    files = module("files").Files(str, str, (movies or {}).get)
    return module("shots").shot_of(strip(film, **changes), rate, strips, files)


def refused(film: Path, *strips: Any, **changes: Any) -> tuple[str, str]:
    refusal = module("words").Refusal
    with pytest.raises(refusal) as caught:
        shot(film, strips=strips, **changes)
    error: Any = caught.value
    return error.code, error.message
