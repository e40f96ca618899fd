"""What a worker shows of itself: the figures that clients are told of its scheduler, its engine and its device."""

from __future__ import annotations

import time
from collections.abc import Sequence

from footfall_bridge.protocol import MemorySample, WorkerInfo
from footfall_daemon.allowance import Allowance
from footfall_daemon.catalog import EngineInfo
from footfall_daemon.memory import LEVELS
from footfall_daemon.performance import job_of
from footfall_daemon.scheduler import Scheduler
from footfall_daemon.standing import Life, Prospect, standing


def worker_info(
    name: str,
    *,
    node: str,
    scheduler: Scheduler,
    engine: EngineInfo | None,
    allowance: Allowance,
    life: Life,
    prospect: Prospect,
) -> WorkerInfo:
    """`engine`: that is loaded. `prospect`: what there is for it beside its own."""
    costs = scheduler.costs[engine.name] if engine is not None else None
    tokens = engine.tokens_per_second if engine is not None else 1
    knee = costs.room(scheduler.level) if costs is not None else None
    pace = costs.pace_in(None, scheduler.level) if costs is not None else None
    state, note = standing(scheduler, life, prospect)
    return WorkerInfo(
        name=name,
        device=allowance.device,
        node=node,
        engine=engine.name if engine is not None else None,
        state=state,
        running=_jobs(scheduler.running),
        parked=_jobs(scheduler.parked),
        memory=allowance.info(),
        rate=1 / (pace.value * tokens) if pace is not None else None,
        knee=knee / tokens if knee is not None else None,
        streamed=scheduler.level / LEVELS,
        note=note,
    )


def memory_sample(*, scheduler: Scheduler, engine: EngineInfo | None, allowance: Allowance) -> MemorySample:
    """As all was last read. `engine`: that is loaded."""
    memory, tokens = allowance.read, scheduler.roster.tokens
    running = engine if engine is not None and scheduler.running else None
    pace = scheduler.costs[running.name].pace_in(tokens, scheduler.level) if running is not None else None
    return MemorySample(
        at=time.time(),
        total=memory.total,
        free=memory.free,
        held=memory.held,
        budget=memory.budget,
        headroom=memory.headroom,
        running=len(_jobs(scheduler.running)),
        tokens_or_seconds=tokens / running.tokens_per_second if running is not None else 0.0,
        rate=1 / (pace.value * running.tokens_per_second) if running is not None and pace is not None else None,
    )


def _jobs(segments: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(job_of(id_) for id_ in segments))
