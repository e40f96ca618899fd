"""Contacts reported in real clips against those annotated by eye, frame by frame, in `annotated.json`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.media.picture.scoring import MEDIA, Score, score, seen, sure

ANNOTATED = json.loads(Path(__file__).with_name("annotated.json").read_text())
_MINUTE = 60.0

pytestmark = pytest.mark.skipif(not MEDIA.is_dir(), reason="no ../shared/media beside the repository")


def test_at_most_one_false_hit_a_minute() -> None:
    total, seconds = Score("real clips"), 0.0
    for name, contacts in ANNOTATED.items():
        cues = seen(MEDIA / name)
        total += score(f"walk, {name}", [contact["time"] for contact in contacts], sure(cues))
        seconds += cues.curves.time[-1]
    assert total.false <= seconds / _MINUTE, total


@pytest.mark.parametrize("name", list(ANNOTATED))
def test_curves_are_whole(name: str) -> None:
    curves = seen(MEDIA / name).curves
    assert curves.time == sorted(curves.time)
    assert len({len(values) for values in curves.model_dump().values()}) == 1


def test_cuts() -> None:
    assert len(seen(MEDIA / "bikes.mp4").cuts) == 5
