"""Segments finished while others step: that they are, one after another, and that none is ever lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from footfall_daemon.engine.finishing import Finishing, OwnStream, OwnThread
from footfall_daemon.engine.messages import (
    Admit,
    Drop,
    Leave,
    Load,
    Loaded,
    OutOfMemory,
    Park,
    Phased,
    PhasesBeside,
    Resume,
    SegmentOrder,
    Stepped,
    StreamWeights,
    Unload,
    Unloaded,
)
from tests.engine.bench import Bench
from tests.engine.clocks import Clock
from tests.engine.counting import STEPS, Count, order
from tests.engine.patient import PatientEngine


class Patient(Bench):
    def __init__(self, *, allowed: bool = True) -> None:
        self.engine = PatientEngine()
        super().__init__("patient", self.engine)
        self.turn(Load(engine="patient"), PhasesBeside(allowed=allowed))


@pytest.fixture
def bench() -> Patient:
    return Patient()


@pytest.fixture
def short(tmp_path: Path) -> SegmentOrder:
    return order("short", tmp_path, "1", seed=5)


@pytest.fixture
def long(tmp_path: Path) -> SegmentOrder:
    return order("long", tmp_path, "20")


@pytest.fixture
def endless(tmp_path: Path) -> SegmentOrder:
    return order("endless", tmp_path, f"{10**9}")


def test_that_an_engine_gains_by_it_is_told_when_it_is_loaded(bench: Patient) -> None:
    (loaded,) = bench.heard(Loaded)
    assert loaded.phases_beside


def test_one_is_finished_while_the_others_step(bench: Patient, short: SegmentOrder, long: SegmentOrder) -> None:
    hold = bench.engine.hold("short")
    bench.turn(Admit(segments=[short, long]))
    hold.wait()
    bench.turn()
    bench.turn()
    assert bench.engine.companies == [["short/0", "long/0"], ["long/0"], ["long/0"]]
    assert bench.finished() == []
    hold.let.set()
    bench.run()
    assert bench.finished() == ["short/0", "long/0"]
    assert np.load(short.wave)[0, 0] == 5.0


def test_it_is_told_though_the_others_go_on(bench: Patient, short: SegmentOrder, endless: SegmentOrder) -> None:
    bench.turn(Admit(segments=[short, endless]))
    while not bench.finished():
        bench.turn()
    assert bench.loop.busy


def test_one_after_another_is_finished_in_the_order_in_which_they_ended(
    bench: Patient, tmp_path: Path, long: SegmentOrder
) -> None:
    bench.run(Admit(segments=[*(order(name, tmp_path, "1") for name in "cab"), long]))
    assert bench.engine.finished_beside == ["c/0", "a/0", "b/0"]
    assert bench.finished() == ["c/0", "a/0", "b/0", "long/0"]


def test_where_nobody_steps_it_is_finished_at_once(bench: Patient, short: SegmentOrder) -> None:
    bench.run(Admit(segments=[short]))
    assert bench.engine.finished_between == ["short/0"]


def test_who_ends_while_one_is_finished_waits_for_it(bench: Patient, tmp_path: Path) -> None:
    bench.engine.hold("a").let_go_once_begun()
    bench.run(Admit(segments=[order("a", tmp_path, "1"), order("b", tmp_path, "2")]))
    assert bench.finished() == ["a/0", "b/0"]
    assert (bench.engine.finished_beside, bench.engine.finished_between) == (["a/0"], ["b/0"])


def test_unless_it_is_allowed_it_is_finished_between_two_steps(short: SegmentOrder, long: SegmentOrder) -> None:
    bench = Patient(allowed=False)
    bench.run(Admit(segments=[short, long]))
    assert bench.engine.finished_between == ["short/0", "long/0"]


def test_an_engine_that_gains_nothing_by_it_is_never_asked(short: SegmentOrder, long: SegmentOrder) -> None:
    bench = Patient(allowed=False)
    bench.engine.finishes_beside = False
    bench.run(PhasesBeside(allowed=True), Admit(segments=[short, long]))
    assert bench.engine.finished_between == ["short/0", "long/0"]


def test_what_is_loaded_anew_has_to_be_allowed_it_again(
    bench: Patient, short: SegmentOrder, long: SegmentOrder
) -> None:
    bench.turn(Unload(), Load(engine="patient"))
    bench.run(Admit(segments=[short, long]))
    assert bench.engine.finished_between == ["short/0", "long/0"]


# what it costs


def test_steps_that_were_disturbed_say_so(bench: Patient, short: SegmentOrder, endless: SegmentOrder) -> None:
    hold = bench.engine.hold("short")
    bench.turn(Admit(segments=[short, endless]))
    hold.wait()
    bench.turn()
    assert [step.disturbed for step in bench.heard(Stepped)] == [False, True]
    hold.let.set()
    while bench.heard(Stepped)[-1].disturbed:
        bench.turn()
    assert bench.finished() == ["short/0"]


def test_nothing_is_said_of_the_cost_of_what_was_not_alone(
    bench: Patient, tmp_path: Path, short: SegmentOrder, long: SegmentOrder
) -> None:
    hold = bench.engine.hold("short")
    bench.turn(Admit(segments=[short, long]))
    hold.wait()
    bench.turn(Admit(segments=[order("late", tmp_path, "30")]))
    hold.let.set()
    bench.run()
    phased = {(report.segment, report.phase): report.peak for report in bench.heard(Phased)}
    assert phased["late/0", "encode"] is None
    assert ("short/0", "finish") not in phased
    assert phased["late/0", "finish"] is not None


# parked, dropped, released


def test_one_that_is_at_work_when_it_is_parked_comes_to_its_end(
    bench: Patient, short: SegmentOrder, long: SegmentOrder
) -> None:
    hold = bench.engine.hold("short")
    bench.turn(Admit(segments=[short, long]))
    hold.wait()
    bench.turn(Park(segments=["short/0"]), Resume(segments=[short]))
    assert not Path(short.state).exists()
    hold.let.set()
    bench.run()
    assert bench.finished() == ["short/0", "long/0"]
    assert bench.engine.companies[1:] == [["long/0"]] * 19


def test_one_whose_turn_had_not_come_is_parked_and_finished_later(
    bench: Patient, tmp_path: Path, short: SegmentOrder, long: SegmentOrder
) -> None:
    hold, waiting = bench.engine.hold("short"), order("waiting", tmp_path, "1")
    bench.turn(Admit(segments=[short, waiting, long]))
    hold.wait()
    bench.turn(Park(segments=["waiting/0"]))
    assert Path(waiting.state).exists()
    hold.let.set()
    bench.turn(Resume(segments=[waiting]))
    bench.run()
    assert bench.finished() == ["short/0", "waiting/0", "long/0"]
    assert bench.engine.companies[1:] == [["long/0"]] * 19


@pytest.mark.parametrize("name", ["short", "waiting"])
def test_one_that_is_dropped_is_not_heard_of_again(
    bench: Patient, tmp_path: Path, short: SegmentOrder, long: SegmentOrder, name: str
) -> None:
    hold = bench.engine.hold("short")
    bench.turn(Admit(segments=[short, order("waiting", tmp_path, "1"), long]))
    hold.wait()
    bench.turn(Drop(segments=[f"{name}/0"]))
    hold.let.set()
    bench.run()
    left = {"short/0", "waiting/0"} - {f"{name}/0"}
    assert bench.finished() == [*left, "long/0"]
    assert not (tmp_path / f"{name}.npy").exists()


def test_one_that_is_dropped_and_admitted_again_starts_again(
    bench: Patient, short: SegmentOrder, long: SegmentOrder
) -> None:
    hold = bench.engine.hold("short")
    bench.turn(Admit(segments=[short, long]))
    hold.wait()
    anew = short.model_copy(update={"seed": 6})
    bench.turn(Drop(segments=["short/0"]), Admit(segments=[anew]))
    hold.let.set()
    bench.run()
    assert bench.finished() == ["short/0", "long/0"]
    assert np.load(short.wave)[0, 0] == 6.0


def test_a_process_that_leaves_waits_for_none_and_parks_all(
    bench: Patient, tmp_path: Path, short: SegmentOrder, long: SegmentOrder
) -> None:
    hold, waiting = bench.engine.hold("short"), order("waiting", tmp_path, "1")
    orders = [short, waiting, long]
    bench.turn(Admit(segments=orders))
    hold.wait()
    bench.turn(Leave())
    assert bench.loop.left
    hold.let.set()
    another = Patient()
    another.run(Resume(segments=orders))
    assert sorted(another.finished()) == ["long/0", "short/0", "waiting/0"]
    assert another.engine.companies == [["long/0"]] * 19
    assert np.load(short.wave)[0, 0] == 5.0


def test_a_process_that_leaves_tells_what_is_finished_already(
    bench: Patient, short: SegmentOrder, endless: SegmentOrder
) -> None:
    bench.turn(Admit(segments=[short, endless]))
    while not bench.engine.finished_beside:
        bench.turn()
    bench.turn(Leave())
    assert (bench.finished() == ["short/0"]) is not Path(short.state).exists()


@pytest.mark.parametrize("change", [Unload(), StreamWeights(share=0.5), PhasesBeside(allowed=False)])
def test_what_is_at_work_is_waited_for_before_its_memory_is_wanted(
    bench: Patient, short: SegmentOrder, long: SegmentOrder, change: Unload | StreamWeights | PhasesBeside
) -> None:
    bench.engine.hold("short").let_go_once_begun()
    bench.turn(Admit(segments=[short, long]))
    bench.loop.take(change)
    assert bench.finished() == ["short/0"]
    assert bench.engine.at_work == 0


def test_it_is_told_before_the_engine_is_unloaded(bench: Patient, short: SegmentOrder, long: SegmentOrder) -> None:
    bench.engine.hold("short").let_go_once_begun()
    bench.turn(Admit(segments=[short, long]))
    bench.turn(Unload())
    assert bench.finished() == ["short/0"]
    assert isinstance(bench.reports[-1], Unloaded)


def test_what_was_dropped_at_work_is_waited_for_too(
    bench: Patient, short: SegmentOrder, long: SegmentOrder
) -> None:
    hold = bench.engine.hold("short")
    bench.turn(Admit(segments=[short, long]))
    hold.wait()
    hold.let_go_once_begun()
    bench.turn(Drop(segments=["short/0"]), Unload())  # the engine asserts that nothing is at work
    assert bench.finished() == []
    assert bench.engine.loads == 0


def test_whose_turn_had_not_come_can_be_taken_back(tmp_path: Path) -> None:
    engine = PatientEngine()
    hold = engine.hold("a")
    a, b = (Count(order(name, tmp_path), STEPS) for name in "ab")
    finishing = Finishing(engine.done, OwnThread())
    finishing.begin(a.order, a)
    finishing.begin(b.order, b)
    hold.wait()
    assert finishing.take_back(["a/0", "b/0", "stranger/0"]) == [(b.order, b)]
    hold.let.set()
    assert [ended.order.id for ended in finishing.wait()] == ["a/0"]
    assert not finishing.at_work
    assert engine.finished_beside == ["a/0"]


def test_once_it_is_forbidden_the_rest_is_finished_between_steps(
    bench: Patient, tmp_path: Path, short: SegmentOrder
) -> None:
    bench.engine.hold("short").let_go_once_begun()
    later = [order("later", tmp_path, "2"), order("long", tmp_path, "3")]
    bench.turn(Admit(segments=[short, *later]))
    bench.run(PhasesBeside(allowed=False))
    assert bench.engine.finished_beside == ["short/0"]
    assert bench.engine.finished_between == ["later/0", "long/0"]


# what goes wrong


def test_too_little_memory_to_finish_parks_it_and_no_other(
    bench: Patient, tmp_path: Path, long: SegmentOrder
) -> None:
    big = order("big", tmp_path, "finish is too large")
    bench.run(Admit(segments=[big, long]))
    (report,) = bench.heard(OutOfMemory)
    assert (report.segments, report.lost) == (["big/0"], [])
    assert Path(big.state).exists()
    assert bench.engine.finished_beside == ["big/0"]
    assert bench.finished() == ["long/0"]
    bench.run(Resume(segments=[big.model_copy(update={"prompt": ""})]))
    assert len(bench.heard(OutOfMemory)) == 2  # the state has the words that it was begun with


@pytest.mark.parametrize(("prompt", "code"), [("finish refuses", "refused"), ("finish breaks", "engine-error")])
def test_one_that_cannot_be_finished_takes_no_other_along(
    bench: Patient, tmp_path: Path, long: SegmentOrder, prompt: str, code: str
) -> None:
    bench.run(Admit(segments=[order("bad", tmp_path, prompt), long]))
    assert bench.failed() == {"bad/0": code}
    assert bench.finished() == ["long/0"]


def test_a_step_without_memory_leaves_what_is_being_finished_alone(
    bench: Patient, short: SegmentOrder, long: SegmentOrder
) -> None:
    hold = bench.engine.hold("short")
    bench.turn(Admit(segments=[short, long]))
    hold.wait()
    bench.engine.memory_short = 1
    hold.let_go_once_begun()
    bench.turn()
    (report,) = bench.heard(OutOfMemory)
    assert report.segments == ["long/0"]
    assert bench.finished() == ["short/0"]
    bench.run(Resume(segments=[long]))
    assert bench.finished() == ["short/0", "long/0"]


# on an accelerator


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    log: list[str] = []
    monkeypatch.setattr(torch, "Stream", lambda device: Clock(log, "side"))
    monkeypatch.setattr(torch, "Event", lambda device: Clock(log, "asked"))
    monkeypatch.setattr(torch.accelerator, "current_stream", lambda _: Clock(log, "main"))
    return log


def test_a_stream_of_its_own_begins_after_what_was_asked_and_is_waited_for(log: list[str]) -> None:
    work = OwnStream(torch.device("cuda", 0)).after_this(lambda: log.append("work"))
    log.append("asked for more")
    work()
    assert log == [
        *("asked after main", "asked for more"),
        *("side awaits asked", "on side", "work", "off side", "until side is done"),
    ]


def test_it_is_waited_for_where_the_work_fails_too(log: list[str]) -> None:
    def fail() -> None:
        raise torch.OutOfMemoryError("full")

    with pytest.raises(torch.OutOfMemoryError):
        OwnStream(torch.device("cuda", 0)).after_this(fail)()
    assert log[-1] == "until side is done"
