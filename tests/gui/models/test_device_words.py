"""What a worker does, in words."""

from __future__ import annotations

import pytest

from footfall_bridge.protocol import MemorySample
from footfall_gui.models.device_words import knee_of, note_of, speed_of, state_of
from footfall_gui.models.tracks import Track
from tests.bridge.fake_devices import a_worker

WORKER = a_worker("cuda:0")


@pytest.mark.parametrize(
    ("state", "editor", "words"),
    [
        ("running", "", "Working with sketch"),
        ("idle", "", "Idle; sketch is loaded"),
        ("released", "", "Left to other programs until you take it back"),
        ("yielding", "DaVinci Resolve", "Left to DaVinci Resolve while it needs it"),
        ("yielding", "", "Left to an editor while it needs it"),
        ("waiting", "", "Waiting"),
        ("leaving", "", "Ending"),
        ("dreaming", "", "dreaming"),
    ],
)
def test_a_state_is_a_sentence(state: str, editor: str, words: str) -> None:
    assert state_of(WORKER.model_copy(update={"state": state}), editor) == words


@pytest.mark.parametrize(
    ("state", "words"), [("idle", "for a reason"), ("waiting", "for a reason"), ("leaving", "")]
)
def test_the_daemon_s_reason_is_told_where_the_state_is_none(state: str, words: str) -> None:
    assert note_of(WORKER.model_copy(update={"state": state, "note": "for a reason"})) == words


def test_the_running_set_is_told_against_the_knee() -> None:
    track = Track(100)
    track.take(
        [
            MemorySample(
                at=1, total=8, free=4, held=1, budget=4, headroom=1, running=2, tokens_or_seconds=4.2, rate=3
            )
        ]
    )
    worker = WORKER.model_copy(update={"knee": 6.0})
    assert knee_of(worker, track) == "4.2 of 6 s of sound at once: larger sets would only take longer"
    assert knee_of(worker.model_copy(update={"running": [], "knee": 0.4}), track).startswith("0.0 of 0.4 s")


def test_speed_is_told_where_it_was_measured() -> None:
    assert speed_of(WORKER) == "12.5 s of sound per second, 25 % of the weights streamed at each step"
    assert speed_of(WORKER.model_copy(update={"rate": None, "streamed": 0.0})) == ""
