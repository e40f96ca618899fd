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


def worker_info(
    name: str,
    *,
    node: str,
    scheduler: Scheduler,
    engine: EngineInfo | None,
    allowance: Allowance,
    alive: bool,
    failures: int,
) -> WorkerInfo:
    """`engine`: that is loaded. `alive`: its process is there. `failures`: starts of it that came to nothing."""
    costs = scheduler.costs[engine.name] if engine is not None else None
    tokens = engine.tokens_per_second if engine is not None else 1
    knee = costs.room(scheduler.level) if costs is not None else None
    pace = costs.pace_in(None, scheduler.level) if costs is not None else None
    return WorkerInfo(
        name=name,
        device=allowance.device,
        node=node,
        engine=engine.name if engine is not None else None,
        state=_living(scheduler, loaded=engine is not None) if alive else _dead(scheduler, failures),
        running=_jobs(scheduler.running),
        parked=_jobs(scheduler.parked),
        memory=allowance.info(),
        rate=1 / (pace.value * tokens) if pace is not None else None,
        knee=knee / tokens if knee is not None else None,
        streamed=scheduler.level / LEVELS,
        note=_note(scheduler, alive=alive, failures=failures),
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


def _note(scheduler: Scheduler, *, alive: bool, failures: int) -> str:
    if alive:
        return scheduler.waits
    return f"the engine process ended {failures} times before it did anything" if failures else ""


def _dead(scheduler: Scheduler, failures: int) -> str:
    if scheduler.released:
        return "released"
    return "waiting" if failures else "stopped"


def _living(scheduler: Scheduler, *, loaded: bool) -> str:
    if scheduler.editor_busy:
        return "yielding"
    if scheduler.running:
        return "running"
    if scheduler.waits:
        return "waiting"
    if loaded:
        return "idle"
    return "loading" if scheduler.up else "starting"


def _jobs(segments: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(job_of(id_) for id_ in segments))
