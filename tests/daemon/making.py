"""Jobs, segments and schedulers for tests of the daemon."""

from __future__ import annotations

from typing import Any

from footfall_bridge.protocol import JobState, Order, Priority
from footfall_bridge.timeline import Clip, Time
from footfall_daemon.jobs import Job
from footfall_daemon.memory import Costs
from footfall_daemon.scheduler import Admit, GiveUp, Instruction, Scheduler, Segment

PLENTY = 10**9
_CLASSES = {Priority.interactive: 0, Priority.normal: 1, Priority.background: 2}


def a_job(id_: str = "a", *, state: JobState = JobState.queued, **changes: Any) -> Job:
    order = Order(clip=Clip(media=f"/film/{id_}.mp4"), priority=changes.pop("priority", Priority.normal))
    fields: dict[str, Any] = {
        "id": id_,
        "number": 0,
        "request_id": f"request-{id_}",
        "order": order,
        "engine": "sketch",
        "seed": 0,
        "take": 1,
        "handles": Time(value=0, rate=(1, 1)),
        "state": state,
        "created": 1.0,
        "updated": 1.0,
    }
    return Job(**(fields | changes))


def a_segment(
    id_: str = "a/0",
    *,
    number: int = 0,
    priority: Priority = Priority.normal,
    size: float = 10,
    engine: str = "sketch",
    turn: float | None = None,
) -> Segment:
    """`size`: its tokens, and with `the_costs` also its bytes. `turn`: of its user action."""
    rank = (_CLASSES[priority], float(number) if turn is None else turn, number)
    return Segment(id_, id_.partition("/")[0], engine, rank, float(size))


def the_costs(*, base: int = 0, streamable: int = 0, step: float = 0.0, knee: float = 1e9) -> Costs:
    """A byte a token. A step takes a second up to `knee` tokens, beyond it in proportion; measured already."""
    costs = Costs(base_bytes=base, streamable_bytes=streamable, bytes_per_token=1.0)
    for size in (knee / 1e8, knee / 100, knee / 2, knee, 2 * knee, 4 * knee):
        for _ in range(3):
            costs.stepped(size, step or max(1.0, size / knee))
    return costs


def a_scheduler(budget: int = PLENTY, costs: Costs | None = None) -> Scheduler:
    scheduler = Scheduler({"sketch": costs or the_costs(), "other": the_costs()}, gather=0.0)
    scheduler.worker_up(budget)
    return scheduler


def loaded(budget: int = PLENTY, costs: Costs | None = None) -> Scheduler:
    """A scheduler whose worker holds `sketch` and runs one segment, `warm/0`, of no size."""
    scheduler = a_scheduler(budget, costs)
    scheduler.wanted([a_segment("warm/0", size=0)])
    scheduler.engine_loaded("sketch", budget)
    return scheduler


def admitted(instructions: list[Instruction]) -> list[str]:
    return [id_ for instruction in instructions if isinstance(instruction, Admit) for id_ in instruction.segments]


def given_up(instructions: list[Instruction]) -> list[str]:
    return [instruction.segment for instruction in instructions if isinstance(instruction, GiveUp)]
