"""What a media child is asked to prepare."""

from __future__ import annotations

from pathlib import Path

import pytest

from footfall_bridge.protocol import Order, Stamp
from footfall_bridge.timeline import Clip, Time, TimelinePlace
from footfall_daemon.catalog import HUNYUAN_XL, SKETCH, EngineInfo
from footfall_daemon.preparation import errand_of
from tests.daemon.making import a_job

SECOND = Time(value=1, rate=(1, 1))


@pytest.mark.parametrize("engine", [SKETCH, HUNYUAN_XL])
def test_segments_are_as_the_engine_takes_them(engine: EngineInfo) -> None:
    errand = errand_of(a_job(), engine, Path("/cache"), 2**20)
    assert (errand.window, errand.overlap) == (engine.window, engine.overlap)
    assert errand.follows_cues is engine.follows_cues


@pytest.mark.parametrize(
    ("place", "asked", "stamp"),
    [
        (None, None, Stamp.source),
        (TimelinePlace(record_in=SECOND), None, Stamp.record),
        (TimelinePlace(record_in=SECOND), Stamp.source, Stamp.source),
    ],
)
def test_a_clip_of_a_timeline_bears_its_timecode(
    place: TimelinePlace | None, asked: Stamp | None, stamp: Stamp
) -> None:
    order = Order(clip=Clip(media="/a.mp4", place=place), stamp=asked)
    assert errand_of(a_job(order=order), SKETCH, Path("/cache"), 1).stamp is stamp
