"""Levels that are promised: true peak, silence, offset, fades, proportions."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from footfall_daemon.cues import ContactKind
from footfall_daemon.engine.sketch.limiter import limited
from tests.engine.sketch.meters import RATE, decibels, true_peak
from tests.engine.sketch.studio import Studio, contact, steps, swings

EVERYTHING = [
    "",
    "footsteps on gravel",
    "heavy metal impact, heavy rain, strong wind, loud engine, campfire",
    "loud glass shatters, loud splash, loud door slam",
    "loud whoosh, cloth, stream",
]


@pytest.mark.parametrize("prompt", EVERYTHING)
def test_dense_loud_material_stays_below_the_ceiling(studio: Studio, prompt: str) -> None:
    contacts = [contact(0.025 * index, track=index % 3) for index in range(80)]
    contacts += [contact(0.033 * index, ContactKind.step) for index in range(60)]
    wave = studio.make(studio.order(contacts, prompt=prompt, seconds=2.5, curves=swings(2.5, 4.0)))
    assert np.isfinite(wave).all()
    assert true_peak(wave) <= -2.0


def test_dense_material_does_reach_the_limiter(studio: Studio) -> None:
    contacts = [contact(0.02 * index) for index in range(100)]
    assert true_peak(studio.make(studio.order(contacts, prompt="metal impact", seconds=2.5))) > -4.0


@pytest.mark.parametrize("hertz", [60.0, 997.0, 11_999.0, 15_000.0, 20_500.0])
def test_the_limiter_holds_peaks_between_samples(hertz: float) -> None:
    time = torch.arange(RATE, dtype=torch.float64) / RATE
    loud = torch.sin(2 * torch.pi * hertz * time + 0.8).expand(2, -1) * 4
    held = limited(loud.to(torch.float32)[None])[0, :, 3000:-3000] * torch.hann_window(RATE - 6000)
    assert true_peak(held.numpy()) <= -2.0


def test_the_limiter_leaves_quiet_sound_alone() -> None:
    quiet = 0.6 * torch.sin(torch.arange(RATE) * 0.05).expand(1, 2, -1)
    assert torch.equal(limited(quiet), quiet)


@pytest.mark.parametrize("prompt", EVERYTHING)
def test_there_is_no_offset(studio: Studio, prompt: str) -> None:
    contacts = [contact(0.3 + 0.2 * index) for index in range(14)] + steps(0.5, 1.1, 1.6, 2.2)
    wave = studio.make(studio.order(contacts, prompt=prompt, curves=swings(3.0, 3.0)))
    assert np.abs(wave.astype(np.float64).mean(axis=1)).max() < 1e-4


def test_the_strongest_hit_peaks_near_minus_nine(studio: Studio) -> None:
    wave = studio.make(studio.order([contact(0.5), contact(2.0, strength=0.5)], prompt="wood impact"))
    assert decibels(float(np.abs(wave[:, :RATE]).max())) == pytest.approx(-9, abs=0.5)
    assert decibels(float(np.abs(wave[:, RATE:]).max())) == pytest.approx(-15, abs=0.5)


def test_the_level_of_a_hit_does_not_depend_on_its_neighbours(studio: Studio) -> None:
    alone = studio.make(studio.order([contact(0.5, strength=0.3)], prompt="wood impact"))
    beside = studio.make(studio.order([contact(0.5, strength=0.3), contact(2.0)], prompt="wood impact"))
    assert np.array_equal(alone[:, : RATE * 3 // 2], beside[:, : RATE * 3 // 2])


def test_a_contact_without_strength_is_silent(studio: Studio) -> None:
    silent = studio.make(studio.order([contact(0.5, strength=0.0)]))
    assert np.array_equal(silent, studio.make(studio.order([])))


def test_words_of_intensity_change_the_level(studio: Studio) -> None:
    def rms(prompt: str) -> float:
        return float(np.sqrt((studio.make(studio.order(prompt=prompt)) ** 2).mean()))

    assert rms("light rain") < rms("rain") < rms("heavy rain")


def test_the_file_fades_at_both_ends(studio: Studio) -> None:
    wave = studio.make(studio.order([contact(-0.01), contact(2.95)], prompt="metal impact, heavy rain"))
    assert not wave[:, 0].any()
    assert not wave[:, -1].any()
    assert np.abs(wave[:, 20]).max() < 0.02
    assert np.abs(wave[:, 240:480]).max() > 0.1


def test_a_join_of_segments_is_not_faded(studio: Studio) -> None:
    order = studio.order(prompt="heavy rain")
    later = order.model_copy(update={"start": RATE, "samples": RATE})
    assert np.abs(studio.make(later)[:, :100]).max() > 0.003


def test_the_room_is_quiet_and_wide(studio: Studio) -> None:
    wave = studio.make(studio.order())
    assert decibels(float(np.sqrt((wave**2).mean()))) == pytest.approx(-58, abs=1)
    assert abs(np.corrcoef(wave[0], wave[1])[0, 1]) < 0.7
