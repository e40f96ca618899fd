"""What is heard begins when things touch: measured in the waveform."""

from __future__ import annotations

import pytest

from footfall_daemon.cues import ContactKind
from footfall_daemon.engine.sketch.casting import STRUCK
from footfall_daemon.engine.sketch.materials import Material
from footfall_daemon.engine.sketch.prompt import Wish
from footfall_daemon.engine.sketch.vocabulary import SoundClass
from tests.engine.sketch.meters import onset
from tests.engine.sketch.studio import Studio, contact

TIMES = [0.20001, 0.900507, 1.61333, 2.3]


@pytest.mark.parametrize("sound", sorted(STRUCK))
def test_hits_begin_within_a_millisecond_of_the_contact(studio: Studio, sound: SoundClass) -> None:
    wave = studio.perform(Wish(sound), [contact(0.900507)], seconds=2.0)
    assert onset(wave, 0.900507) == pytest.approx(0.900507, abs=1e-3)


@pytest.mark.parametrize("material", Material)
def test_things_of_every_material_are_struck_in_time(studio: Studio, material: Material) -> None:
    wish = Wish(SoundClass.impact, (material,))
    wave = studio.perform(wish, [contact(time) for time in TIMES])
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
