"""The goals of the reference, worked out from outcomes pooled over seeds."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.simulator.devices import PACKED, WINDOW, Device
from tests.benchmarks.simulator.outcome import Outcome, percentile
from tests.benchmarks.simulator.traces import INTERACTIVE, Clip

Key = tuple[str, str, str]
"""Device, trace, policy."""
Runs = Mapping[Key, Sequence[Outcome]]
"""One outcome per seed."""
OURS = "footfall"
IDLE = "idle"
"""Ours again, without the bulk."""


@dataclass(frozen=True, slots=True)
class Goal:
    """`limit` is reached from below (">=") or kept from above ("<=")."""

    name: str
    sign: str
    limit: float
    value: Callable[[Runs], float]

    def told(self, runs: Runs) -> dict[str, Any]:
        value = self.value(runs)
        met = {">=": operator.ge, "<=": operator.le}[self.sign](value, self.limit)
        return {
            "name": self.name,
            "goal": f"{self.sign} {self.limit:g}",
            "value": round(value, 4),
            "met": bool(met),
        }


def goals(devices: Sequence[Device]) -> list[Goal]:
    """Those on several devices are judged on each; the desktop ones on the desktop card."""
    every = [device.name for device in devices]
    card, eager, graphs = "RTX 4090", "H200 eager", "H200 graphs"
    found = [
        Goal(f"T1 throughput / static 8, {name}", ">=", 0.95, _rate(name, "T1", "static 8")) for name in every
    ]
    for rival, limit in (("S1+S2", 1.3), ("static 8", 1.7), ("near8prio", 1.0)):
        found += [
            Goal(f"T2 throughput / {rival}, {name}", ">=", limit, _rate(name, "T2", rival)) for name in every
        ]
    found += [
        Goal(f"T2 throughput / batch 1, {card}", ">=", 0.97, _rate(card, "T2", "batch 1")),
        Goal(f"T2s throughput / batch 1, {graphs}", ">=", 1.4, _rate(graphs, "T2s", "batch 1")),
    ]
    found += [
        Goal(f"T3 interactive p95 / idle GPU, {name}", "<=", 1.3, _clicks(name, OURS, IDLE))
        for name in (card, eager, graphs)
    ]
    for rival, limit in (("S1+S2+S3", 20), ("near8prio", 4), ("prio1", 1.1)):
        found.append(
            Goal(f"T3 interactive p95 better than {rival}, {card}", ">=", limit, _clicks(card, rival, OURS))
        )
    found += [
        Goal(f"T4 out-of-memory / S1+S2+S3, {card}", "<=", 0.05, _out_of_memory(card)),
        Goal(f"T4 lost work, {card}", "<=", 0.005, lambda runs: _pooled_loss(runs[card, "T4", OURS])),
        Goal("lost jobs, all traces", "<=", 0, lambda runs: _ours(runs, lambda outcome: outcome.jobs_lost)),
        Goal("lost replies, all traces", "<=", 0, lambda runs: _ours(runs, lambda outcome: outcome.replies_lost)),
        Goal(f"T4 throughput / own T3, {card}", ">=", 0.9, _against_own_t3(card)),
    ]
    found += [Goal(f"T5 p99 better than S1+S2, {name}", ">=", 3, _p99(name, "S1+S2")) for name in every]
    found.append(Goal(f"T5 p99 / batch 1, {card}", ">=", 0.95, _p99(card, "batch 1")))
    found += [
        Goal(
            f"T2 padding + packing + rounding, {device.name}",
            "<=",
            0.06 if device.graphs else 0.035,
            _waste(device),
        )
        for device in devices
    ]
    found += [
        Goal(f"T2 share of the physical bound, {device.name}", ">=", 0.9, _bound(device))
        for device in devices
        if device.square  # model A is a cost table: it has no arithmetic to compare with
    ]
    return found


def _throughput(outcomes: Sequence[Outcome]) -> float:
    return sum(outcome.throughput for outcome in outcomes) / len(outcomes)


def _rate(device: str, trace: str, rival: str) -> Callable[[Runs], float]:
    return lambda runs: _throughput(runs[device, trace, OURS]) / _throughput(runs[device, trace, rival])


def _p95(outcomes: Sequence[Outcome]) -> float:
    return percentile((s for outcome in outcomes for s in outcome.latencies(INTERACTIVE)), 0.95)


def _clicks(device: str, one: str, other: str) -> Callable[[Runs], float]:
    return lambda runs: _p95(runs[device, "T3", one]) / _p95(runs[device, "T3", other])


def _out_of_memory(device: str) -> Callable[[Runs], float]:
    def count(runs: Runs, policy: str) -> int:
        return sum(outcome.out_of_memory for outcome in runs[device, "T4", policy])

    return lambda runs: count(runs, OURS) / max(1, count(runs, "S1+S2+S3"))


def _pooled_loss(outcomes: Sequence[Outcome]) -> float:
    return sum(outcome.lost for outcome in outcomes) / sum(outcome.busy for outcome in outcomes)


def _ours(runs: Runs, count: Callable[[Outcome], int]) -> float:
    ours = (outcomes for (_, _, policy), outcomes in runs.items() if policy == OURS)
    return sum(count(outcome) for outcomes in ours for outcome in outcomes)


def _against_own_t3(device: str) -> Callable[[Runs], float]:
    return lambda runs: _throughput(runs[device, "T4", OURS]) / _throughput(runs[device, "T3", OURS])


def _p99(device: str, rival: str) -> Callable[[Runs], float]:
    def worst(runs: Runs, policy: str) -> float:
        return percentile((s for outcome in runs[device, "T5", policy] for s in outcome.latencies()), 0.99)

    return lambda runs: worst(runs, rival) / worst(runs, OURS)


def _waste(device: Device) -> Callable[[Runs], float]:
    """Computed beyond what was asked for, and the slower kernels of packed sets. The seed that wasted most."""
    slower = PACKED - 1.0
    return lambda runs: max(outcome.overhead for outcome in runs[device.name, "T2", OURS]) + slower


def _bound(device: Device) -> Callable[[Runs], float]:
    """Of the seed with the smallest share. Long clips count as their windows, without the overlap."""

    def least(clip: Clip) -> float:
        windows = math.ceil(clip.length / WINDOW)
        return windows * device.bound(clip.length / windows)

    def share(outcome: Outcome) -> float:
        return sum(least(clip) for clip in outcome.clips) / max(outcome.ended)

    return lambda runs: min(share(outcome) for outcome in runs[device.name, "T2", OURS])
