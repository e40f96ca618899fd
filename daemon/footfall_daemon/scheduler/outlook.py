"""How long what is wanted will take, by what was learned; None rather than a guess."""

from __future__ import annotations

from collections.abc import Iterable

from footfall_daemon.memory import Estimate
from footfall_daemon.scheduler.core import Scheduler


def pace(schedulers: Iterable[Scheduler], engine: str, most: int | None = None) -> float | None:
    """Seconds that a token takes from beginning to end, with the workers that are at hand working side by side.

    `most`: only the fastest, so many. By the present running sets; by full ones where nobody steps.
    """
    paces = [_sure(_pace_of(scheduler, engine)) for scheduler in schedulers if scheduler.available]
    rates = sorted((1 / seconds for seconds in paces if seconds), reverse=True)
    return 1 / sum(rates[:most]) if rates else None


def left(schedulers: Iterable[Scheduler], job: str) -> float | None:
    """Seconds until a job is through, all of whose segments run, in sets as they are now."""
    ends = [_left(scheduler, id_) for scheduler in schedulers for id_ in scheduler.roster.of(job)]
    known = [end for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) else None


def _pace_of(scheduler: Scheduler, engine: str) -> Estimate | None:
    tokens = scheduler.roster.tokens if scheduler.process.loaded == engine else 0.0
    return scheduler.costs[engine].pace_in(tokens or None, scheduler.level)


def _left(scheduler: Scheduler, id_: str) -> float | None:
    if id_ not in scheduler.roster.running:
        return None
    segment = scheduler.roster[id_]
    costs = scheduler.costs[segment.engine]
    step = _sure(costs.seconds_of(scheduler.roster.tokens, scheduler.level))
    if step is None or costs.steps is None:
        return None
    return (1.0 - segment.progress) * costs.steps * step + costs.phase_seconds("finish", segment.tokens)


def _sure(estimate: Estimate | None) -> float | None:
    """None where it is as likely twice as much or nothing."""
    return None if estimate is None or estimate.error >= estimate.value else estimate.value
