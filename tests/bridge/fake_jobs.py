"""Jobs, pages and settings as the fake daemon tells of them."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

from footfall_bridge import protocol as p
from footfall_bridge.timeline import Time


def job_of(order: p.Order, number: int, take: int = 0) -> p.JobInfo:
    clip = order.clip
    now = time.time()
    return p.JobInfo(
        id=f"job{number:05}",
        number=number,
        state=p.JobState.queued,
        media=clip.media,
        source_in=clip.source_in if isinstance(clip.source_in, Time) else None,
        source_out=clip.source_out if isinstance(clip.source_out, Time) else None,
        duration=clip.duration,
        engine=order.engine or "sketch",
        prompt=order.prompt,
        negative=order.negative or "",
        guidance=order.guidance,
        steps=order.steps,
        seed=order.seed + take,
        take=order.first_take + take,
        handles=order.handles or Time(value=0, rate=(1, 1)),
        priority=order.priority,
        created=now,
        updated=now,
    )


def output_of(job: p.JobInfo) -> p.Output:
    stem = Path(job.media or "text").stem
    path = f"Foley/{stem}_foley_00-00-00-00_t{job.take}_v1.wav"
    return p.Output(path=path, sample_rate=48_000, channels=2, samples=48_000, time_reference=0)


def page_of(jobs: Iterable[p.JobInfo], request: p.List, sequence: int) -> p.JobPage:
    sign = -1 if request.newest_first else 1
    found = [
        job
        for job in sorted(jobs, key=lambda job: sign * job.number)
        if (request.states is None or job.state in request.states)
        and (request.ids is None or job.id in request.ids)
        and (not request.after or sign * job.number > sign * request.after)
    ]
    page = found[: request.limit]
    more = page[-1].number if len(found) > len(page) else None
    return p.JobPage(jobs=page, next=more, sequence=sequence)
