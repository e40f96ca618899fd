"""What makes each sound of contacts the sound that it is."""

from __future__ import annotations

import numpy as np
import pytest

from footfall_daemon.cues import ContactKind
from footfall_daemon.engine.sketch.materials import Material
from footfall_daemon.engine.sketch.prompt import Wish
from footfall_daemon.engine.sketch.vocabulary import Shoe, SoundClass
from tests.engine.sketch.meters import Signal, between, centroid, decay_time, envelope, loud, share
from tests.engine.sketch.studio import Studio, contact


def hit(studio: Studio, sound: SoundClass, *materials: Material, seconds: float = 2.0) -> Signal:
    return studio.perform(Wish(sound, materials), [contact(0.1)], seconds=seconds)


def step(studio: Studio, *materials: Material, shoe: Shoe | None = None, area: float = 0.05) -> Signal:
    heel = contact(0.1, ContactKind.step).model_copy(update={"area": area})
    return studio.perform(Wish(SoundClass.footsteps, materials, shoe=shoe), [heel], seconds=1.0)


@pytest.mark.parametrize("ground", [Material.gravel, Material.snow, Material.wood])
def test_a_step_has_a_heel_and_a_toe_with_a_valley_between(studio: Studio, ground: Material) -> None:
    level = envelope(step(studio, ground), 0.01)[10:]
    heel, valley, toe = level[:3].max(), level[4:8].min(), level[8:14].max()
    assert heel > 2 * valley
    assert toe > 1.5 * valley


def test_gravel_crunches_above_a_body_of_moving_stones(studio: Studio) -> None:
    gravel = step(studio, Material.gravel)
    assert share(gravel, 1800, 9000) > 0.3
    assert share(gravel, 500, 1500) > 0.05


@pytest.mark.parametrize(("quiet", "loud_"), [(Material.carpet, Material.wood), (Material.grass, Material.gravel)])
def test_soft_grounds_are_quieter(studio: Studio, quiet: Material, loud_: Material) -> None:
    assert loud(step(studio, quiet)) < loud(step(studio, loud_)) - 3


def test_distant_steps_are_quieter_in_the_same_gain(studio: Studio) -> None:
    close, distant = step(studio, area=0.05), step(studio, area=0.0125)
    assert loud(close) - loud(distant) == pytest.approx(6, abs=1.5)


def test_bare_feet_are_duller_than_boots(studio: Studio) -> None:
    boots, bare = (step(studio, Material.wood, shoe=shoe) for shoe in (Shoe.boot, Shoe.bare))
    assert share(bare, 1500, 20_000) < share(boots, 1500, 20_000)


def test_a_ball_is_duller_than_a_block(studio: Studio) -> None:
    assert centroid(hit(studio, SoundClass.bounce)) < 0.8 * centroid(
        hit(studio, SoundClass.impact, Material.stone)
    )


def test_a_knock_is_short_and_wooden(studio: Studio) -> None:
    knock = hit(studio, SoundClass.knock)
    assert 0.05 < decay_time(knock) < 0.4
    assert 200 < centroid(knock) < 700


def test_a_clap_is_a_short_burst_of_the_middle(studio: Studio) -> None:
    clap = hit(studio, SoundClass.clap)
    assert decay_time(clap) < 0.15
    assert share(clap, 500, 8000) > 0.6


def test_a_punch_is_low_with_a_smack(studio: Studio) -> None:
    punch = hit(studio, SoundClass.punch)
    assert share(punch, 20, 250) > 0.4
    assert share(punch, 500, 6000) > 0.02
    assert decay_time(punch) < 0.25


def test_a_door_latches_before_it_thuds(studio: Studio) -> None:
    door = hit(studio, SoundClass.door)
    assert centroid(between(door, 0.1, 0.107)) > 2 * centroid(between(door, 0.108, 0.3))


def test_shards_go_on_falling_after_the_glass_broke(studio: Studio) -> None:
    tail = between(hit(studio, SoundClass.glass_break), 0.35, 0.8)
    assert share(tail, 3000, 20_000) > 0.5
    assert loud(tail) > -60


def test_bubbles_follow_a_splash(studio: Studio) -> None:
    splash = hit(studio, SoundClass.splash)
    assert share(between(splash, 0.3, 0.6), 400, 3500) > 0.6


def test_a_key_clicks_down_and_up(studio: Studio) -> None:
    level = envelope(hit(studio, SoundClass.typing), 0.005)[20:45]
    assert level[12:22].max() > 4 * level[6:11].max()


def test_coins_ring_high_and_fall_ever_faster(studio: Studio) -> None:
    coins = hit(studio, SoundClass.coins)
    assert share(coins, 4000, 20_000) > 0.8
    level = envelope(coins, 0.002)
    assert decay_time(coins) > 0.15
    assert (np.diff(np.sign(np.diff(level[50:200]))) < 0).sum() > 10


def test_rubble_grows_rarer(studio: Studio) -> None:
    rubble = studio.perform(Wish(SoundClass.debris), [contact(0.1)], seconds=2.5)
    assert loud(between(rubble, 0.1, 0.5)) > loud(between(rubble, 0.5, 1.0)) + 3
    assert loud(between(rubble, 0.5, 1.0)) > loud(between(rubble, 1.3, 1.8)) + 3


def test_an_explosion_is_deep_and_long(studio: Studio) -> None:
    blast = hit(studio, SoundClass.explosion, seconds=5.0)
    assert share(blast, 20, 250) > 0.6
    assert loud(between(blast, 1.5, 2.0)) > -45
    assert centroid(between(blast, 0.1, 0.15)) > 2 * centroid(between(blast, 1.0, 2.0))
