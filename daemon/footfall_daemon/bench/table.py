"""What was measured, as the table that is shown. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import fmean, median, quantiles
from typing import Literal

from pydantic import BaseModel, ConfigDict

from footfall_daemon.bench.rig import Batch
from footfall_daemon.memory import Costs

_FEWEST = 3
_MOST = 9
_AGREE = 0.02
"""Share of the median by which half of the repeats may be away from it."""
_CURVE_KEEPS = 9


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Row(_Line):
    """One size of batch, medians of its repeats."""

    batch: int
    clips_per_s: float
    ratio_to_one: float
    step_s: float
    latency_s: float
    """From asking for the whole batch to its last waveform."""
    device_use: float | None
    """Share of the device, 0..1."""
    peak_bytes: int


class Result(_Line):
    kind: Literal["result"] = "result"
    engine: str
    device: str
    card: str
    """The device's own name, where it has one."""
    mode: str
    seconds: float
    rows: list[Row]
    knee_batch: int | None
    """The smallest batch at which a larger one only adds latency; None where two sizes could not be measured."""
    note: str
    """Why a size that was asked for is not there, in words."""
    kept: bool
    png: str | None


Runs = Mapping[int, Sequence[Batch]]
"""Repeats by size of batch."""


def settled(repeats: Sequence[Batch]) -> bool:
    """More repeats would not tell more."""
    if len(repeats) < _FEWEST:
        return False
    middle = median(batch.seconds for batch in repeats)
    spread = median(abs(batch.seconds - middle) for batch in repeats)
    return len(repeats) >= _MOST or spread <= _AGREE * middle


def rows_of(runs: Runs) -> list[Row]:
    """Smallest first; a batch of one is among them."""
    alone = median(batch.seconds for batch in runs[1])
    return [_row(size, runs[size], alone) for size in sorted(runs)]


def _row(size: int, repeats: Sequence[Batch], alone: float) -> Row:
    latency = median(batch.seconds for batch in repeats)
    used = [batch.use for batch in repeats if batch.use is not None]
    return Row(
        batch=size,
        clips_per_s=size / latency,
        ratio_to_one=size * alone / latency,
        step_s=median(_step_seconds(repeats)),
        latency_s=latency,
        device_use=median(used) if used else None,
        peak_bytes=max(batch.peak for batch in repeats),
    )


def teach(costs: Costs, runs: Runs, clip: float) -> None:
    """What was measured, as the scheduler would have learned it. `clip`: tokens of one clip."""
    for size, repeats in runs.items():
        for seconds in _spread(_step_seconds(repeats)):
            costs.stepped(size * clip, seconds)
        for batch in repeats:
            _teach_beside_seconds(costs, batch, clip)


def _teach_beside_seconds(costs: Costs, batch: Batch, clip: float) -> None:
    for phase in batch.phases:
        costs.phased(phase.phase, clip, phase.seconds, phase.peak)
    done = 0.0
    for step in batch.steps:
        if step.peak is not None:
            costs.weighed(batch.size * clip, step.peak)
        done, before = fmean(step.progress.values()), done
        costs.advanced(done - before)


def _spread(seconds: Sequence[float]) -> Sequence[float]:
    """As few as a curve keeps, which would be the latest: these have the median of all."""
    return quantiles(seconds, n=_CURVE_KEEPS + 1) if len(seconds) > _CURVE_KEEPS else seconds


def _step_seconds(repeats: Sequence[Batch]) -> list[float]:
    return [step.seconds for batch in repeats for step in batch.steps]


def knee_of(costs: Costs, runs: Runs, clip: float) -> int | None:
    """Clips at the scheduler's own knee: it stops adding to the running set there."""
    room = costs.room()
    return None if room is None or len(runs) < 2 else max(1, math.ceil(room / clip - 1e-6))
