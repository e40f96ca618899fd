"""What counts as reframed, as the add-on reads it. That strips lie so was measured in Blender 3.4 and 5.0."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.blender.strips import FRAME, crop, module, scene, strip, transform


class Curve(SimpleNamespace):
    """Straight between its keys, of which there are two."""

    data_path: str
    keys: tuple[tuple[float, float], tuple[float, float]]
    array_index = 0
    mute = False

    @property
    def keyframe_points(self) -> list[Any]:
        return [SimpleNamespace(co=key) for key in self.keys]

    def evaluate(self, frame: float) -> float:
        (first, low), (last, high) = self.keys
        share = min(max((frame - first) / (last - first), 0), 1)
        return low + share * (high - low)


def laid(size: tuple[int, int] = FRAME, **changes: Any) -> Any:
    """A strip of a movie of this size, in a scene of 1920 by 1080."""
    return strip(Path("film.mp4"), elements=[SimpleNamespace(orig_width=size[0], orig_height=size[1])], **changes)


def posed(size: tuple[int, int] = FRAME, **changes: Any) -> Any:
    return laid(size, transform=transform(**changes))


def both(scale: float) -> dict[str, Any]:
    return {"scale_x": scale, "scale_y": scale}


SHOWN_WHOLE: list[Callable[[], Any]] = [
    laid,
    lambda: laid((192, 128)),
    lambda: posed((3840, 2160), **both(0.5)),
    lambda: laid((1440, 1080)),
    lambda: posed((4096, 2160), **both(0.5)),  # fills 16:9: 3 % of each side are cut off
    lambda: posed((192, 128), scale_x=10.0, scale_y=8.4375),  # stretched
    lambda: posed(offset_x=90.0),
    lambda: laid(crop=crop(min_y=50, max_y=50)),
    lambda: laid((0, 0)),
    lambda: posed(rotation=math.tau),
    lambda: posed(origin=(0.0, 1.0)),
]
SHOWN_OTHERWISE: list[Callable[[], Any]] = [
    lambda: laid((3840, 2160)),
    lambda: posed(**both(1.3)),
    lambda: posed((1440, 1080), **both(4 / 3)),  # fills 16:9: an eighth is cut off above, and below
    lambda: posed((480, 270), offset_x=700.0, offset_y=400.0),
    lambda: posed(offset_y=-60.0),
    lambda: posed(rotation=math.radians(3)),
    lambda: posed(rotation=math.pi),
    lambda: laid(use_flip_x=True),
    lambda: laid(use_flip_y=True),
    lambda: posed(scale_x=-1.0),
    lambda: posed(scale_x=0.0),
    lambda: laid(crop=crop(max_x=200)),
    lambda: posed(origin=(0.0, 0.0), **both(0.8)),
]


@pytest.mark.parametrize("number", range(len(SHOWN_WHOLE)))
def test_a_mere_fit_is_not_reframing(addon: Path, number: int) -> None:
    assert not module("framing").is_reframed(SHOWN_WHOLE[number](), [])


@pytest.mark.parametrize("number", range(len(SHOWN_OTHERWISE)))
def test_what_is_zoomed_moved_turned_mirrored_or_cropped_is(addon: Path, number: int) -> None:
    assert module("framing").is_reframed(SHOWN_OTHERWISE[number](), [])


@pytest.mark.parametrize(
    ("keys", "reframed"),
    [
        (((41, 1.0), (140, 1.05)), False),  # a slow push in that cuts off little
        (((41, 1.0), (140, 1.4)), True),
        (((1, 1.5), (41, 1.0)), False),  # over before the strip begins
        (((80, 1.0), (81, 2.0)), True),
    ],
)
def test_what_moves_counts_where_the_strip_shows_it(addon: Path, keys: Any, reframed: bool) -> None:
    curve = Curve(data_path='strips["film"].transform.scale_x', keys=keys)
    others = Curve(data_path='strips["film.001"].transform.scale_x', keys=((41, 1.0), (140, 9.0)))
    opacity = Curve(data_path='strips["film"].blend_alpha', keys=((41, 0.0), (140, 1.0)))
    assert module("framing").is_reframed(laid(id_data=scene((curve, others, opacity))), []) is reframed


def test_meta_strips_and_effects_reframe_what_is_in_them(addon: Path) -> None:
    is_reframed = module("framing").is_reframed
    meta = posed(**both(2.0))
    del meta.elements
    assert is_reframed(laid(parent_meta=lambda: meta), [])
    clip = laid()
    assert is_reframed(clip, [SimpleNamespace(type="TRANSFORM", input_1=clip)])
    assert not is_reframed(clip, [SimpleNamespace(type="TRANSFORM", input_1=None)])


@pytest.mark.parametrize(
    ("changes", "reframed"),
    [
        ({}, True),
        ({"mute": True}, False),
        ({"channel": 1}, False),
        ({"frame_final_start": 141, "frame_final_end": 200}, False),
    ],
)
def test_adjustment_strips_reframe_what_they_cover(addon: Path, changes: dict[str, Any], reframed: bool) -> None:
    clip, over = laid(), posed(**both(2.0))
    over.type, over.mute, clip.channel, over.channel = "ADJUSTMENT", False, 2, 3
    vars(over).update(changes)
    del over.elements
    assert module("framing").is_reframed(clip, [clip, over]) is reframed
