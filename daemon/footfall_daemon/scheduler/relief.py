"""Whom to relieve: a worker that makes what one with nothing to do would be through with much sooner.

Running segments do not move by themselves. It matters where a processor took a clip while the GPU was lent, or
before anybody knew how slow it is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from footfall_daemon.scheduler.assignment import Agenda, paces_of
from footfall_daemon.scheduler.core import Scheduler

_MUCH = 0.25
"""Share of the time that it may take elsewhere at most."""
_WORTH = 30.0
"""Seconds that must be gained at least: who is relieved has to load its engine again."""


def relieved(schedulers: Mapping[str, Scheduler]) -> list[str]:
    """At most one for each worker that has nothing to do."""
    idle = [name for name, scheduler in schedulers.items() if _has_nothing_to_do(scheduler)]
    busy = [name for name, scheduler in schedulers.items() if scheduler.running]
    if not (idle and busy):
        return []
    paces = paces_of(schedulers)
    found: list[str] = []
    for name in busy:
        ends = {other: _end(schedulers[other], paces[other], schedulers[name]) for other in idle}
        soonest = min(ends, key=ends.__getitem__, default=name)
        if _is_much_sooner(ends.get(soonest, math.inf), _end(schedulers[name], paces[name], schedulers[name])):
            found.append(name)
            idle.remove(soonest)
    return found


def _has_nothing_to_do(scheduler: Scheduler) -> bool:
    return scheduler.available and not (scheduler.segments or scheduler.paused or scheduler.editor_busy)


def _end(at: Scheduler, paces: dict[str, float], of: Scheduler) -> float:
    """Seconds until all that runs there (`of`) is done, were it made `at`; infinite where it cannot be."""
    agenda = Agenda(at, paces)
    for segment in of.roster.runners:
        if (end := agenda.end_of(segment)) == math.inf:
            return math.inf
        agenda.until, agenda.engine = end, segment.engine
    return agenda.until


def _is_much_sooner(there: float, here: float) -> bool:
    return here < math.inf and there < _MUCH * here and here - there > _WORTH
