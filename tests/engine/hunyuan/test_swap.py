"""Weights that take turns: each is there before its use, and none is overwritten while it is used."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from footfall_daemon.engine.hunyuan.swap import InTurn, Pinned, SideStream, Turns, pieces, pinned
from tests.engine.clocks import Clock

_MIB = 2**20


class Numbered:
    """A source of bytes that are its number."""

    def __init__(self, number: int) -> None:
        self._number = number

    def into(self, place: Tensor) -> None:
        place.fill_(self._number)


class Logged(InTurn):
    def __init__(self) -> None:
        self.log: list[str] = []

    def start(self, place: int, copy: Callable[[], None]) -> None:
        copy()
        self.log.append(f"copy to {place}")

    def arrive(self, place: int) -> None:
        self.log.append(f"await {place}")

    def free(self, place: int) -> None:
        self.log.append(f"free {place}")


def turning(count: int, places: int) -> tuple[Turns, Logged, list[Tensor]]:
    lane = Logged()
    bytes_ = [torch.zeros(4, dtype=torch.uint8) for _ in range(places)]
    return Turns([Numbered(number) for number in range(count)], bytes_, lane), lane, bytes_


def use(turns: Turns, lane: Logged, turn: int) -> None:
    turns.enter(turn)
    assert turns.place(turn).tolist() == [turn] * 4
    lane.log.append(f"use {turn}")
    turns.leave(turn)


def test_the_next_is_copied_before_the_present_is_used() -> None:
    turns, lane, _ = turning(4, 2)
    for turn in range(3):
        use(turns, lane, turn)
    assert lane.log == [
        *("copy to 0", "await 0", "copy to 1", "use 0", "free 0"),
        *("await 1", "copy to 0", "use 1", "free 1"),
        *("await 0", "copy to 1", "use 2", "free 0"),
    ]


@pytest.mark.parametrize("places", [1, 2])
@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_over_many_steps_each_finds_its_own(count: int, places: int) -> None:
    turns, lane, _ = turning(count, places)
    for _ in range(3):
        for turn in range(count):
            use(turns, lane, turn)


@pytest.mark.parametrize("count", [3, 4, 5])
def test_nothing_is_copied_over_what_is_in_use(count: int) -> None:
    turns, lane, _ = turning(count, 2)
    for turn in (*range(count), *range(count)):
        use(turns, lane, turn)
    busy: set[str] = set()
    for entry in lane.log:
        what, *_, place = entry.split()
        match what:
            case "copy":
                assert place not in busy
            case "await":
                busy.add(place)
            case "free":
                busy.remove(place)


def test_what_fits_in_the_places_is_copied_once() -> None:
    turns, lane, _ = turning(2, 2)
    for turn in (0, 1, 0, 1, 0, 1):
        use(turns, lane, turn)
    assert sum(entry.startswith("copy") for entry in lane.log) == 2


def test_a_single_place_is_filled_only_when_it_is_needed() -> None:
    turns, lane, _ = turning(3, 1)
    use(turns, lane, 0)
    assert lane.log == ["copy to 0", "await 0", "use 0", "free 0"]


def test_a_step_that_broke_off_is_begun_again() -> None:
    turns, lane, _ = turning(5, 2)
    use(turns, lane, 0)
    turns.enter(1)
    for turn in range(5):
        use(turns, lane, turn)


class Broken:
    def __init__(self) -> None:
        self.whole = False

    def into(self, place: Tensor) -> None:
        place.fill_(7)
        if not self.whole:
            raise OSError("the disk is gone")


def test_a_copy_that_failed_is_not_taken_for_one() -> None:
    source = Broken()
    turns = Turns([source], [torch.zeros(4, dtype=torch.uint8)], Logged())
    with pytest.raises(OSError, match="gone"):
        turns.enter(0)
    with pytest.raises(OSError, match="gone"):
        turns.enter(0)
    source.whole = True
    turns.enter(0)
    assert turns.place(0).tolist() == [7] * 4


def test_a_side_stream_waits_for_the_place_and_the_computation_for_the_copy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log: list[str] = []
    events = iter(("copied 0", "copied 1", "used 0", "used 1"))
    monkeypatch.setattr(torch, "Stream", lambda device: Clock(log, "side"))
    monkeypatch.setattr(torch, "Event", lambda device: Clock(log, next(events)))
    monkeypatch.setattr(torch.accelerator, "current_stream", lambda _: Clock(log, "main"))
    lane = SideStream(torch.device("cuda", 0), 2)
    lane.start(1, lambda: log.append("copy"))
    lane.arrive(1)
    lane.free(1)
    assert log == [
        *("used 0 after main", "used 1 after main"),
        *("side awaits used 1", "on side", "copy", "off side", "copied 1 after side"),
        "main awaits copied 1",
        "used 1 after main",
    ]


@pytest.mark.parametrize(
    ("size", "powers"),
    [(1, [1]), (_MIB, [1]), (3 * _MIB, [2, 1]), (142 * _MIB, [128, 8, 4, 2]), (142 * _MIB + 1, [128, 8, 4, 2, 1])],
)
def test_pinned_memory_is_asked_for_in_powers_of_two(size: int, powers: list[int]) -> None:
    assert pieces(size) == [power * _MIB for power in powers]


class Counted:
    def into(self, place: Tensor) -> None:
        place.copy_(torch.arange(len(place)).remainder(251))


def test_what_is_pinned_comes_back_whole() -> None:
    size = 3 * _MIB + 12345
    asked: list[int] = []

    def allocate(length: int) -> Tensor:
        asked.append(length)
        return torch.zeros(length, dtype=torch.uint8)

    place = torch.zeros(size + 99, dtype=torch.uint8)[:size]
    Pinned(Counted(), size, allocate).into(place)
    assert asked == [4 * _MIB]
    assert torch.equal(place.long(), torch.arange(size).remainder(251))


def test_without_pinned_memory_the_source_is_read_each_time(caplog: pytest.LogCaptureFixture) -> None:
    def refuse(_: int) -> Tensor:
        raise RuntimeError("cannot pin")

    source = Counted()
    with caplog.at_level(logging.WARNING):
        assert pinned(source, 5, refuse) is source
    assert "cannot pin" in caplog.text
