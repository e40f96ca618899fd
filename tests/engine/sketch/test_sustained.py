"""What makes each sound that goes on the sound that it is."""

from __future__ import annotations

import numpy as np
import pytest

from footfall_daemon.cues import Curves
from footfall_daemon.engine.sketch.levels import SUSTAINED
from footfall_daemon.engine.sketch.materials import Material
from footfall_daemon.engine.sketch.prompt import SOFT, STRONG, Wish
from footfall_daemon.engine.sketch.vocabulary import AMBIENCES, SoundClass
from tests.engine.sketch.meters import (
    Signal,
    between,
    centroid,
    decibels,
    envelope,
    loud,
    pitch,
    rhythm,
    share,
    spikes,
)
from tests.engine.sketch.studio import Studio, swings


def moving(speed: float, seconds: float = 3.0, energy: float = 0.8) -> Curves:
    """Steady motion."""
    times = [frame / 25 for frame in range(int(seconds * 25) + 1)]
    still = [0.0] * len(times)
    return Curves(
        time=times, speed=[speed] * len(times), energy=[energy] * len(times), x=[0.5] * len(times), camera=still
    )


def lasting(studio: Studio, sound: SoundClass, seconds: float = 3.0, speed: float = 0.8) -> Signal:
    return studio.perform(Wish(sound), seconds=seconds, curves=moving(speed, seconds))


DRIVEN = [
    SoundClass.cloth,
    SoundClass.paper,
    SoundClass.leaves,
    SoundClass.wings,
    SoundClass.creak,
    SoundClass.scrape,
    SoundClass.roll,
    SoundClass.coins,
    SoundClass.debris,
    SoundClass.bicycle,
    SoundClass.whoosh,
]


@pytest.mark.parametrize("sound", DRIVEN)
def test_what_moves_is_heard_and_what_rests_is_not(studio: Studio, sound: SoundClass) -> None:
    assert loud(lasting(studio, sound, speed=1.5)) > -50
    assert loud(studio.perform(Wish(sound), curves=moving(0.0, energy=0.0))) < -90


@pytest.mark.parametrize("sound", [sound for sound in DRIVEN if sound is not SoundClass.whoosh])
def test_without_a_picture_what_moves_is_heard_mildly(studio: Studio, sound: SoundClass) -> None:
    assert loud(studio.perform(Wish(sound))) > -60


@pytest.mark.parametrize("sound", SUSTAINED)
def test_words_of_strength_change_the_level(studio: Studio, sound: SoundClass) -> None:
    soft, strong = (
        studio.perform(Wish(sound, intensity=intensity), curves=moving(0.8)) for intensity in (SOFT, STRONG)
    )
    assert loud(strong) > loud(soft) + 3


@pytest.mark.parametrize("sound", sorted(AMBIENCES))
def test_an_ambience_is_never_silent(studio: Studio, sound: SoundClass) -> None:
    assert envelope(studio.perform(Wish(sound)), 0.1)[1:-1].min() > 1e-5


@pytest.mark.parametrize("sound", SoundClass)
def test_nothing_has_an_offset(studio: Studio, sound: SoundClass) -> None:
    wave = lasting(studio, sound)[0].astype(np.float64)
    assert abs((wave * np.hanning(len(wave))).mean()) < 1e-4  # weighted: a cut through a slow wave is no offset


@pytest.mark.parametrize(("slow", "fast"), [(0.7, 1.2), (1.2, 2.4)])
def test_a_whoosh_is_higher_and_louder_the_faster_it_goes(studio: Studio, slow: float, fast: float) -> None:
    first, second = (lasting(studio, SoundClass.whoosh, speed=speed) for speed in (slow, fast))
    assert centroid(second) > 1.3 * centroid(first)
    assert loud(second) > loud(first) + 6


def test_a_whoosh_is_loudest_where_the_swing_is_fastest(studio: Studio) -> None:
    swing = studio.perform(Wish(SoundClass.whoosh), curves=swings(1.0, 2.5), seconds=1.0)
    assert float(envelope(swing, 0.02).argmax()) * 0.02 == pytest.approx(0.5, abs=0.12)


def test_wings_beat_faster_the_more_moves(studio: Studio) -> None:
    assert rhythm(lasting(studio, SoundClass.wings), 3, 15) == pytest.approx(9, abs=1)


def test_cloth_comes_in_bursts(studio: Studio) -> None:
    """Noise of even level would have a ratio of little more than 1."""
    level = envelope(lasting(studio, SoundClass.cloth), 0.02)[5:-5]
    assert np.percentile(level, 95) > 3 * np.percentile(level, 25)


def test_nylon_and_paper_are_brighter_than_cloth(studio: Studio) -> None:
    plain = centroid(lasting(studio, SoundClass.cloth))
    nylon = studio.perform(Wish(SoundClass.cloth, (Material.plastic,)), curves=moving(0.8))
    assert 900 < plain < 4000
    assert centroid(nylon) > 1.4 * plain
    assert centroid(lasting(studio, SoundClass.paper)) > 1.3 * plain


def test_leaves_are_dry_and_high(studio: Studio) -> None:
    assert share(lasting(studio, SoundClass.leaves), 2000, 14_000) > 0.85


def test_a_creak_has_a_pitch_that_rises_with_the_motion(studio: Studio) -> None:
    slow, fast = (slips(lasting(studio, SoundClass.creak, speed=speed)) for speed in (0.05, 0.9))
    assert fast > 1.5 * slow


def slips(wave: Signal) -> int:
    """How often the level peaks above its mean."""
    level = envelope(wave, 0.002)
    middle = level[1:-1]
    return int(((middle > level[:-2]) & (middle > level[2:]) & (middle > level.mean())).sum())


@pytest.mark.parametrize("sound", [SoundClass.scrape, SoundClass.roll])
def test_friction_opens_with_speed(studio: Studio, sound: SoundClass) -> None:
    slow, fast = (lasting(studio, sound, speed=speed) for speed in (0.15, 0.9))
    assert centroid(fast) > 1.15 * centroid(slow)
    assert loud(fast) > loud(slow) + 3


def test_rolling_is_lower_than_scraping(studio: Studio) -> None:
    assert centroid(lasting(studio, SoundClass.roll)) < 0.8 * centroid(lasting(studio, SoundClass.scrape))


def test_rain_is_high_and_even(studio: Studio) -> None:
    rain = lasting(studio, SoundClass.rain)
    assert share(rain, 1000, 14_000) > 0.8
    level = envelope(rain, 0.25)[1:-1]
    assert level.max() < 2 * level.min()


def test_rain_on_a_metal_roof_rings(studio: Studio) -> None:
    roof = studio.perform(Wish(SoundClass.rain, (Material.metal,)))
    assert share(roof, 200, 1000) > 3 * share(lasting(studio, SoundClass.rain), 200, 1000)


def test_thunder_is_deep(studio: Studio) -> None:
    assert share(lasting(studio, SoundClass.thunder, 8.0), 25, 250) > 0.7


def test_wind_howls_in_narrow_bands_that_move(studio: Studio) -> None:
    wind = lasting(studio, SoundClass.wind, 8.0)
    places = [pitch(between(wind, at, at + 0.3), 220, 480) for at in np.arange(0.2, 7.5, 0.4)]
    assert max(places) > 1.15 * min(places)
    calm = between(wind, 1.0, 1.4)
    centre = pitch(calm, 220, 480)
    assert share(calm, centre * 0.9, centre * 1.1) > 4 * share(calm, centre * 0.65, centre * 0.8)


def test_a_stream_bubbles_in_the_middle(studio: Studio) -> None:
    assert share(lasting(studio, SoundClass.stream), 400, 5000) > 0.7


def test_waves_come_and_go(studio: Studio) -> None:
    level = envelope(lasting(studio, SoundClass.waves, 24.0), 0.5)[1:-1]
    assert level.max() > 3 * level.min()
    assert 0.06 < rhythm(lasting(studio, SoundClass.waves, 40.0), 0.05, 0.5) < 0.2


def test_drops_are_few_and_sing(studio: Studio) -> None:
    drip = lasting(studio, SoundClass.drip, 6.0)
    assert share(drip, 900, 4000) > 0.6
    assert (envelope(drip, 0.05) < 1e-5).mean() > 0.4


def test_bubbles_start_without_a_click(studio: Studio) -> None:
    boil = lasting(studio, SoundClass.bubbles)
    assert share(boil, 350, 2200) > 0.9
    assert share(boil, 20, 200) < 0.01


def test_fire_laps_and_crackles(studio: Studio) -> None:
    fire = lasting(studio, SoundClass.fire, 6.0)
    assert share(fire, 25, 120) > 0.1
    assert spikes(fire) > 8


# 900 turns a minute of four cylinders; 1300 of two that fire unevenly, which favours every third half turn.
@pytest.mark.parametrize(("sound", "idle"), [(SoundClass.engine, 30.0), (SoundClass.motorbike, 32.5)])
def test_engines_fire_at_idle_and_faster_with_speed(studio: Studio, sound: SoundClass, idle: float) -> None:
    assert rhythm(lasting(studio, sound, speed=0.0), 8, 50) == pytest.approx(idle, rel=0.06)
    assert centroid(lasting(studio, sound, speed=1.5)) > 1.1 * centroid(lasting(studio, sound, speed=0.0))


def test_a_freewheel_clicks(studio: Studio) -> None:
    assert 20 < rhythm(lasting(studio, SoundClass.bicycle), 15, 70) < 60


def test_a_machine_hums_with_the_mains(studio: Studio) -> None:
    machine = lasting(studio, SoundClass.machine)
    assert pitch(machine, 40, 60) == pytest.approx(50, abs=0.5)
    assert share(machine, 49, 51) > 20 * share(machine, 70, 72)


def test_a_train_passes_the_joints_of_its_rails(studio: Studio) -> None:
    assert 0.9 < rhythm(lasting(studio, SoundClass.train, 12.0), 0.9, 2.2) < 1.8


def test_the_air_of_a_room_falls_towards_the_treble(studio: Studio) -> None:
    room = studio.perform(Wish(SoundClass.room))
    assert decibels(share(room, 4000, 8000)) < decibels(share(room, 100, 200)) - 15
    assert loud(room) == pytest.approx(-48, abs=1)


def test_crickets_chirp_in_a_forest(studio: Studio) -> None:
    forest = lasting(studio, SoundClass.forest, 6.0)
    cricket = pitch(forest, 3600, 5400)
    assert share(forest, cricket - 60, cricket + 60) > 4 * share(forest, cricket + 500, cricket + 620)


def test_a_city_is_far_away(studio: Studio) -> None:
    assert share(lasting(studio, SoundClass.city, 8.0), 25, 400) > 0.7


def test_electricity_buzzes_and_sputters(studio: Studio) -> None:
    arc = lasting(studio, SoundClass.electric, 5.0)
    assert pitch(arc, 90, 110) == pytest.approx(100, abs=1)
    level = envelope(arc, 0.03)[1:-1]
    assert np.percentile(level, 95) > 3 * np.percentile(level, 20)
