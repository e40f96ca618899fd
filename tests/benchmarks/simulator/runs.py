"""Every policy on every trace and device, one process per core."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

from tests.benchmarks.simulator import baselines, product
from tests.benchmarks.simulator.devices import DEVICES, MODEL_A, Device
from tests.benchmarks.simulator.goals import IDLE, OURS, Key, Runs
from tests.benchmarks.simulator.outcome import Outcome
from tests.benchmarks.simulator.traces import Trace, t1, t2, t2s, t3, t4, t5

TRACES: dict[str, Callable[[int, Device], Trace]] = {"T1": t1, "T2": t2, "T2s": t2s, "T3": t3, "T4": t4, "T5": t5}
_BASELINES = {baseline.name: baseline for baseline in baselines.BASELINES}


class Errand(NamedTuple):
    device: Device
    trace: str
    policy: str
    seed: int

    @property
    def key(self) -> Key:
        return self.device.name, self.trace, self.policy


def run_all(seeds: Sequence[int]) -> Runs:
    errands = [
        Errand(device, trace, policy, seed)
        for policy in (OURS, IDLE, *_BASELINES)  # the slow ones first, so that no core is left with one at the end
        for device in reversed(DEVICES)
        for trace in TRACES
        for seed in seeds
        if _makes_sense(device, trace, policy)
    ]
    runs: dict[Key, list[Outcome]] = {}
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for errand, outcome in zip(errands, pool.map(_run, errands), strict=True):
            runs.setdefault(errand.key, []).append(outcome)
    return runs


def _makes_sense(device: Device, trace: str, policy: str) -> bool:
    """Model A, a table of whole batches, says nothing of a desktop; T3 alone is compared with an idle device."""
    return (device is not MODEL_A or trace not in ("T3", "T4")) and (policy != IDLE or trace == "T3")


def _run(errand: Errand) -> Outcome:
    device, _, policy, seed = errand
    trace = TRACES[errand.trace](seed, device)
    if policy == OURS:
        return product.run(trace, device, seed)
    if policy == IDLE:
        return product.run(trace.clicks(), device, seed)
    return baselines.run(_BASELINES[policy], trace, device, seed)
