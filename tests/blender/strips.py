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


def scene(curves: tuple[Any, ...] = (), **editor: Any) -> Any:
    """Which strips are in, and animated by these curves. `editor`: of its sequences."""
    return SimpleNamespace(
        render=SimpleNamespace(resolution_x=FRAME[0], resolution_y=FRAME[1]),
        animation_data=SimpleNamespace(action=SimpleNamespace(fcurves=curves)) if curves else None,
        sequence_editor=SimpleNamespace(**editor),
    )


def transform(**changes: float | tuple[float, float]) -> Any:
    straight = {"scale_x": 1.0, "scale_y": 1.0, "offset_x": 0.0, "offset_y": 0.0, "rotation": 0.0}
    return SimpleNamespace(**(straight | {"origin": (0.5, 0.5)} | changes))


def crop(**changes: int) -> Any:
    return SimpleNamespace(**(dict.fromkeys(("min_x", "max_x", "min_y", "max_y"), 0) | changes))


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
        "transform": transform(),
        "crop": crop(),
        "use_flip_x": False,
        "use_flip_y": False,
        "id_data": scene(),
        "path_from_id": lambda: 'strips["film"]',
        "parent_meta": lambda: None,
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
