"""What a worker's device holds, and the changes that make it hold something else: engine, weights, running set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from footfall_daemon.memory import Costs
from footfall_daemon.scheduler.choice import Choice
from footfall_daemon.scheduler.orders import Admit, GiveUp, Instruction, Resume, Segment, gib
from footfall_daemon.scheduler.process import Process
from footfall_daemon.scheduler.room import Room
from footfall_daemon.scheduler.roster import Roster


@dataclass(slots=True)
class Device:
    costs: dict[str, Costs]
    room: Room
    roster: Roster
    process: Process
    waits: str = ""
    """In words, for what memory, as long as nothing can be done but to wait for it."""

    # what is held

    def need(self, segment: Segment) -> int:
        """Bytes of its steps."""
        return max(self.costs[segment.engine].bytes_of(segment.tokens), self.room.needs.get(segment.id, 0))

    def excess(self, segment: Segment, *phases: str) -> int:
        """Bytes that its encoding or finishing takes beyond those of its steps."""
        return max(0, self.costs[segment.engine].phase_of(segment.tokens, *phases) - self.need(segment))

    def bytes_of(self, segments: Sequence[Segment]) -> int:
        """Of a running set, beside the engine: all step, or one is encoded or finished while the others rest.

        Who rests holds no more than a step of his: so it is the steps of all, and the largest excess.
        """
        return sum(map(self.need, segments)) + max(map(self.excess, segments), default=0)

    def can_overlap(self, segments: Sequence[Segment], engine: str) -> bool:
        """Whether there is room for the phases of one of this set while the others step: then all peaks add up.

        One who is finished steps no more. One is encoded between two steps, but what encodes may stay, and is no
        part of anybody's step. What was never weighed is not tried.
        """
        costs = self.costs[engine]
        if not (self.process.overlaps and costs.weighs("encode") and costs.weighs("finish")):
            return False
        bytes_ = sum(map(self.need, segments))
        bytes_ += max((self.excess(segment, "finish") for segment in segments), default=0)
        bytes_ += max((costs.phase_of(segment.tokens, "encode") for segment in segments), default=0)
        return self.room.fits(costs, self.process.level, bytes_, new=True)

    def can_hold(self, segment: Segment) -> bool:
        """Alone, with all weights streamed that can be; taken for granted before its memory was ever read."""
        level = self.room.level_for(self.costs[segment.engine], self.bytes_of([segment]))
        return not self.room.budget or level is not None

    def ran_out(self, budget: int) -> bool:
        """Of memory, with the present running set: whether another program took it, else the set is dearer."""
        if (engine := self.process.loaded) is None:
            return False
        costs = self.costs[engine]
        taken = budget < costs.base(self.process.level) + self.bytes_of(self.roster.runners)
        if not taken:
            costs.surprised()
        return taken

    def learn(self, stepped: Sequence[Segment], seconds: float, peak: int | None) -> None:
        if self.process.loaded is None:
            return
        costs, level = self.costs[self.process.loaded], self.process.level
        tokens = sum(segment.tokens for segment in stepped)
        costs.stepped(tokens, seconds, level)
        if peak is not None:
            costs.weighed(tokens, peak, level)
        for segment in stepped:
            costs.advanced(self.roster[segment.id].progress - segment.progress)

    # changes

    def change(self, order: list[Segment]) -> list[Instruction]:
        """So that those run who should, the first of `order` in any case."""
        head = order[0]
        if head.engine != self.process.loaded:
            return self._change_engine(head, _bulk(order))
        made = self._make_room(head, _bulk(order))
        return made if self.process.loaded is None else made + self._change_set(order, self.process.loaded)

    def clear(self, reason: str) -> list[Instruction]:
        """Nobody runs; weights that can be had again quickly are given back too."""
        parked = self._park_all(reason)
        engine = self.process.loaded
        return [*parked, *self.process.unload(reason)] if engine and self.costs[engine].most_streamed else parked

    def too_large(self, segment: Segment) -> list[Instruction]:
        """It ran out of memory alone."""
        costs, level = self.costs[segment.engine], self.process.level
        tried = self.room.failed_alone(segment.id, self.need(segment), costs.base(level))
        if level < costs.most_streamed:
            more = min(costs.most_streamed, level + 2)
            self.room.let_try(segment.id, costs.base(more))
            return self.process.stream(more, "the device ran out of memory")
        if self.room.short and tried < self.room.tries:
            return []
        words = (
            f"this clip needs more than {gib(self.room.budget)}, all that this device leaves to us: "
            "make it shorter, close other programs that use the GPU, or choose a smaller engine"
        )
        return [GiveUp(segment.id, "out-of-memory", words)]

    def too_dear(self, engine: str) -> list[Instruction]:
        """It ran out of memory while it was loaded: again with more weights streamed, or when others made room."""
        costs, level = self.costs[engine], self.process.level
        self.process.lose()
        if level < costs.most_streamed:
            self.room.overfilled(engine, level)
            return self.process.load(engine, min(costs.most_streamed, level + 2))
        streamed = costs.streamable_bytes if costs.most_streamed else 0
        costs.base_bytes = max(costs.base_bytes, round(1.05 * self.room.budget) + streamed)
        if self.room.short:
            return []
        words = (
            f"{engine} needs more than {gib(self.room.budget)}, all that this device leaves to us: "
            "close other programs that use the GPU, lower `memory.headroom`, or choose a smaller engine"
        )
        mine = (segment.id for segment in self.roster.segments.values() if segment.engine == engine)
        return [GiveUp(id_, "out-of-memory", words) for id_ in mine]

    def _change_engine(self, head: Segment, bulk: float) -> list[Instruction]:
        """The device holds one engine at a time; who runs on the other one is less urgent than `head`."""
        costs, need = self.costs[head.engine], self.bytes_of([head])
        level = self.room.level_for(costs, need, bulk, self.room.first_level(head.engine))
        if level is None and self.room.short:
            least, free = gib(self.room.least_for(costs, need)), gib(self.room.budget)
            self.waits = f"{head.engine} waits for memory: it needs {least}, {free} are free for us"
            return []
        parked = self._park_all("a more urgent clip needs another engine")
        return [*parked, *self.process.load(head.engine, costs.most_streamed if level is None else level)]

    def _make_room(self, head: Segment, bulk: float) -> list[Instruction]:
        """So that at least `head` fits: stream weights, else unload; with room to spare the other way."""
        costs, need, held = self.costs[head.engine], self.bytes_of([head]), self.process.level
        first = self.room.first_level(head.engine)
        if costs.base(held) + need > self.room.budget:
            level = self.room.level_for(costs, need, bulk, first)
            if level is not None and level > held:
                return self.process.stream(level, self.room.story)
            if level is None and self.room.short and costs.most_streamed:
                return [*self._park_all(self.room.story), *self.process.unload(self.room.story)]
            return self.process.stream(costs.most_streamed, self.room.story) if level is None else []
        level = self.room.better_level(costs, need, bulk, held, idle=not self.roster.running, first=first)
        again = f"{gib(self.room.budget)} are free for us again"
        return self.process.stream(level, again if level < held else self.room.story)

    def _change_set(self, order: list[Segment], engine: str) -> list[Instruction]:
        roster = self.roster
        choice = Choice(self.costs[engine], self.process.level, self.room, roster.running, self.need, self.excess)
        segments = choice.of(order, engine)
        chosen = [segment.id for segment in segments]
        parked = roster.park([id_ for id_ in roster.running if id_ not in chosen], choice.reason)
        coming = [id_ for id_ in chosen if id_ not in roster.running]
        resumed = tuple(id_ for id_ in coming if id_ in roster.parked)
        admitted = tuple(id_ for id_ in coming if id_ not in roster.parked)
        roster.run(coming)
        joining: list[Instruction] = [Resume(resumed)] if resumed else []
        joining += [Admit(admitted)] if admitted else []
        # Who joins finds it forbidden before, or allowed after: there is room for either.
        overlap = self.process.phases_beside(self.can_overlap(segments, engine))
        return parked + (joining + overlap if self.process.beside else overlap + joining)

    def _park_all(self, reason: str) -> list[Instruction]:
        return self.roster.park(self.roster.running, reason)


def _bulk(order: Iterable[Segment]) -> float:
    """Tokens that wait for a high rate; none while somebody waits for a short answer."""
    waiting = list(order)
    return 0.0 if any(segment.rank[0] == 0 for segment in waiting) else sum(segment.tokens for segment in waiting)
