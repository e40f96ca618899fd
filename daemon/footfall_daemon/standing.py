"""How a worker stands: what it does now, in a word, and where that is nothing, in a sentence why."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from footfall_daemon.scheduler import Scheduler


class Prospect(StrEnum):
    """What there is for a worker that has nothing of its own."""

    nothing = "nothing to do"
    coming = "the next clips are still being prepared"
    beside = "other workers make all that is left"
    sooner = "other workers are done sooner with what waits"


class Life(NamedTuple):
    """Of an engine process."""

    alive: bool
    ending: bool
    """It was asked to leave."""
    failures: int
    """Starts that came to nothing."""
    next_try: float
    """Seconds until it may be started again."""
    last_words: str = ""
    """Of the one before, where it could say why it made nothing."""


class Standing(NamedTuple):
    state: str
    """See `WorkerInfo`."""
    note: str
    """Empty where it works and nothing waits."""


def prospect(others: Sequence[Scheduler], *, coming: bool) -> Prospect:
    """`others`: of the other workers. `coming`: clips are on their way to the workers."""
    if any(len(other.segments) > len(other.running) for other in others):
        return Prospect.sooner
    if coming:
        return Prospect.coming
    return Prospect.beside if any(other.running for other in others) else Prospect.nothing


def standing(scheduler: Scheduler, life: Life, prospect: Prospect) -> Standing:
    """What keeps it longest from work comes first."""
    if scheduler.running:
        return Standing("yielding" if scheduler.editor_busy else "running", scheduler.waits)
    if life.ending:
        return Standing("leaving", "its engine process is ending")
    if scheduler.released and not life.alive:
        return Standing("released", "left to other programs: `footfall gpu reclaim` takes it back")
    return _held_back(scheduler, life) or _idle(scheduler, life, prospect)


def _held_back(scheduler: Scheduler, life: Life) -> Standing | None:
    """It may have something to do, and cannot."""
    if scheduler.editor_busy and life.alive:
        return Standing("yielding", "an editor has asked for the device")
    if life.failures and not life.alive:
        return Standing("waiting", _failed(life))
    if scheduler.waits:
        return Standing("waiting", scheduler.waits)
    if life.alive and not scheduler.up:
        return Standing("starting", "its engine process is starting")
    if scheduler.process.loading:
        return Standing("loading", f"{scheduler.process.loading} is being loaded")
    return None


def _idle(scheduler: Scheduler, life: Life, prospect: Prospect) -> Standing:
    state = "idle" if life.alive else "stopped"
    if scheduler.editor_busy:
        return Standing(state, "an editor has asked for the device")
    if scheduler.paused:
        return Standing(state, "the queue is paused: `footfall resume` goes on")
    return Standing(state, "its next clip is about to start" if scheduler.segments else str(prospect))


def _failed(life: Life) -> str:
    again = f"in {math.ceil(life.next_try)} s" if life.next_try else "with the next clip"
    why = life.last_words or f"its engine process ended {_times(life.failures)} and made nothing"
    return f"{why}: next try {again}"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
