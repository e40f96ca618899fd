"""Anything may happen to the scheduler, in any order: what always holds after it."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from footfall_bridge.protocol import Priority
from footfall_daemon.scheduler import (
    Admit,
    Drop,
    GiveUp,
    Instruction,
    Load,
    Park,
    PhasesBeside,
    Release,
    Resume,
    Scheduler,
    StreamWeights,
    Unload,
)
from tests.daemon.making import a_segment, the_costs


@dataclass
class Theatre:
    """Carries out what the scheduler says, and checks that it makes sense."""

    scheduler: Scheduler = field(
        default_factory=lambda: Scheduler(
            {"sketch": the_costs(base=40, streamable=30, knee=80), "other": the_costs(base=5, knee=30)}, gather=0.0
        )
    )
    running: set[str] = field(default_factory=set)
    parked: set[str] = field(default_factory=set)
    waiting: set[str] = field(default_factory=set)
    progress: dict[str, float] = field(default_factory=dict)
    """Of those that made any, as the engine or the spool have it."""
    loaded: str | None = None
    beside: bool = False
    """Segments may be finished while others step."""
    up: bool = False

    def follow(self, instructions: list[Instruction]) -> None:
        moved = [id_ for told in instructions if isinstance(told, Admit | Park | Resume) for id_ in told.segments]
        assert len(moved) == len(set(moved)), "a segment changed sides twice in one answer"
        for instruction in instructions:
            self._follow(instruction)
        self.check()

    def _follow(self, instruction: Instruction) -> None:
        match instruction:
            case Admit(segments):
                self._move(segments, self.waiting, self.running)
                assert self.loaded is not None
            case Resume(segments):
                self._move(segments, self.parked, self.running)
                assert self.loaded is not None
            case Park(segments, reason):
                assert reason
                self._move(segments, self.running, self.parked)
            case Drop(segments):
                for id_ in segments:
                    self.forget(id_)
            case GiveUp(segment, _, reason):
                assert reason
                self.forget(segment)
            case Load(engine):
                assert not self.running
                self.loaded, self.beside = engine, False
                self.follow(self.scheduler.engine_loaded(engine, self.scheduler.budget, overlaps=True))
            case Unload(reason):
                assert reason
                assert not self.running
                self.loaded = None
            case PhasesBeside(allowed):
                assert allowed is not self.beside
                self.beside = allowed
            case StreamWeights(_, reason) | Release(reason):
                assert reason

    def _move(self, segments: tuple[str, ...], source: set[str], target: set[str]) -> None:
        assert set(segments) <= source
        source.difference_update(segments)
        target.update(segments)

    def forget(self, segment: str) -> None:
        for side in (self.running, self.parked, self.waiting):
            side.discard(segment)
        self.progress.pop(segment, None)

    def lose(self, segments: set[str]) -> None:
        """Their states are gone."""
        self.waiting |= segments
        self.running -= segments
        for id_ in segments:
            self.progress.pop(id_, None)

    def park(self) -> None:
        self.parked |= self.running
        self.running.clear()

    def go_down(self) -> None:
        self.up, self.loaded, self.beside = False, None, False

    @property
    def stepping(self) -> list[str]:
        """Who has steps left, of those that run."""
        return sorted(id_ for id_ in self.running if self.progress.get(id_, 0.0) < 1)

    @property
    def known(self) -> set[str]:
        return self.running | self.parked | self.waiting

    def check(self) -> None:
        assert set(self.scheduler.running) == self.running
        assert set(self.scheduler.parked) == self.parked
        assert {id_: one.progress for id_, one in self.scheduler.segments.items() if one.progress} == self.progress
        if self.loaded is not None and len(self.running) > 1:
            costs = self.scheduler.costs[self.loaded]
            sizes = [self.scheduler.segments[id_].tokens for id_ in self.running]
            phases = {
                name: max(0.0, *(costs.phase_of(size, name) - size - 1 for size in sizes)) for name in costs.phases
            }
            at_once = max(phases.values(), default=0.0)
            if self.beside:  # what encodes may stay while all step
                at_once = phases["finish"] + max(costs.phase_of(size, "encode") for size in sizes)
            assert costs.base(self.scheduler.level) + sum(sizes) + at_once <= self.scheduler.budget
        if self.scheduler.editor_busy and self.up and not self.scheduler.released:
            assert not self.running

    def check_settled(self) -> None:
        """Asking again soon changes nothing: once more where an engine that was too large made way for another."""
        for _ in range(3):
            if not (again := self.scheduler.tick(0.0)):
                return
            self.follow(again)
        raise AssertionError("it never settles")


_NUMBERS = st.integers(0, 20)
_BUDGETS = st.integers(0, 300)
_EVENTS = st.one_of(
    st.tuples(st.just("wanted"), _NUMBERS, st.sampled_from(Priority), st.integers(1, 60), st.booleans()),
    st.tuples(st.just("finish"), st.integers(0, 5)),
    st.tuples(st.just("withdraw"), _NUMBERS),
    st.tuples(st.just("step"), _BUDGETS, st.floats(0.1, 30), st.sets(st.integers(0, 5), max_size=2)),
    st.tuples(st.just("phase"), st.integers(0, 5), st.sampled_from(["encode", "finish"]), st.integers(1, 100)),
    st.tuples(st.just("short"), _BUDGETS, st.booleans()),
    st.tuples(st.just("lost"), st.booleans()),
    st.tuples(st.just("memory"), _BUDGETS),
    st.tuples(st.just("up"), _BUDGETS),
    st.tuples(st.just("editor"), st.booleans()),
    st.tuples(st.just("move"), _NUMBERS, st.sampled_from(Priority)),
    st.tuples(st.sampled_from(["pause", "resume", "release", "reclaim", "leave"])),
)


_CURTAIN: list[tuple[object, ...]] = [
    ("up", 200),
    ("wanted", 1, Priority.background, 20, False),
    ("wanted", 2, Priority.normal, 30, False),
    ("wanted", 3, Priority.interactive, 10, False),
]
"""How every play begins: most of what may happen needs somebody who runs."""
_PLAYS = st.lists(_EVENTS, min_size=20, max_size=40).map(lambda events: _CURTAIN + events)


def happen(theatre: Theatre, event: tuple[object, ...]) -> None:
    scheduler = theatre.scheduler
    match event:
        case ("wanted", int(number), Priority() as priority, int(size), bool(other)):
            if (id_ := f"{number}/0") in theatre.known:
                return
            theatre.waiting.add(id_)
            engine = "other" if other else "sketch"
            segment = a_segment(id_, number=number, priority=priority, size=size, engine=engine)
            theatre.follow(scheduler.wanted([segment]))
        case ("finish", int(index)) if theatre.running:
            id_ = sorted(theatre.running)[index % len(theatre.running)]
            theatre.forget(id_)
            theatre.follow(scheduler.finished(id_))
        case ("withdraw", int(number)):
            if f"{number}/0" in theatre.waiting:
                theatre.forget(f"{number}/0")
            theatre.follow(scheduler.withdrawn(str(number)))
        case ("step", int(budget), float(seconds), set() as ended) if stepping := theatre.stepping:
            shares = {id_: 1.0 if number in ended else 0.5 for number, id_ in enumerate(stepping)}
            theatre.progress.update(shares)
            theatre.follow(scheduler.stepped(shares, seconds, budget))
        case ("phase", int(index), str(phase), int(peak)) if theatre.running:
            id_ = sorted(theatre.running)[index % len(theatre.running)]
            theatre.follow(scheduler.phased(id_, phase, 1.0, peak))
        case ("short", int(budget), bool(lost)) if theatre.running:
            failed = set(theatre.running)
            if lost:
                theatre.lose(failed)
            else:
                theatre.park()
            theatre.follow(scheduler.out_of_memory(failed, budget, failed if lost else ()))
        case ("lost", bool(killed)) if theatre.up:
            theatre.lose(set(theatre.running))
            theatre.go_down()
            theatre.follow(scheduler.worker_lost(killed=killed))
        case ("memory", int(budget)):
            theatre.follow(scheduler.memory(budget))
        case ("up", int(budget)) if not theatre.up:
            theatre.up = True
            theatre.follow(scheduler.worker_up(budget))
        case ("editor", bool(busy)):
            theatre.follow(scheduler.editor(busy=busy))
        case ("move", int(number), Priority() as priority):
            rank = a_segment(number=number, priority=priority, turn=-1).rank
            theatre.follow(scheduler.ranked({str(number): rank}))
        case ("pause",):
            theatre.follow(scheduler.pause())
        case ("resume",):
            theatre.follow(scheduler.resume())
        case ("release",):
            theatre.follow(scheduler.release())
            theatre.park()
            theatre.go_down()
            scheduler.worker_released()
        case ("leave",):
            theatre.park()
            theatre.go_down()
            scheduler.worker_released()
        case ("reclaim",):
            theatre.follow(scheduler.reclaim())
        case _:
            pass


@settings(max_examples=60, deadline=None)
@given(_PLAYS)
def test_whatever_happens_nothing_runs_twice_and_nothing_is_lost(events: list[tuple[object, ...]]) -> None:
    theatre = Theatre()
    for event in events:
        happen(theatre, event)
        theatre.check()
        theatre.check_settled()
    assert set(theatre.scheduler.segments) == theatre.known


@settings(max_examples=40, deadline=None)
@given(_PLAYS)
def test_whatever_happened_everything_ends_once_there_is_peace(events: list[tuple[object, ...]]) -> None:
    theatre = Theatre()
    for event in events:
        happen(theatre, event)
    for event in (("resume",), ("reclaim",), ("editor", False), ("up", 1000), ("memory", 1000)):
        happen(theatre, event)
    for _ in range(200):
        if not theatre.known:
            break
        happen(theatre, ("step", 1000, 1.0, {0}))
        happen(theatre, ("finish", 0))
    assert not theatre.known


def test_background_work_is_not_starved_by_an_endless_stream_of_clicks() -> None:
    theatre = Theatre(Scheduler({"sketch": the_costs(knee=1)}, gather=0.0))
    happen(theatre, ("up", 1000))
    happen(theatre, ("wanted", 0, Priority.interactive, 10, False))
    happen(theatre, ("wanted", 1, Priority.background, 10, False))
    seconds, shared = 0.0, 0.0
    for number in range(2, 300):
        happen(theatre, ("wanted", number, Priority.interactive, 10, False))
        lasted = 10.0 * len(theatre.running)
        seconds, shared = seconds + lasted, shared + lasted * ("1/0" in theatre.running)
        theatre.progress.update(dict.fromkeys(theatre.running, 0.1))
        theatre.follow(theatre.scheduler.stepped(dict.fromkeys(theatre.running, 0.1), lasted, 1000))
        for id_ in sorted(theatre.running - {"1/0"}):
            theatre.forget(id_)
            theatre.follow(theatre.scheduler.finished(id_))
    assert 0.02 < shared / seconds < 0.25
