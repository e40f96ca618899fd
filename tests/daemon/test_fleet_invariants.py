"""Anything may happen to several workers, in any order: every segment is at one of them, and none is lost."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from footfall_bridge.protocol import Priority
from footfall_daemon.scheduler import (
    Admit,
    Drop,
    Fleet,
    GiveUp,
    Instruction,
    Load,
    Park,
    Release,
    Resume,
    Scheduler,
    Unload,
)
from tests.daemon.making import a_segment, the_costs

WORKERS = ("w0", "w1", "w2")


@dataclass
class Process:
    """An engine process as the instructions make it."""

    up: bool = False
    loaded: str | None = None
    running: set[str] = field(default_factory=set)


@dataclass
class Troupe:
    """Carries out what the fleet says, and checks that it makes sense."""

    fleet: Fleet = field(default_factory=lambda: Fleet(gather=0.0))
    processes: dict[str, Process] = field(default_factory=lambda: {name: Process() for name in WORKERS})
    known: set[str] = field(default_factory=set)
    parked: set[str] = field(default_factory=set)
    """In the spool, whoever parked them."""

    def __post_init__(self) -> None:
        for number, name in enumerate(WORKERS):
            sketch = the_costs(base=40, streamable=30, knee=20 * (number + 1))
            self.fleet.join(name, {"sketch": sketch, "other": the_costs(base=5, knee=30)})

    def follow(self, told: list[tuple[str, Instruction]]) -> None:
        for name, instruction in told:
            self._follow(name, instruction)
        self.check()

    def hear(self, name: str, instructions: list[Instruction]) -> None:
        self.follow([(name, instruction) for instruction in instructions])

    def _follow(self, name: str, instruction: Instruction) -> None:
        process = self.processes[name]
        match instruction:
            case Admit(segments) | Resume(segments):
                assert process.loaded is not None
                assert not self.fleet[name].released
                assert set(segments) <= self.known - self.running
                assert all((id_ in self.parked) is isinstance(instruction, Resume) for id_ in segments)
                self.parked.difference_update(segments)
                process.running.update(segments)
            case Park(segments):
                assert set(segments) <= process.running
                process.running.difference_update(segments)
                self.parked.update(segments)
            case Drop(segments):
                process.running.difference_update(segments)
                self.parked.difference_update(segments)
            case GiveUp(segment):
                self.forget(segment)
            case Load(engine):
                assert not process.running
                process.loaded = engine
                self.hear(name, self.fleet[name].engine_loaded(engine, self.fleet[name].budget))
            case Unload():
                assert not process.running
                process.loaded = None
            case Release():
                leave(self, name)

    @property
    def running(self) -> set[str]:
        return set().union(*(process.running for process in self.processes.values()))

    def forget(self, segment: str) -> None:
        self.known.discard(segment)
        self.parked.discard(segment)
        for process in self.processes.values():
            process.running.discard(segment)

    def go_down(self, name: str) -> None:
        self.processes[name] = Process()

    def check(self) -> None:
        schedulers = [self.fleet[name] for name in WORKERS]
        everyone = [id_ for scheduler in schedulers for id_ in scheduler.segments]
        assert len(everyone) == len(set(everyone)), "a segment is at two workers"

    def check_settled(self) -> None:
        everyone = {id_ for name in WORKERS for id_ in self.fleet[name].segments}
        assert everyone == self.known
        for name, process in self.processes.items():
            assert set(self.fleet[name].running) == process.running
        assert {id_ for name in WORKERS for id_ in self.fleet[name].parked} == self.parked
        self.check_drained()

    def check_drained(self) -> None:
        """Once balanced, who is released and gone has nothing left while another could do it."""
        self.follow(self.fleet.balance())
        schedulers = [self.fleet[name] for name in WORKERS]
        everyone = [item for one in schedulers for item in one.segments.items()]
        large = [id_ for id_, segment in everyone if not fits_all(self, segment.tokens)]
        if any(scheduler.available for scheduler in schedulers):
            for scheduler in schedulers:
                if scheduler.released and not scheduler.process.leaving:
                    assert set(scheduler.segments) <= set(large)
        for _ in range(len(self.known) + 1):
            if not (told := self.fleet.balance()):
                return
            self.follow(told)
        raise AssertionError("segments go to and fro")


def fits_all(troupe: Troupe, tokens: float) -> bool:
    """So small that every device holds it in any case."""
    return all(troupe.fleet[name].budget >= 60 + 2.2 * tokens for name in WORKERS)


_WORKER = st.sampled_from(WORKERS)
_BUDGETS = st.integers(150, 400)
_EVENTS = st.one_of(
    st.tuples(st.just("wanted"), st.integers(0, 20), st.sampled_from(Priority), st.integers(1, 60), st.booleans()),
    st.tuples(st.just("up"), _WORKER, _BUDGETS),
    st.tuples(st.just("step"), _WORKER, _BUDGETS),
    st.tuples(st.just("finish"), _WORKER),
    st.tuples(st.just("lost"), _WORKER, st.booleans()),
    st.tuples(st.sampled_from(["release", "reclaim", "leave", "ended", "fails", "may try"]), _WORKER),
    st.tuples(st.just("withdraw"), st.integers(0, 20)),
    st.tuples(st.just("move"), st.integers(0, 20), st.sampled_from(Priority)),
    st.tuples(st.sampled_from(["pause", "resume", "tick"])),
    st.tuples(st.just("editor"), st.booleans()),
)
Event = tuple[object, ...]
_CURTAIN: list[Event] = [("up", name, 200) for name in WORKERS[:2]] + [
    ("wanted", number, Priority.normal, 20, False) for number in range(6)
]
"""How every play begins: most of what may happen needs somebody who runs."""
_PLAYS = st.lists(_EVENTS, min_size=20, max_size=40).map(lambda events: _CURTAIN + events)


def happen(troupe: Troupe, event: Event) -> None:
    fleet = troupe.fleet
    match event:
        case ("wanted", int(number), Priority() as priority, int(size), bool(other)):
            if (id_ := f"{number}/0") not in troupe.known:
                troupe.known.add(id_)
                engine = "other" if other else "sketch"
                segment = a_segment(id_, number=number, priority=priority, size=size, engine=engine)
                troupe.follow(fleet.wanted([segment]))
        case ("withdraw", int(number)):
            told = fleet.withdrawn(str(number))
            troupe.forget(f"{number}/0")
            troupe.follow(told)
        case ("move", int(number), Priority() as priority):
            troupe.follow(fleet.ranked({str(number): a_segment(number=number, priority=priority, turn=-1).rank}))
        case ("editor", bool(busy)):
            troupe.follow(fleet.editor(busy=busy))
        case ("pause",):
            troupe.follow(fleet.pause())
        case ("resume",):
            troupe.follow(fleet.resume())
        case ("tick",):
            troupe.follow(fleet.tick(0.0))
        case (str(), str(name), *_):
            at_worker(troupe, name, fleet[name], event)


def at_worker(troupe: Troupe, name: str, scheduler: Scheduler, event: Event) -> None:
    process = troupe.processes[name]
    match event:
        case ("up", _, int(budget)) if not process.up and not scheduler.released:
            scheduler.worker_ended()
            process.up = True
            troupe.hear(name, scheduler.worker_up(budget))
        case ("step", _, int(budget)) if process.running:
            troupe.hear(name, scheduler.stepped(dict.fromkeys(process.running, 0.5), 1.0, budget))
        case ("finish", _) if process.running:
            troupe.forget(id_ := min(process.running))
            troupe.hear(name, scheduler.finished(id_))
        case ("lost", _, bool(killed)) if process.up:
            troupe.go_down(name)
            troupe.hear(name, scheduler.worker_lost(killed=killed))
        case ("release", _):
            troupe.follow(troupe.fleet.release(name))
            leave(troupe, name)
        case ("leave", _):
            leave(troupe, name)
        case ("ended", _) if not process.up:
            scheduler.worker_ended()
        case ("reclaim", _):
            troupe.follow(troupe.fleet.reclaim(name))
        case ("fails", _) if not process.up:
            scheduler.failing = True
        case ("may try", _):
            scheduler.failing = False
        case _:
            pass


def leave(troupe: Troupe, name: str) -> None:
    troupe.parked |= troupe.processes[name].running
    troupe.go_down(name)
    troupe.fleet[name].worker_released()


@settings(max_examples=40, deadline=None)
@given(_PLAYS)
def test_whatever_happens_each_segment_is_at_one_worker(events: list[Event]) -> None:
    troupe = Troupe()
    for event in events:
        happen(troupe, event)
        troupe.check_settled()


@settings(max_examples=25, deadline=None)
@given(_PLAYS)
def test_whatever_happened_everything_ends_once_there_is_peace(events: list[Event]) -> None:
    troupe = Troupe()
    for event in events:
        happen(troupe, event)
    happen(troupe, ("resume",))
    happen(troupe, ("editor", False))
    for name in WORKERS:
        for event in ("may try", name), ("reclaim", name), ("up", name, 1000):
            happen(troupe, event)
    for _ in range(100):
        for name in WORKERS:
            happen(troupe, ("step", name, 1000))
            happen(troupe, ("finish", name))
        troupe.check_settled()
    assert not troupe.known
