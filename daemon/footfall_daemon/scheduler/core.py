"""Events in, instructions out: which segments are in the running set of one worker.

A plain object: no clock, no sockets, no torch. It does not prepare clips, write files or talk to processes;
the foreman feeds it and carries out what it says. Every event ends in the same question, who should run now?
`Choice` answers it; what differs from who does run becomes instructions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from footfall_daemon.memory import Costs
from footfall_daemon.scheduler.blame import Blame
from footfall_daemon.scheduler.choice import Choice, in_order
from footfall_daemon.scheduler.orders import (
    Admit,
    Drop,
    GiveUp,
    Instruction,
    Load,
    Park,
    Rank,
    Release,
    Resume,
    Segment,
    StreamWeights,
    Unload,
    gib,
)
from footfall_daemon.scheduler.room import Room
from footfall_daemon.scheduler.share import Share


@dataclass(slots=True)
class Scheduler:
    """One worker's running set, who is parked, and who waits."""

    costs: dict[str, Costs]
    """Per engine; learned from what is reported here."""
    gather: float = 0.02
    """Seconds that the first clip of a user action waits for the others, on an idle device."""
    blame: Blame = field(default_factory=Blame)
    share: Share = field(default_factory=Share)
    room: Room = field(default_factory=Room)
    paused: bool = False
    """Nobody new starts; who runs goes on."""
    released: bool = False
    """The device was given back: nothing runs until it is reclaimed."""
    editor_busy: bool = False
    """The editor renders: it has the device for itself."""
    level: int = 0
    """How much of the loaded engine's weights is streamed, in eighths."""
    _up: bool = False
    _loaded: str | None = None
    _loading: str | None = None
    _segments: dict[str, Segment] = field(default_factory=dict)
    _running: dict[str, None] = field(default_factory=dict)
    _parked: dict[str, None] = field(default_factory=dict)
    _now: float = 0.0
    _gathers_until: float = 0.0

    # events: the queue

    def wanted(self, segments: Iterable[Segment], now: float = 0.0) -> list[Instruction]:
        """These are prepared and may run."""
        idle = not self._running and not self.wants_worker and self._loaded is not None
        self._now = max(now, self._now)
        self._segments.update({segment.id: segment for segment in segments})
        if idle:
            self._gathers_until = now + self.gather
        return self._schedule()

    def withdrawn(self, job: str) -> list[Instruction]:
        """The job was cancelled or failed: none of its segments is wanted any more."""
        gone = [id_ for id_, segment in self._segments.items() if segment.job == job]
        held = tuple(id_ for id_ in gone if id_ in self._running or id_ in self._parked)
        for id_ in gone:
            self._forget(id_)
        dropped: list[Instruction] = [Drop(held)] if held else []
        return dropped + self._schedule()

    def ranked(self, ranks: Mapping[str, Rank]) -> list[Instruction]:
        """Jobs were moved in the queue."""
        for id_, segment in self._segments.items():
            if segment.job in ranks:
                self._segments[id_] = replace(segment, rank=ranks[segment.job])
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
        self, progress: Mapping[str, float], seconds: float, budget: int, peak: int | None = None
    ) -> list[Instruction]:
        """One step is over: share done of every segment in it, bytes held at its peak where they were measured."""
        ran = [self._segments[id_] for id_ in progress if id_ in self._segments]
        for segment in ran:
            self._segments[segment.id] = replace(segment, progress=progress[segment.id])
        if len(ran) == len(progress) and self._loaded is not None:
            self._learn(sum(segment.tokens for segment in ran), seconds, peak)
        classes = {segment.rank[0] for segment in self._segments.values()}
        self.share.stepped(seconds, {segment.rank[0] for segment in ran}, classes)
        self.room.stepped(seconds)
        return self.memory(budget)

    def finished(self, segment: str) -> list[Instruction]:
        self._forget(segment)
        return self._schedule()

    def out_of_memory(
        self, segments: Collection[str], budget: int, lost: Collection[str] = ()
    ) -> list[Instruction]:
        """The device had too little memory for these; the engine parked them, save the `lost` that never started.

        The set is halved and all are tried again. One that does not fit alone streams more of the weights, waits
        for memory that other programs hold, and is given up only where nobody else is to blame.
        """
        failed = [id_ for id_ in segments if id_ in self._running]
        alone = len(self._running) == 1 and bool(failed)
        if self._loaded is not None and budget >= self._base() + self._company():
            self.costs[self._loaded].surprised()
        company = self._company()
        for id_ in failed:
            del self._running[id_]
            if id_ not in lost:
                self._parked[id_] = None
        self.room.see(budget)
        if alone:
            return self._too_large(self._segments[failed[0]]) + self._schedule()
        if failed:
            self.room.halve(company)
        return self._schedule()

    def worker_up(self, budget: int) -> list[Instruction]:
        self._up = True
        return self.memory(budget)

    def engine_loaded(self, engine: str, budget: int) -> list[Instruction]:
        self._loaded, self._loading = engine, None
        return self.memory(budget)

    def engine_unloaded(self, budget: int | None = None) -> list[Instruction]:
        self._loaded = None
        return self.memory(self.room.budget if budget is None else budget)

    def worker_lost(self, *, killed: bool) -> list[Instruction]:
        """The engine process is gone; what ran waits again, under suspicion."""
        suspects = [segment.id for segment in in_order(self._segments.values(), self._running, self._parked)]
        suspects = [id_ for id_ in suspects if id_ in self._running]
        self.worker_released()
        culprit = self.blame.crashed(suspects, killed=killed)
        if culprit is None:
            return []
        self._forget(culprit)
        words = "the engine crashes on this clip each time it runs alone: try another prompt or engine"
        return [GiveUp(culprit, "engine-crash", words)]

    def worker_released(self) -> None:
        """The engine process was ended on purpose: nobody is to blame, all begin again."""
        for id_ in (*self._running, *self._parked):
            self._segments[id_] = replace(self._segments[id_], progress=0.0)
        self._running.clear()
        self._parked.clear()
        self._up, self._loaded, self._loading, self.level = False, None, None, 0

    # events: the machine and its user

    def memory(self, budget: int) -> list[Instruction]:
        self.room.see(budget)
        return self._schedule()

    def editor(self, *, busy: bool) -> list[Instruction]:
        self.editor_busy = busy
        return self._schedule()

    def release(self) -> list[Instruction]:
        """Give the device back until `reclaim`."""
        self.released = True
        reason = "the device was given back"
        return [*self._park(list(self._running), reason), Release(reason)] if self._up else []

    def reclaim(self) -> list[Instruction]:
        self.released = False
        return self._schedule()

    # what others may ask

    @property
    def running(self) -> list[str]:
        return list(self._running)

    @property
    def parked(self) -> list[str]:
        return list(self._parked)

    @property
    def budget(self) -> int:
        return self.room.budget

    @property
    def wants_worker(self) -> bool:
        """Something waits that could run, were the engine process up."""
        held_back = self.paused or self.released or self.editor_busy
        return len(self._segments) > len(self._running) and not held_back

    @property
    def idle(self) -> bool:
        return not self._running and not self.wants_worker

    @property
    def wake_at(self) -> float | None:
        """When it wants its next `tick`, if it waits for the rest of a user action."""
        return self._gathers_until if self._gathers_until > self._now else None

    # deciding

    def _schedule(self) -> list[Instruction]:
        self.share.left({segment.rank[0] for segment in self._segments.values()})
        if not self._up or self._loading or self.released:
            return []
        order = in_order(self._candidates(), self._running, self._parked, self.share.owed, self._loaded)
        if not order:
            return self._yield() if self.editor_busy else []
        head = order[0]
        if head.engine != self._loaded:
            return self._change_engine(head, _bulk(order))
        made = self._make_room(head, _bulk(order))
        if self._loaded is None:
            return made
        return made + self._change_set(order)

    def _candidates(self) -> list[Segment]:
        if self.editor_busy:
            return []
        if self.paused or self._now < self._gathers_until:
            return [self._segments[id_] for id_ in self._running]
        return [segment for segment in self._segments.values() if self._may_run(segment)]

    def _may_run(self, segment: Segment) -> bool:
        if segment.id in self._running:
            return True
        costs = self.costs[segment.engine]
        return self.blame.may_run(segment.id, self._running) and self.room.may_try(segment.id, costs)

    def _yield(self) -> list[Instruction]:
        reason = "the editor is busy and has the device"
        parked = self._park(list(self._running), reason)
        return (
            [*parked, *self._unload(reason)] if self._loaded and self.costs[self._loaded].most_streamed else parked
        )

    def _change_engine(self, head: Segment, bulk: float) -> list[Instruction]:
        """The device holds one engine at a time; who runs on the other one is less urgent than `head`."""
        costs = self.costs[head.engine]
        level = self.room.level_for(costs, self._need(head), bulk)
        if level is None and self.room.short:
            return []
        self._loading = head.engine
        self.level = costs.most_streamed if level is None else level
        parked = self._park(list(self._running), "a more urgent clip needs another engine")
        return [*parked, Load(head.engine, self.level)]

    def _make_room(self, head: Segment, bulk: float) -> list[Instruction]:
        """So that at least `head` fits: stream weights, else unload; with room to spare the other way."""
        costs, need = self.costs[head.engine], self._need(head)
        if costs.base(self.level) + need > self.room.budget:
            level = self.room.level_for(costs, need, bulk)
            if level is not None and level > self.level:
                return self._stream(level, self.room.story)
            if level is None and self.room.short and costs.most_streamed:
                parked = self._park(list(self._running), self.room.story)
                return [*parked, *self._unload(self.room.story)]
            return self._stream(costs.most_streamed, self.room.story) if level is None else []
        lower = self.room.calmer_level(costs, need, bulk, self.level, idle=not self._running)
        return self._stream(lower, f"{gib(self.room.budget)} are free for us again")

    def _stream(self, level: int, reason: str) -> list[Instruction]:
        if level == self.level:
            return []
        self.level = level
        return [StreamWeights(level, reason)]

    def _unload(self, reason: str) -> list[Instruction]:
        self._loaded, self.level = None, 0
        return [Unload(reason)]

    def _change_set(self, order: list[Segment]) -> list[Instruction]:
        assert self._loaded is not None
        choice = Choice(self.costs[self._loaded], self.level, self.room, self._running, self._need)
        chosen = [segment.id for segment in choice.of(order, self._loaded)]
        parked = self._park([id_ for id_ in self._running if id_ not in chosen], choice.reason)
        coming = [id_ for id_ in chosen if id_ not in self._running]
        resumed = tuple(id_ for id_ in coming if id_ in self._parked)
        admitted = tuple(id_ for id_ in coming if id_ not in self._parked)
        for id_ in coming:
            self._parked.pop(id_, None)
            self._running[id_] = None
        joining: list[Instruction] = [Resume(resumed)] if resumed else []
        return parked + joining + ([Admit(admitted)] if admitted else [])

    def _park(self, segments: list[str], reason: str) -> list[Instruction]:
        for id_ in segments:
            del self._running[id_]
            self._parked[id_] = None
        return [Park(tuple(segments), reason)] if segments else []

    def _too_large(self, segment: Segment) -> list[Instruction]:
        """It ran out of memory alone."""
        costs, level = self.costs[segment.engine], self.level
        tried = self.room.failed_alone(segment.id, self._need(segment), costs.base(level))
        if level < costs.most_streamed:
            return self._stream(min(costs.most_streamed, level + 2), "the device ran out of memory")
        if self.room.short and tried < self.room.tries:
            return []
        words = (
            f"this clip needs more than {gib(self.room.budget)}, all that this device leaves to us: "
            "make it shorter, close other programs that use the GPU, or choose a smaller engine"
        )
        self._forget(segment.id)
        return [Drop((segment.id,)), GiveUp(segment.id, "out-of-memory", words)]

    def _need(self, segment: Segment) -> int:
        return max(self.costs[segment.engine].bytes_of(segment.tokens), self.room.needs.get(segment.id, 0))

    def _company(self) -> int:
        """Bytes of the running set."""
        return sum(self._need(self._segments[id_]) for id_ in self._running)

    def _base(self) -> int:
        return self.costs[self._loaded].base(self.level) if self._loaded is not None else 0

    def _learn(self, tokens: float, seconds: float, peak: int | None) -> None:
        assert self._loaded is not None
        self.costs[self._loaded].stepped(tokens, seconds, self.level)
        if peak is not None:
            self.costs[self._loaded].weighed(tokens, peak, self.level)

    def _forget(self, segment: str) -> None:
        self._segments.pop(segment, None)
        self._running.pop(segment, None)
        self._parked.pop(segment, None)
        self.blame.forget(segment)
        self.room.forget(segment)


def _bulk(order: list[Segment]) -> float:
    """Tokens that wait for a high rate; none while somebody waits for a short answer."""
    return 0.0 if any(segment.rank[0] == 0 for segment in order) else sum(segment.tokens for segment in order)
