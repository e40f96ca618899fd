"""Which contacts a file marks, and where: as it sounds."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from footfall_bridge.cuepoints import CuePoint
from footfall_bridge.protocol import Contact, ContactKind
from footfall_daemon.cues import Contact as Seen
from footfall_daemon.cues import Cues
from footfall_daemon.jobs import RegionPlan
from footfall_daemon.media.marks import marks_of
from footfall_daemon.media.messages import Marks, Splice, Write
from footfall_daemon.media.wav import Stamp, write_wav

SEEN = [
    Seen(time=1.5, kind=ContactKind.step, strength=0.5, confidence=0.9),
    Seen(time=0.5, kind=ContactKind.impact, strength=0.5, confidence=0.4),
    Seen(time=-0.1, kind=ContactKind.impact, strength=0.5, confidence=1.0),
    Seen(time=3.0, kind=ContactKind.impact, strength=0.5, confidence=1.0),
]


def errand(folder: Path, splice: Splice | None = None, **fields: Any) -> Write:
    """Three seconds, of which one is the clip's."""
    path = folder / "seen.cues"
    Cues(analyser="eyes", contacts=SEEN).save(path)
    marks = Marks(**{"cues": str(path), "sensitivity": 0.5, "offset": 0.0, **fields})
    return Write(
        job="j",
        files=[],
        samples=3 * 48_000,
        time_reference=0,
        request={},
        handle_samples=48_000,
        marks=marks,
        splice=splice,
    )


def test_sure_contacts_of_the_whole_file_are_marked(tmp_path: Path) -> None:
    assert marks_of(errand(tmp_path), "mix") == [CuePoint(72_000, "step")]
    assert marks_of(errand(tmp_path, sensitivity=0.7), "props") == [
        CuePoint(24_000, "impact"),
        CuePoint(72_000, "step"),
    ]


def test_those_of_the_user_count_from_the_clip(tmp_path: Path) -> None:
    said = [
        Contact(time=-0.5, material="metal"),
        Contact(time=0.25, kind=ContactKind.stop),
        Contact(time=0.5, muted=True),
        Contact(time=0.75, confidence=0.1),
    ]
    assert marks_of(errand(tmp_path, contacts=said), "mix") == [
        CuePoint(24_000, "impact metal"),
        CuePoint(60_000, "stop"),
    ]


def test_they_lie_where_they_sound(tmp_path: Path) -> None:
    assert marks_of(errand(tmp_path, offset=0.02), "mix") == [CuePoint(72_960, "step")]


@pytest.mark.parametrize("layer", ["cloth", "ambience"])
def test_layers_that_follow_none_have_none(tmp_path: Path, layer: str) -> None:
    assert marks_of(errand(tmp_path), layer) == []


def test_an_engine_that_follows_none_marks_none(tmp_path: Path) -> None:
    assert marks_of(errand(tmp_path).model_copy(update={"marks": None}), "mix") == []


def test_what_was_cleared_from_the_cache_is_missing_and_no_more(tmp_path: Path) -> None:
    assert marks_of(errand(tmp_path, cues=str(tmp_path / "gone")), "mix") == []


def test_outside_a_part_that_is_made_again_the_old_ones_stay(tmp_path: Path) -> None:
    base = tmp_path / "base.wav"
    old = [CuePoint(10, "stop"), CuePoint(70_000, "stop"), CuePoint(100_000, "stop")]
    stamp = Stamp(description="", job="a", made=datetime(2026, 1, 1), time_reference=0, coding_history="")
    write_wav(base, [np.zeros((1, 144_000), np.float32)], 1, 144_000, stamp, {}, old)
    part = Splice(region=RegionPlan(start=60_000, stop=90_000), base=str(base))
    assert marks_of(errand(tmp_path, part), "mix") == [old[0], CuePoint(72_000, "step"), old[2]]
