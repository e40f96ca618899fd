"""Events in, instructions out: which segments are in the running set of one worker.

A plain object: no clock, no sockets, no torch. It does not prepare clips, write files or talk to processes;
the foreman feeds it and carries out what it says. Every event ends in the same question, who should run now?
`Choice` answers it; what differs from who does run becomes instructions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from footfall_daemon.memory import Costs
from footfall_daemon.scheduler.blame import Blame
from footfall_daemon.scheduler.choice import in_order
from footfall_daemon.scheduler.device import Device
from footfall_daemon.scheduler.orders import Drop, GiveUp, Instruction, Rank, Release, Segment, Wait, gib
from footfall_daemon.scheduler.process import Process
from footfall_daemon.scheduler.room import Room
from footfall_daemon.scheduler.roster import Roster
from footfall_daemon.scheduler.share import Share


@dataclass(slots=True)
class Scheduler:
    """One worker's running set, who is parked, and who waits."""

    costs: dict[str, Costs]
    """Per engine; learned from what is reported here. May be exchanged at any time."""
    gather: float = 0.02
    """Seconds that the first clip of a user action waits for the others, on an idle device."""
    blame: Blame = field(default_factory=Blame)
    share: Share = field(default_factory=Share)
    room: Room = field(default_factory=Room)
    roster: Roster = field(default_factory=Roster)
    process: Process = field(default_factory=Process)
    device: Device = field(init=False)
    paused: bool = False
    """Nobody new starts; who runs goes on."""
    released: bool = False
    """The device was given back: nothing runs until it is reclaimed."""
    editor_busy: bool = False
    """The editor renders: it has the device for itself."""
    loads: dict[str, float] = field(default_factory=dict)
    """By engine: seconds that loading it took last. Workers may share it."""
    handicap: float = 1.0
    """How many times slower an engine is taken to be here than elsewhere, until it was measured."""
    failing: bool = False
    """Its process does not come up and is not tried for a while: other workers take over."""
    remote: bool = False
    """On another machine: it films for itself what its engine must see, and no editor here wants its device."""
    lacks: frozenset[str] = frozenset()
    """Engines that it cannot load: there are no weights for them."""
    _now: float = 0.0
    _gathers_until: float = 0.0

    def __post_init__(self) -> None:
        self.device = Device(self.costs, self.room, self.roster, self.process)

    # events: the queue

    def wanted(self, segments: Iterable[Segment], now: float = 0.0) -> list[Instruction]:
        """These are prepared and may run."""
        idle = not self.roster.running and not self.wants_worker and self.process.loaded is not None
        self._now = max(now, self._now)
        self.roster.add(segments)
        if idle:
            self._gathers_until = now + self.gather
        return self._schedule()

    def filmed(self, segment: str) -> list[Instruction]:
        """What an engine must see of its picture is there now."""
        if segment not in self.roster.unfilmed:
            return []
        self.roster.film(segment)
        return self._schedule()

    def withdrawn(self, job: str) -> list[Instruction]:
        """The job was cancelled or failed: none of its segments is wanted any more."""
        gone = self.roster.of(job)
        held = tuple(id_ for id_ in gone if id_ in self.roster.running or id_ in self.roster.parked)
        self._forget(gone)
        dropped: list[Instruction] = [Drop(held)] if held else []
        return dropped + self._schedule()

    def handed_over(self, segments: Collection[str]) -> list[Instruction]:
        """Another worker makes these."""
        for id_ in segments:
            self.roster.forget(id_)
            self.blame.leave(id_)
            self.room.forget(id_)
        return self._schedule()

    def taken_over(self, segments: Iterable[Segment], parked: Collection[str]) -> list[Instruction]:
        """From another worker, where the `parked` among them began."""
        coming = list(segments)
        self.roster.add(coming, parked)
        self.blame.isolate(segment.id for segment in coming)
        return self._schedule()

    def ranked(self, ranks: Mapping[str, Rank]) -> list[Instruction]:
        """Jobs were moved in the queue."""
        self.roster.rerank(ranks)
        return self._schedule()

    def pause(self) -> list[Instruction]:
        self.paused = True
        return []

    def resume(self) -> list[Instruction]:
        self.paused = False
        return self._schedule()

    def tick(self, now: float) -> list[Instruction]:
        self._now = now
        return self._schedule()

    # events: the engine

    def stepped(
        self,
        progress: Mapping[str, float],
        seconds: float,
        budget: int,
        peak: int | None = None,
        *,
        disturbed: bool = False,
    ) -> list[Instruction]:
        """One step is over: share done of every segment in it, bytes held at its peak where they were measured.

        One that was `disturbed`, by what was finished meanwhile, tells nothing of steps.
        """
        before = self.roster.advance(progress)
        if len(before) == len(progress) and not disturbed:
            self.device.learn(before, seconds, peak)
        self.share.stepped(seconds, {segment.rank[0] for segment in before}, self.roster.classes)
        self.room.stepped(seconds)
        return self.memory(budget)

    def phased(self, segment: str, phase: str, seconds: float, peak: int | None = None) -> list[Instruction]:
        """A segment was encoded or finished; `peak`: bytes beyond those held before."""
        if (found := self.roster.segments.get(segment)) is not None:
            self.costs[found.engine].phased(phase, found.tokens, seconds, peak)
            self.roster.film(segment)  # what was seen is remembered
        return self._schedule()

    def finished(self, segment: str) -> list[Instruction]:
        self._forget([segment])
        return self._schedule()

    def out_of_memory(
        self, segments: Collection[str], budget: int, lost: Collection[str] = ()
    ) -> list[Instruction]:
        """The device had too little memory for these; the engine parked them, save the `lost` that never started.

        The set is halved and all are tried again, with nothing beside their steps. One that does not fit alone
        streams more of the weights, waits for memory that other programs hold, and is given up only where nobody
        else is to blame.
        """
        failed = [id_ for id_ in segments if id_ in self.roster.running]
        alone = len(self.roster.running) == 1 and bool(failed) and not self.process.beside
        taken = self.device.ran_out(budget)
        company = self.device.bytes_of(self.roster.runners)
        self.roster.park([id_ for id_ in failed if id_ not in lost], "out of memory")
        self.roster.lose([id_ for id_ in failed if id_ in lost])
        self.room.see(budget)
        if alone:
            return self._too_large(self.roster[failed[0]]) + self._schedule()
        if failed:
            self.room.halve(company, taken=taken)
        return self._schedule()

    def load_out_of_memory(self, engine: str, budget: int) -> list[Instruction]:
        """The device had too little memory to load it, or for weights that should stream no more.

        None is loaded now; what ran is parked.
        """
        self.room.see(budget)
        self.roster.park(list(self.roster.running), "out of memory")
        told = self.device.too_dear(engine)
        self._forget([instruction.segment for instruction in told if isinstance(instruction, GiveUp)])
        return told or self._schedule()

    def worker_up(self, budget: int) -> list[Instruction]:
        self.process.up, self.process.leaving, self.failing = True, False, False
        return self.memory(budget)

    def engine_loaded(self, engine: str, budget: int, *, overlaps: bool = False) -> list[Instruction]:
        """`overlaps`: it gains where there is room for phases of segments beside the steps of others."""
        self.process.loaded, self.process.loading, self.process.overlaps = engine, None, overlaps
        return self.memory(budget)

    def engine_unloaded(self, budget: int | None = None) -> list[Instruction]:
        self.process.loaded = None
        return self.memory(self.room.budget if budget is None else budget)

    def worker_lost(self, *, killed: bool) -> list[Instruction]:
        """The engine process is gone; what ran waits again, under suspicion. What was parked stays so."""
        order = in_order(self.roster.runners, self.roster.running, self.roster.parked)
        suspects = [segment.id for segment in order]
        self.roster.lose(suspects)
        self.process.end(leaving=False)
        culprit = self.blame.crashed(suspects, killed=killed)
        if culprit is None:
            return []
        self._forget([culprit])
        words = "the engine crashes on this clip each time it runs alone: try another prompt or engine"
        return [GiveUp(culprit, "engine-crash", words)]

    def worker_released(self) -> None:
        """The engine process was asked to end: it parks what runs, and nobody is to blame."""
        self.roster.park(list(self.roster.running), "the engine process ends")
        self.process.end(leaving=True)

    def worker_ended(self) -> None:
        """The process that was asked to end is gone: what is parked may go on at another worker."""
        self.process.leaving = False

    # events: the machine and its user

    def memory(self, budget: int) -> list[Instruction]:
        self.room.see(budget)
        return self._schedule()

    def granted(self, most: int) -> list[Instruction]:
        """The user changed what we may hold. `most`: bytes, when others held least."""
        self.room.grant(most)
        return self._schedule()

    def editor(self, *, busy: bool) -> list[Instruction]:
        self.editor_busy = busy and not self.remote
        return self._schedule()

    def release(self) -> list[Instruction]:
        """Give the device back until `reclaim`."""
        self.released = True
        reason = "the device was given back"
        return [*self.roster.park(list(self.roster.running), reason), Release(reason)] if self.process.up else []

    def reclaim(self) -> list[Instruction]:
        self.released = False
        return self._schedule()

    # what others may ask

    @property
    def segments(self) -> Mapping[str, Segment]:
        return self.roster.segments

    @property
    def running(self) -> list[str]:
        return list(self.roster.running)

    @property
    def parked(self) -> list[str]:
        return list(self.roster.parked)

    @property
    def up(self) -> bool:
        return self.process.up

    @property
    def level(self) -> int:
        return self.process.level

    @property
    def budget(self) -> int:
        return self.room.budget

    @property
    def waits(self) -> str:
        """In words, for what memory; empty while it does not."""
        return self.device.waits

    @property
    def wants_worker(self) -> bool:
        """Something waits that could run, were the engine process up."""
        held_back = self.paused or self.released or self.editor_busy
        unseen = 0 if self.remote else len(self.roster.unfilmed)
        return len(self.roster.segments) - unseen > len(self.roster.running) and not held_back

    @property
    def idle(self) -> bool:
        return not self.roster.running and not self.wants_worker

    @property
    def available(self) -> bool:
        """It may take work, at once or once its process is up."""
        return not (self.released or self.failing)

    def can_make(self, segment: Segment) -> bool:
        """Not that it has room for it now, but that it ever could."""
        return self.available and segment.engine not in self.lacks and self.device.can_hold(segment)

    def may_move(self, segment: str) -> bool:
        """Whether another worker could make it: who waits, and who is parked where no process may still write."""
        kept = self.available and self.blame.suspects(segment) and not self.shuns(segment)
        if segment in self.roster.running or kept:
            return False
        return segment not in self.roster.parked or not (self.process.up or self.process.leaving)

    def shuns(self, segment: str) -> bool:
        """It took the process down alone: another worker shall try it, where there is one."""
        return segment in self.blame.alone

    @property
    def wake_at(self) -> float | None:
        """When it wants its next `tick`, if it waits for the rest of a user action."""
        return self._gathers_until if self._gathers_until > self._now else None

    # deciding

    def _schedule(self) -> list[Instruction]:
        waited, self.device.waits = self.device.waits, ""
        told = self._decide()
        self.device.waits = self.device.waits or self._held_back()
        return [*told, Wait(self.device.waits)] if self.device.waits and not waited else told

    def _decide(self) -> list[Instruction]:
        self.share.left(self.roster.classes)
        if not self.process.up or self.process.loading or self.released:
            return []
        order = self._order(self.share.owed)
        if order and not self.device.can_hold(order[0]):  # nobody is owed what would unload the engine
            order = self._order(None)
        if order:
            return self.device.change(order)
        return self.device.clear("the editor is busy and has the device") if self.editor_busy else []

    def _held_back(self) -> str:
        """Of those that ran out of memory alone, in words: which waits for least, and for what."""
        if not self.process.up or self.released:
            return ""
        short = [
            self.costs[segment.engine].least + self.room.needs[segment.id]
            for segment in self.roster.segments.values()
            if segment.id not in self.roster.running and not self._has_room(segment)
        ]
        least = gib(min(short, default=0))
        words = f"a clip that ran out of memory waits: it needs {least}, {gib(self.budget)} are free for us"
        return words if short else ""

    def _order(self, owed: int | None) -> list[Segment]:
        roster = self.roster
        return in_order(self._candidates(), roster.running, roster.parked, owed, self.process.loaded)

    def _candidates(self) -> list[Segment]:
        if self.editor_busy:
            return []
        if self.paused or self._now < self._gathers_until:
            return self.roster.runners
        return [segment for segment in self.roster.segments.values() if self._may_run(segment)]

    def _may_run(self, segment: Segment) -> bool:
        if segment.id in self.roster.running:
            return True
        if not (segment.filmed or self.remote):
            return False
        return self.blame.may_run(segment.id, self.roster.running) and self._has_room(segment)

    def _has_room(self, segment: Segment) -> bool:
        return self.room.may_try(segment.id, self.costs[segment.engine])

    def _too_large(self, segment: Segment) -> list[Instruction]:
        told = self.device.too_large(segment)
        if any(isinstance(instruction, GiveUp) for instruction in told):
            self._forget([segment.id])
            return [Drop((segment.id,)), *told]
        return told

    def _forget(self, segments: Iterable[str]) -> None:
        for id_ in segments:
            self.roster.forget(id_)
            self.blame.forget(id_)
            self.room.forget(id_)
