"""What is heard begins when things touch: measured in the waveform."""

from __future__ import annotations

import pytest

from footfall_daemon.cues import ContactKind
from footfall_daemon.engine.sketch.materials import Material
from tests.engine.sketch.meters import onset
from tests.engine.sketch.studio import Studio, contact

TIMES = [0.20001, 0.900507, 1.61333, 2.3]
HITS = ["", "bounce", "basketball bouncing on wood", "knock", "clap", "door slams", "glass shatters", "splash"]


@pytest.mark.parametrize("prompt", HITS + [f"impact on {material}" for material in Material])
def test_hits_begin_within_a_millisecond_of_the_contact(studio: Studio, prompt: str) -> None:
    wave = studio.make(studio.order([contact(time) for time in TIMES], prompt=prompt))
    for time in TIMES:
        assert onset(wave, time) == pytest.approx(time, abs=1e-3)


@pytest.mark.parametrize("kind", ["footsteps", "running"])
@pytest.mark.parametrize("ground", Material)
def test_steps_begin_within_a_millisecond_of_the_heel(studio: Studio, kind: str, ground: Material) -> None:
    gap = 0.65 if kind == "footsteps" else 0.4
    times = [0.1 + gap * index + 1e-5 * index for index in range(4)]
    contacts = [contact(time, ContactKind.step) for time in times]
    wave = studio.make(studio.order(contacts, prompt=f"{kind} on {ground}"))
    for time in times:
        assert onset(wave, time) == pytest.approx(time, abs=1e-3)
