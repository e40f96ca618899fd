"""Attacks, heard in made-up recordings whose attacks are known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from footfall_daemon.demo.onsets import Signal, onsets, read_sound
from footfall_daemon.media.wav import Stamp, write_wav

RATE = 48000
TIMES = (0.3, 0.85, 1.2, 1.5, 2.0, 2.9, 4.1)
LOUD = (1.0, 0.3, 0.6, 0.8, 1.0, 0.2, 1.0)

Hit = Callable[[np.random.Generator], Signal]


def _clock(seconds: float = 0.6) -> Signal:
    return np.arange(int(seconds * RATE)) / RATE


def click(rng: np.random.Generator) -> Signal:
    return np.exp(-_clock() / 0.001)


def burst(rng: np.random.Generator) -> Signal:
    return 0.3 * rng.standard_normal(len(_clock())) * np.exp(-_clock() / 0.05)


def ring(rng: np.random.Generator) -> Signal:
    t = _clock()
    partials = [np.sin(2 * np.pi * f * t) * np.exp(-t * d) for f, d in ((220, 8), (610, 15), (1450, 30))]
    return np.asarray(0.3 * np.sum(partials, axis=0))


def thud(rng: np.random.Generator) -> Signal:
    t = _clock()
    return 0.5 * np.cos(2 * np.pi * 80 * t) * np.exp(-t * 25)


def recording(hit: Hit, ambience: float) -> tuple[Signal, Signal]:
    rng = np.random.default_rng(1)
    sound = ambience * rng.standard_normal(5 * RATE)
    times = np.array(TIMES) + rng.uniform(0, 0.01, len(TIMES))
    for time, loud in zip(times, LOUD, strict=True):
        at, body = round(time * RATE), loud * hit(rng)
        sound[at : at + len(body)] += body[: len(sound) - at]
    return sound, times


@pytest.mark.parametrize("ambience", [0.0, 0.001, 0.004])
@pytest.mark.parametrize("hit", [click, burst, ring, thud])
def test_every_attack_is_heard_within_two_milliseconds_and_no_other(hit: Hit, ambience: float) -> None:
    sound, times = recording(hit, ambience)
    heard = onsets(sound, RATE)
    assert len(heard) == len(times)
    assert np.abs(heard - times).max() < 0.002


@pytest.mark.parametrize(
    "sound",
    [
        0.1 * np.random.default_rng(2).standard_normal(5 * RATE),
        np.cumsum(np.random.default_rng(3).standard_normal(5 * RATE)) / 300,
        0.1 * np.sin(2 * np.pi * 60 * _clock(5)),
        np.random.default_rng(4).standard_normal(5 * RATE) * (1 + 0.8 * np.sin(4 * np.pi * _clock(5))) * 0.1,
        np.random.default_rng(5).standard_normal(5 * RATE) * 0.1 * _clock(5),
        np.zeros(RATE),
        np.zeros(0),
    ],
    ids=["white", "brown", "hum", "breathing", "swelling", "silence", "nothing"],
)
def test_sound_without_attacks_has_none(sound: Signal) -> None:
    assert onsets(sound, RATE).tolist() == []


def test_channels_in_opposite_phase_are_heard() -> None:
    sound, times = recording(burst, 0.001)
    assert len(onsets(np.stack([sound, -sound]), RATE)) == len(times)


def test_level_does_not_matter() -> None:
    sound, _ = recording(burst, 0.001)
    np.testing.assert_allclose(onsets(sound * 1e-3, RATE), onsets(sound, RATE))


def test_a_written_wav_is_read_in_full(tmp_path: Path) -> None:
    sound = np.random.default_rng(0).uniform(-1, 1, (2, 1234)).astype(np.float32)
    stamp = Stamp(description="", job="j", made=datetime(2026, 1, 1), time_reference=0, coding_history="")
    write_wav(tmp_path / "a.wav", [sound], 2, 1234, stamp, {})
    read, rate = read_sound(tmp_path / "a.wav")
    assert rate == RATE
    np.testing.assert_allclose(read, sound, atol=2**-23)
