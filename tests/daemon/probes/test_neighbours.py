"""Who took memory, by what the driver's library tells of processes."""

from __future__ import annotations

import os

import psutil
import pytest

from footfall_daemon.probes import Card, Neighbours
from footfall_daemon.probes.neighbours import name_of, program_of
from footfall_daemon.probes.nvml import NvidiaCard
from tests.daemon.probes.fake_nvml import FakeCard, FakeLibrary, Memory, Process

GIB = 2**30
PROGRAMS = {1: "Blender", 2: "DaVinci Resolve", 3: "", 4: "Firefox"}


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Machine:
    """A card on which programs come and go."""

    def __init__(self) -> None:
        self.card = FakeCard("GPU-a", "0000:01:00.0", Memory(8 * GIB, 8 * GIB))
        library = FakeLibrary(self.card)
        driver = NvidiaCard(Card(), load=lambda: library, environment={})
        self.clock = Clock()
        self.neighbours = Neighbours(driver.processes, name=PROGRAMS.__getitem__, clock=self.clock)

    def hold(self, **gib: float) -> None:
        """`p2=5.2`: process 2 holds so much. Seconds pass, and a look is taken."""
        self.card.computing = [Process(int(pid[1:]), round(held * GIB)) for pid, held in gib.items()]
        self.clock.now += 5.0
        self.neighbours.note()


def test_who_grew_most_took_it() -> None:
    machine = Machine()
    machine.hold(p1=4, p2=1)
    machine.hold(p1=4, p2=6.2)
    assert machine.neighbours.taker(round(5.2 * GIB)) == "DaVinci Resolve"


def test_who_came_anew_took_all_that_it_holds() -> None:
    machine = Machine()
    machine.hold(p1=4)
    machine.card.computing.append(Process(2, 5 * GIB))
    assert machine.neighbours.taker(5 * GIB) == "DaVinci Resolve"


def test_a_look_that_the_driver_did_not_answer_makes_nobody_a_newcomer() -> None:
    machine = Machine()
    machine.hold(p1=4, p2=1)
    machine.hold()
    machine.hold(p1=4, p2=1)
    assert machine.neighbours.taker(GIB) == ""


def test_nobody_is_named_who_took_less_than_half() -> None:
    machine = Machine()
    machine.hold(p1=1, p2=1, p4=1)
    machine.hold(p1=3, p2=3.1, p4=3)
    assert machine.neighbours.taker(6 * GIB) == ""


def test_who_has_long_held_it_took_nothing() -> None:
    machine = Machine()
    for _ in range(100):
        machine.hold(p1=4)
    assert machine.neighbours.taker(GIB) == ""


def test_a_minute_is_remembered() -> None:
    machine = Machine()
    machine.hold(p1=1)
    for _ in range(30):
        machine.hold(p1=4)
    assert machine.neighbours.taker(3 * GIB) == ""


def test_a_process_without_a_name_is_not_told() -> None:
    machine = Machine()
    machine.hold(p3=1)
    machine.hold(p3=6)
    assert machine.neighbours.taker(5 * GIB) == ""


def test_where_the_driver_tells_of_no_process_nobody_is_named() -> None:
    machine = Machine()
    machine.hold()
    machine.hold()
    assert machine.neighbours.taker(GIB) == ""


def test_looks_are_seconds_apart() -> None:
    asked: list[int] = []

    def holders() -> dict[int, int]:
        asked.append(1)
        return {}

    clock = Clock()
    neighbours = Neighbours(holders, clock=clock)
    for _ in range(10):
        neighbours.note()
        clock.now += 0.5
    assert len(asked) == 3


@pytest.mark.parametrize(
    ("process", "name"),
    [
        ("resolve", "DaVinci Resolve"),
        ("Resolve.exe", "DaVinci Resolve"),
        ("Adobe Premiere Pro.exe", "Premiere"),
        ("blender", "Blender"),
        ("my-trainer.EXE", "my-trainer"),
        ("python3.11", "python3.11"),
    ],
)
def test_programs_go_by_the_names_that_people_know(process: str, name: str) -> None:
    assert name_of(process) == name


def test_our_own_processes_have_no_name() -> None:
    assert program_of(os.getpid()) == ""


def test_other_programs_have_one() -> None:
    parent = psutil.Process().parent()
    assert parent is not None
    assert program_of(parent.pid) == name_of(parent.name())


def test_a_process_that_has_gone_has_none() -> None:
    child = psutil.Popen(["true"]) if os.name == "posix" else psutil.Popen(["cmd", "/c", "exit"])
    child.wait()
    assert program_of(child.pid) == ""
