"""Parked states are files: they outlive the process that wrote them, and nothing that is damaged goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from footfall_daemon.engine.contract import SegmentError
from footfall_daemon.engine.messages import Admit, Drop, Load, OutOfMemory, Park, Resume, SegmentOrder
from footfall_daemon.engine.parking import ParkingLot
from tests.engine.bench import Bench
from tests.engine.counting import Count, CountingEngine, order

CPU = torch.device("cpu")


class Process(Bench):
    """Another process that has the engine."""

    def __init__(self) -> None:
        self.engine = CountingEngine()
        super().__init__("counting", self.engine)
        self.turn(Load(engine="counting"))


@pytest.fixture
def parked(tmp_path: Path) -> SegmentOrder:
    """One step done by a process that is gone."""
    a = order("a", tmp_path)
    first = Process()
    first.turn(Admit(segments=[a]))
    first.turn(Park(segments=[a.id]))
    return a


def test_another_process_goes_on_where_it_was(parked: SegmentOrder) -> None:
    second = Process()
    second.run(Resume(segments=[parked]))
    assert second.finished() == ["a/0"]
    assert len(second.engine.companies) == 2


def test_nothing_but_the_state_lies_in_the_spool(parked: SegmentOrder, tmp_path: Path) -> None:
    assert list(tmp_path.iterdir()) == [Path(parked.state)]


def test_what_goes_on_is_not_parked_any_more(parked: SegmentOrder) -> None:
    Process().turn(Resume(segments=[parked]))
    assert not Path(parked.state).exists()


def test_what_is_admitted_anew_is_not_parked_any_more(parked: SegmentOrder) -> None:
    process = Process()
    process.run(Admit(segments=[parked]))
    assert len(process.engine.companies) == 3
    assert not Path(parked.state).exists()


def test_what_is_dropped_is_not_parked_any_more(tmp_path: Path) -> None:
    a, process = order("a", tmp_path), Process()
    process.turn(Admit(segments=[a]))
    process.turn(Park(segments=["a/0"]), Drop(segments=["a/0"]))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("keep", [0, 1, 100, -1])
def test_a_state_that_is_cut_short_starts_again(parked: SegmentOrder, keep: int) -> None:
    file = Path(parked.state)
    file.write_bytes(file.read_bytes()[:keep])
    process = Process()
    process.run(Resume(segments=[parked]))
    assert process.finished() == ["a/0"]
    assert len(process.engine.companies) == 3
    assert not file.exists()


def test_a_state_that_is_something_else_starts_again(parked: SegmentOrder) -> None:
    torch.save({"of": "nobody"}, parked.state)
    process = Process()
    process.run(Resume(segments=[parked]))
    assert len(process.engine.companies) == 3


def test_a_state_of_another_segment_is_refused(parked: SegmentOrder) -> None:
    with pytest.raises(SegmentError, match="another"):
        ParkingLot().take(parked.model_copy(update={"id": "b/0"}), CPU)


def test_a_state_too_large_for_the_device_stays_parked(
    parked: SegmentOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise torch.OutOfMemoryError("full")

    process = Process()
    with monkeypatch.context() as patched:
        patched.setattr(torch, "load", full)
        process.turn(Resume(segments=[parked]))
    assert [(report.segments, report.lost) for report in process.heard(OutOfMemory)] == [(["a/0"], [])]
    process.run(Resume(segments=[parked]))
    assert len(process.engine.companies) == 2


def test_a_state_comes_to_the_device_that_is_asked_for(tmp_path: Path) -> None:
    a, lot = order("a", tmp_path), ParkingLot()
    lot.put(a, Held(a))
    state = lot.take(a, torch.device("meta"))
    assert isinstance(state, Held)
    assert state.latents.device.type == "meta"


class Held(Count):
    """A state with something on a device."""

    def __init__(self, order: SegmentOrder) -> None:
        super().__init__(order)
        self.latents = torch.ones(3)
