"""Jobs as a daemon might tell of them, for models that are tested without one."""

from __future__ import annotations

from typing import Any

from footfall_bridge.orders import order
from footfall_bridge.protocol import JobInfo, Output
from tests.bridge.fake_jobs import job_of


def a_job(number: int, **fields: Any) -> JobInfo:
    """The job `number`, of a film of its own; `fields` as they shall be."""
    job = job_of(order(f"/films/clip{number:03}.mp4"), number)
    fixed = {"created": 1000.0 + number, "updated": 1000.0 + number, "position": float(number)}
    return job.model_copy(update=fixed | fields)


def an_output(path: str) -> Output:
    return Output(path=path, sample_rate=48_000, channels=2, samples=48_000, time_reference=0)
