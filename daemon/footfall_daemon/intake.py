"""What comes in: orders checked, and made into the jobs that they ask for."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Sequence
from pathlib import Path, PurePath

from footfall_bridge.protocol import JobState, Order, Refusal, Stamp
from footfall_bridge.timeline import Time
from footfall_daemon.catalog import Catalog
from footfall_daemon.jobs import Job
from footfall_daemon.settings import Settings

_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"
_LONGEST_HANDLES = 10


def jobs_of(request_id: str, order: Order, catalog: Catalog, settings: Settings) -> list[Job]:
    """One job for each take. Raises `Refusal` where the order cannot be carried out."""
    engine = order.engine or settings.generate_engine
    check_engine(engine, catalog)
    _check(order)
    handles = order.handles or _time_of(settings.generate_handles)
    now = time.time()
    return [
        Job(
            id=_new_id(),
            request_id=request_id,
            order=order,
            engine=engine,
            seed=(order.seed + index) % 2**32,
            take=order.first_take + index,
            handles=handles,
            created=now,
            updated=now,
            story=[(now, JobState.queued)],
        )
        for index in range(order.takes)
    ]


def looked_for(jobs: Sequence[Job]) -> list[Job]:
    """The jobs, knowing whether their media was there when they came. Asks the disk."""
    seen = _existing([job.order.clip.media for job in jobs])
    return [job.model_copy(update={"seen": job.order.clip.media in seen}) for job in jobs]


def check_engine(name: str, catalog: Catalog) -> None:
    """Raises `Refusal` where there is no such engine."""
    if name not in catalog:
        known = ", ".join(catalog.names())
        raise Refusal("unknown-engine", f"there is no engine {name!r}: use one of {known}")


def _check(order: Order) -> None:
    for path in (order.clip.media, order.dest):
        if path is not None and not Path(path).is_absolute():
            raise Refusal(
                "relative-path", f"{path!r} is not a full path: the daemon has a working folder of its own"
            )
    if order.handles is not None and not 0 <= order.handles.seconds <= _LONGEST_HANDLES:
        raise Refusal("handles", f"handles last 0 to {_LONGEST_HANDLES} seconds")
    if order.stamp is Stamp.record and order.clip.place is None:
        raise Refusal(
            "no-record-timecode", "record timecode is known for clips of a timeline only: stamp `source`"
        )


def _existing(paths: Sequence[str | None]) -> set[str | None]:
    return {path for path in set(paths) if path is not None and os.path.lexists(PurePath(path))}


def _time_of(seconds: float) -> Time:
    return Time(value=round(seconds * 1000), rate=(1000, 1))


def _new_id() -> str:
    """Twelve letters that nobody mistakes for others: 59 bits."""
    return "".join(secrets.choice(_LETTERS) for _ in range(12))
