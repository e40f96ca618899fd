"""Layers, place and room: what editors may ask of a mix beside its prompt."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from footfall_bridge.protocol import Layer
from footfall_daemon.engine.messages import SegmentOrder, Sounding
from footfall_daemon.engine.sketch.clockwork import Window
from footfall_daemon.engine.sketch.mix import layered
from footfall_daemon.engine.sketch.space import Room
from tests.engine.sketch.meters import true_peak
from tests.engine.sketch.studio import RATE, Studio, contact, steps, swings

ALL = Sounding(layers=list(Layer))
BUSY = "footsteps on gravel, metal impact, cloth, rain"


def busy(studio: Studio, prompt: str = BUSY) -> SegmentOrder:
    return studio.order([*steps(0.3, 0.9, 1.5), contact(1.1)], prompt=prompt, curves=swings(3.0, 2.0))


def test_the_layers_sum_to_the_mix(studio: Studio) -> None:
    apart = studio.layers(busy(studio), ALL)
    assert np.allclose(sum(apart.values()), studio.make(busy(studio)), atol=1e-6)


def test_the_layers_of_a_limited_mix_keep_their_sum_and_the_ceiling(studio: Studio) -> None:
    loud = [contact(0.02 * index) for index in range(140)]
    order = studio.order([*loud, *steps(0.5, 1.0)], prompt=BUSY)
    apart = studio.layers(order, ALL).values()
    whole = studio.make(order)
    assert np.allclose(sum(apart), whole, atol=1e-6)
    assert np.abs(whole).max() > 0.6
    assert all(true_peak(layer) <= -2.0 for layer in [whole, *apart])


def test_before_the_ceiling_the_mix_is_the_exact_sum(studio: Studio) -> None:
    parts = studio.start(busy(studio)).score.parts
    window = Window(0, RATE)
    together = layered(parts, window).sum(0)
    alone = [layered([part for part in parts if part.stem is stem], window).sum(0) for stem in Layer]
    assert torch.equal(torch.stack(alone).sum(0), together)


def test_each_sound_is_in_its_layer_only(studio: Studio) -> None:
    feet = studio.layers(busy(studio, "footsteps on wood, no room tone"), ALL)
    assert [stem for stem, wave in feet.items() if wave.any()] == [Layer.feet]
    rain = studio.layers(busy(studio, "rain"), ALL)
    assert [stem for stem, wave in rain.items() if wave.any()] == [Layer.ambience]


def test_layers_come_in_the_order_asked_for(studio: Studio) -> None:
    every = studio.layers(busy(studio), ALL)
    two = studio.layers(busy(studio), Sounding(layers=[Layer.cloth, Layer.feet]))
    assert list(two) == [Layer.cloth, Layer.feet]
    assert all(np.array_equal(wave, every[stem]) for stem, wave in two.items())


def test_spot_layers_are_centred_and_ambience_is_wide(studio: Studio) -> None:
    layers = studio.layers(busy(studio), ALL)
    for stem in (Layer.feet, Layer.props, Layer.cloth):
        assert np.array_equal(layers[stem][0], layers[stem][1])
    assert abs(np.corrcoef(*layers[Layer.ambience])[0, 1]) < 0.6


@pytest.mark.parametrize(("x", "side"), [(0.1, 0), (0.9, 1)])
@pytest.mark.parametrize("prompt", ["wood impact, no room tone", "whoosh, no room tone"])
def test_panned_sounds_follow_the_picture(studio: Studio, prompt: str, x: float, side: int) -> None:
    curves = swings(3.0, 2.0)
    curves = curves.model_copy(update={"x": [x] * len(curves.time)})
    hit = contact(1.0).model_copy(update={"x": x})
    wave = studio.make(studio.order([hit], prompt=prompt, curves=curves), Sounding(pan=True))
    power = (wave**2).sum(axis=1)
    assert power[side] > 2 * power[1 - side]


def test_panning_keeps_the_power(studio: Studio) -> None:
    def power(x: float) -> float:
        hit = contact(1.0).model_copy(update={"x": x})
        wave = studio.make(studio.order([hit], prompt="knock, no room tone"), Sounding(pan=True))
        return float((wave**2).sum())

    assert power(0.0) == pytest.approx(power(0.5), rel=1e-3)


@pytest.mark.parametrize("room", Room)
def test_a_room_answers_after_the_sound_and_dies_away(studio: Studio, room: Room) -> None:
    order = studio.order([contact(0.5)], prompt="clap, no room tone")
    dry, wet = studio.make(order), studio.make(order, Sounding(room=room))
    answer = wet - dry
    assert np.abs(answer[:, : int(0.5 * RATE)]).max() < 1e-5
    assert 1e-3 < np.abs(answer).max() < 0.5 * np.abs(dry).max()
    assert np.abs(answer[:, int(2.2 * RATE) :]).max() < 1e-5


def test_larger_rooms_ring_longer(studio: Studio) -> None:
    order = studio.order([contact(0.5)], prompt="clap, no room tone")
    late = [float((studio.make(order, Sounding(room=room))[:, RATE:] ** 2).sum()) for room in Room]
    assert late == sorted(late)


def test_a_room_leaves_the_ambience_alone(studio: Studio) -> None:
    order = studio.order(prompt="rain")
    assert np.array_equal(studio.make(order), studio.make(order, Sounding(room=Room.hall)))


def test_an_offset_moves_what_follows_the_picture(studio: Studio) -> None:
    order = studio.order([contact(1.0)], prompt="knock, no room tone")
    late = studio.make(order, Sounding(offset=0.25))
    assert np.allclose(late[:, RATE // 4 :], studio.make(order)[:, : -RATE // 4], atol=1e-4)


@pytest.mark.parametrize(("sensitivity", "heard"), [(0.5, False), (0.8, True)])
def test_sensitivity_lets_doubtful_contacts_sound(studio: Studio, sensitivity: float, heard: bool) -> None:
    order = studio.order([contact(1.0, confidence=0.3)], prompt="knock, no room tone")
    assert studio.make(order, Sounding(sensitivity=sensitivity)).any() is np.bool_(heard)


AMBIENCES = [
    "rain",
    "wind",
    "stream",
    "waves",
    "fire",
    "forest",
    "city",
    "thunder",
    "room tone",
    "light rain, wind",
]


@pytest.mark.parametrize("prompt", AMBIENCES)
def test_an_ambience_runs_on_across_a_cut(studio: Studio, prompt: str) -> None:
    """One clip of ten seconds against two of four and six, somewhere on a timeline that begins at 01:00:00:00."""
    zero = 3600 * RATE + 1234
    whole = studio.make(studio.order(prompt=prompt, seconds=10.0), Sounding(origin=zero))
    first = studio.make(studio.order(prompt=prompt, seconds=4.0), Sounding(origin=zero, joined_after=True))
    then = Sounding(origin=zero + 4 * RATE, joined_before=True)
    second = studio.make(studio.order(prompt=prompt, seconds=6.0), then)
    assert np.array_equal(np.concatenate([first, second], axis=1), whole)


def test_an_end_that_joins_nothing_is_faded(studio: Studio) -> None:
    wave = studio.make(studio.order(prompt="rain"), Sounding(joined_after=True))
    assert np.abs(wave[:, 0]).max() == 0
    assert np.abs(wave[:, -10:]).max() > 0


def test_what_happens_in_a_clip_ends_with_it(studio: Studio) -> None:
    order = studio.order([contact(2.9)], prompt="metal impact, no room tone")
    assert np.abs(studio.make(order, Sounding(joined_after=True))[:, -1]).max() < 1e-6


def test_an_equal_moment_of_another_clip_sounds_otherwise(studio: Studio) -> None:
    order = studio.order([contact(0.5)], prompt="wood impact, no room tone")
    assert not np.allclose(studio.make(order), studio.make(order, Sounding(origin=10 * RATE)), atol=1e-3)


def test_a_level_is_exact_in_the_layer_and_in_the_mix(studio: Studio) -> None:
    plain = studio.layers(busy(studio), ALL)
    levels = {"feet": -12.0, "ambience": 6.0}
    apart = studio.layers(busy(studio), ALL.model_copy(update={"levels": levels}))
    assert np.allclose(apart[Layer.feet], plain[Layer.feet] * 10 ** (-12 / 20), atol=1e-7)
    assert np.allclose(apart[Layer.ambience], plain[Layer.ambience] * 10 ** (6 / 20), atol=1e-7)
    assert np.array_equal(apart[Layer.props], plain[Layer.props])
    assert np.allclose(sum(apart.values()), studio.make(busy(studio), Sounding(levels=levels)), atol=1e-6)


def test_the_ceiling_holds_at_any_level(studio: Studio) -> None:
    loud = [contact(0.02 * index) for index in range(140)]
    order = studio.order([*loud, *steps(0.5, 1.0)], prompt=BUSY)
    levels = dict.fromkeys(map(str, Layer), 12.0)
    assert true_peak(studio.make(order, Sounding(levels=levels))) <= -2.0


def test_without_levels_the_samples_are_the_same(studio: Studio) -> None:
    assert np.array_equal(studio.make(busy(studio), Sounding(levels={})), studio.make(busy(studio)))
