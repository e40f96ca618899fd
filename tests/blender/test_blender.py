"""The add-on in real Blenders without a window, with a real daemon and gateway: what lies in the saved file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from tests.blender.stage_hand import FPS, GENERATE, HITS, PLACES, READ, SAVE, THREE_CLIPS, Stage, others, ours

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


def test_three_clips_have_their_sound_in_the_saved_file(stage: Stage) -> None:
    run = stage.run(THREE_CLIPS, GENERATE, SAVE)
    assert run["at_once"] == run["before"]  # the operator has not waited
    saved = stage.run(READ)["strips"]
    assert others(saved) == run["before"]
    sounds = ours(saved)
    assert [(sound["start"], sound["end"]) for sound in sounds] == PLACES
    assert {(sound["on"], sound["channel"], sound["mute"]) for sound in sounds} == {("Footfall", 3, False)}
    # A second of each end is there for crossfades, and hidden.
    assert [(sound["head"], sound["tail"], sound["content"]) for sound in sounds] == [
        (FPS, FPS, start - FPS) for start, _ in PLACES
    ]
    assert [soundfile.info(sound["file"]).frames for sound in sounds] == [48_000 * (40 + 50) // FPS] * 3
    assert run["said"] == "placed the Foley of 3 clips"


def test_the_mix_sounds_when_the_picture_hits(stage: Stage) -> None:
    stage.run(THREE_CLIPS, GENERATE, SAVE)
    stage.run(READ)
    level = loudness(stage.mix)
    for (start, end), hit in zip(PLACES, HITS, strict=True):
        window = level[start - 1 : end - 1]
        assert abs(start + int(np.argmax(window)) - hit) <= 1
    quiet = np.ones(len(level), bool)
    for start, end in PLACES:
        quiet[start - 2 : end] = False
    assert level[quiet].max() < 1e-4  # no handle is heard


def loudness(mix: Path) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The peak of each frame of the scene."""
    data, rate = soundfile.read(mix, always_2d=True)
    mono = np.abs(data.mean(axis=1))
    each = rate // FPS
    return np.array([float(mono[at : at + each].max()) for at in range(0, len(mono) - each + 1, each)])
