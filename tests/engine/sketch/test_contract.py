"""Sketch keeps the engine contract: the same samples alone, in company, after a park, in parts."""

from __future__ import annotations

import pickle
from itertools import pairwise

import numpy as np
import pytest
import torch

from footfall_bridge.protocol import Contact as Said
from footfall_daemon.cues import Contact
from footfall_daemon.engine.contract import SegmentError
from footfall_daemon.engine.messages import SegmentOrder, Sounding
from footfall_daemon.engine.outcome import Done
from footfall_daemon.engine.parking import ParkingLot
from footfall_daemon.engine.running import RunningSet
from footfall_daemon.engine.sketch.clockwork import Window
from tests.engine.sketch.studio import RATE, Studio, contact, steps, swings

SCENES = [
    pytest.param("", [contact(0.4), contact(1.95), contact(2.4, strength=0.4)], id="no prompt"),
    pytest.param("footsteps on gravel, strong wind", steps(0.3, 0.9, 1.99, 2.6), id="steps and wind"),
    pytest.param("metal impact, heavy rain", [contact(1.9), contact(3.99)], id="ringing over blocks, rain"),
    pytest.param("glass shatters, campfire, stream", [contact(1.8)], id="shards, fire, water"),
    pytest.param("car engine, whoosh, cloth", [], id="curves"),
    pytest.param("room tone", [], id="room"),
    pytest.param("creak, a train, coins jingling, thunder, forest", [contact(1.2)], id="turns and occasions"),
]

each_scene = pytest.mark.parametrize(("prompt", "contacts"), SCENES)


def part(order: SegmentOrder, start: int, samples: int) -> SegmentOrder:
    return order.model_copy(update={"id": f"{order.job}/{start}", "start": start, "samples": samples})


@each_scene
def test_company_changes_nothing(studio: Studio, prompt: str, contacts: list[Contact]) -> None:
    order = studio.order(contacts, prompt=prompt, seconds=4.5, curves=swings(4.5, 2.0))
    others = [studio.order(steps(0.5), prompt="rain", seconds=2.2), studio.order(seconds=0.3)]
    alone = studio.make(order)
    in_company, *_ = studio.run(studio.start(order), *map(studio.start, others))
    assert np.array_equal(alone, in_company)


@each_scene
def test_parts_join_without_a_seam(studio: Studio, prompt: str, contacts: list[Contact]) -> None:
    order = studio.order(contacts, prompt=prompt, seconds=5.0, curves=swings(5.0, 2.0))
    cuts = [0, 70_001, 70_002, 2 * RATE, 200_123, 5 * RATE]
    parts = [part(order, a, b - a) for a, b in pairwise(cuts)]
    joined = np.concatenate([studio.make(piece) for piece in parts], axis=1)
    assert np.array_equal(joined, studio.make(order))


@each_scene
def test_a_parked_segment_goes_on_unchanged(studio: Studio, prompt: str, contacts: list[Contact]) -> None:
    order = studio.order(contacts, prompt=prompt, seconds=4.5, curves=swings(4.5, 2.0))
    state = studio.start(order)
    studio.engine.step([state])
    (resumed,) = Studio(studio.folder).run(pickle.loads(pickle.dumps(state)))
    assert np.array_equal(resumed, studio.make(order))


@each_scene
def test_parked_and_resumed_twice_by_the_child_it_is_the_same(
    studio: Studio, prompt: str, contacts: list[Contact]
) -> None:
    order = studio.order(contacts, prompt=prompt, seconds=6.5, curves=swings(6.5, 2.0))
    running = RunningSet(studio.engine, settle=lambda: None, parked=ParkingLot())
    assert running.admit(order) is None
    for _ in range(2):
        assert running.step() == {}
        running.park([order.id])
        assert running.resume(order) is None
    while not running.ended:
        running.step()
    done = running.finish(order.id)
    assert isinstance(done, Done)
    assert np.array_equal(done.waveforms["mix"].numpy(), studio.make(order))


@each_scene
def test_another_seed_is_another_take(studio: Studio, prompt: str, contacts: list[Contact]) -> None:
    order = studio.order(contacts, prompt=prompt, curves=swings(3.0, 2.0))
    other = studio.make(order.model_copy(update={"seed": 8}))
    assert not np.allclose(studio.make(order), other, atol=1e-4)


def test_noise_of_another_seed_is_unrelated(studio: Studio) -> None:
    order = studio.order(prompt="wind")
    first, second = studio.make(order)[0], studio.make(order.model_copy(update={"seed": 8}))[0]
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.2


def test_moving_one_contact_leaves_the_others_alone(studio: Studio) -> None:
    before = studio.make(studio.order([contact(0.3), contact(2.0)], prompt="wood impact"))
    after = studio.make(studio.order([contact(0.3), contact(2.5)], prompt="wood impact"))
    assert np.array_equal(before[:, : 3 * RATE // 2], after[:, : 3 * RATE // 2])


def test_a_sound_has_no_seams_of_its_own(studio: Studio) -> None:
    """Sounds rendered in windows at odd places agree with one long window."""
    order = studio.order(steps(0.2, 0.8), prompt="footsteps on snow, rain, wind, fire, stream, engine, creak",
                         curves=swings(3.0, 2.0))  # fmt: skip
    for part in studio.start(order).score.parts:
        whole = part.source.render(Window(-500, 60_000))
        piece = part.source.render(Window(12_345, 31_001))
        assert torch.allclose(whole[:, 12_845:31_501], piece, rtol=0, atol=1e-5), part


def test_a_parked_state_holds_no_more_than_its_sound(studio: Studio) -> None:
    state = studio.start(studio.order([contact(0.1)], prompt="metal impact, rain, wind", seconds=30.0))
    for _ in range(4):
        studio.engine.step([state])
    assert len(pickle.dumps(state)) < 1.1 * sum(block.nbytes for block in state.rendered) + 20_000


def test_progress_counts_blocks_of_half_a_second(studio: Studio) -> None:
    state = studio.start(studio.order(seconds=1.4))
    seen = []
    while state.progress < 1:
        studio.engine.step([state])
        seen.append(round(state.progress, 3))
    assert seen == [0.333, 0.667, 1.0]


@pytest.mark.parametrize("samples", [1, 100, 48_001])
def test_a_waveform_is_exactly_as_long_as_its_segment(studio: Studio, samples: int) -> None:
    wave = studio.make(studio.order([contact(0.0)], seconds=samples / RATE))
    assert wave.shape == (2, samples)
    assert wave.dtype == np.float32


def test_cues_that_cannot_be_found_fail_their_segment(studio: Studio) -> None:
    order = studio.order().model_copy(update={"cues": str(studio.folder / "gone")})
    with pytest.raises(SegmentError, match="cannot be read"):
        studio.start(order)


@pytest.mark.parametrize("content", [b"", b"not cues", b"\x81\xa1a\x01", b"\xc1"])
def test_cues_that_hold_something_else_fail_their_segment(studio: Studio, content: bytes) -> None:
    order = studio.order()
    studio.folder.joinpath("odd").write_bytes(content)
    with pytest.raises(SegmentError, match="cannot be read"):
        studio.start(order.model_copy(update={"cues": str(studio.folder / "odd")}))


def test_a_segment_outside_its_file_is_refused(studio: Studio) -> None:
    order = studio.order(seconds=1.0)
    with pytest.raises(SegmentError, match="within its file"):
        studio.start(order.model_copy(update={"start": 10}))


@pytest.mark.parametrize("threads", [2, 4])
def test_samples_do_not_tell_how_many_cores_there_are(studio: Studio, threads: int) -> None:
    order = studio.order(steps(0.2, 0.8), prompt="metal impact, footsteps on gravel, engine")
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(1)
        alone = studio.make(order)
        torch.set_num_threads(threads)
        np.testing.assert_array_equal(studio.make(order), alone)
    finally:
        torch.set_num_threads(before)


def test_contacts_that_come_back_as_they_were_seen_sound_as_they_did(studio: Studio) -> None:
    areas = {1: 0.2, 2: 0.01}
    seen = [contact(0.7 * track, track=track).model_copy(update={"area": area}) for track, area in areas.items()]
    said = [Said.model_validate(each.model_dump(exclude={"y"})) for each in seen]
    order = studio.order(seen, prompt="metal impact, wooden box hit")
    np.testing.assert_array_equal(studio.make(order, Sounding(contacts=said)), studio.make(order))
