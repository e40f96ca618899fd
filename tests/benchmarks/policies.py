"""The product's own scheduler in a simulator against the policies that it has to beat.

    python -m tests.benchmarks.policies [--seeds 1-5] [--json] [--plot FILE]

Seeds 1-5 served for tuning, 101-105 were held out.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from tests.benchmarks.simulator import baselines, product
from tests.benchmarks.simulator.devices import DEVICES, MODEL_A, Device
from tests.benchmarks.simulator.goals import OURS, Runs, goals
from tests.benchmarks.simulator.outcome import Outcome, percentile
from tests.benchmarks.simulator.traces import INTERACTIVE, Trace, t1, t2, t2s, t3, t4, t5

TRACES: dict[str, Callable[[int, Device], Trace]] = {"T1": t1, "T2": t2, "T2s": t2s, "T3": t3, "T4": t4, "T5": t5}
Key = tuple[str, str, str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default="1-5", help="A-B, both included")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    parser.add_argument("--plot", type=Path, help="a PNG of throughput and latency")
    arguments = parser.parse_args()
    runs = run_all(_range(arguments.seeds))
    told = [goal.told(runs) for goal in goals(DEVICES)]
    if arguments.plot:
        plot(runs, arguments.plot)
    if arguments.json:
        print(json.dumps({"goals": told, "table": table(runs)}, indent=1))
    else:
        show(told, table(runs))


def run_all(seeds: Sequence[int]) -> Runs:
    errands = [
        (device, trace, seed) for device in DEVICES for trace in TRACES for seed in seeds if _fair(device, trace)
    ]
    runs: dict[Key, list[Outcome]] = {}
    with ProcessPoolExecutor() as pool:
        for outcomes in pool.map(_run, errands):
            for key, outcome in outcomes.items():
                runs.setdefault(key, []).append(outcome)
    return runs


def _fair(device: Device, trace: str) -> bool:
    """Model A is a table of whole batches: it says nothing of a desktop."""
    return device is not MODEL_A or trace not in ("T3", "T4")


def _run(errand: tuple[Device, str, int]) -> dict[Key, Outcome]:
    device, name, seed = errand
    trace = TRACES[name](seed, device)
    outcomes = {OURS: product.run(trace, device, seed)}
    if name == "T3":
        outcomes["idle"] = product.run(trace.clicks(), device, seed)
    for baseline in baselines.BASELINES:
        outcomes[baseline.name] = baselines.run(baseline, trace, device, seed)
    return {(device.name, name, policy): outcome for policy, outcome in outcomes.items()}


def table(runs: Runs) -> list[dict[str, Any]]:
    return [_row(*key, outcomes) for key, outcomes in runs.items()]


def _row(device: str, trace: str, policy: str, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    class_ = INTERACTIVE if trace in ("T3", "T4") else None
    latencies = [seconds for outcome in outcomes for seconds in outcome.latencies(class_)]
    return {
        "device": device,
        "trace": trace,
        "policy": policy,
        "sound_per_second": round(sum(outcome.throughput for outcome in outcomes) / len(outcomes), 3),
        "p50": round(percentile(latencies, 0.5), 2),
        "p95": round(percentile(latencies, 0.95), 2),
        "p99": round(percentile(latencies, 0.99), 2),
        "out_of_memory": sum(outcome.out_of_memory for outcome in outcomes),
        "lost_work": round(
            sum(outcome.lost for outcome in outcomes) / sum(outcome.busy for outcome in outcomes), 5
        ),
        "lost_jobs": sum(outcome.jobs_lost for outcome in outcomes),
        "overhead": round(max(outcome.overhead for outcome in outcomes), 4),
        "set_changes": sum(outcome.changes for outcome in outcomes),
    }


def show(told: Sequence[dict[str, Any]], rows: Sequence[dict[str, Any]]) -> None:
    for row in rows:
        print("  ".join(f"{value!s:>{max(9, len(key))}}" for key, value in row.items()))
    print()
    for goal in told:
        print(f"{'met    ' if goal['met'] else 'NOT MET'}  {goal['name']:55} {goal['value']:9.3f}  {goal['goal']}")


def plot(runs: Runs, path: Path) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 3.2 * len(TRACES)), layout="constrained")
    for index, trace in enumerate(TRACES):
        axes = figure.add_subplot(len(TRACES), 1, index + 1)
        rows = [row for row in table(runs) if row["trace"] == trace and row["device"] == "RTX 4090"]
        axes.scatter([row["p95"] for row in rows], [row["sound_per_second"] for row in rows])
        for row in rows:
            axes.annotate(row["policy"], (row["p95"], row["sound_per_second"]))
        axes.set(title=f"{trace}, RTX 4090", xscale="log", xlabel="p95, s", ylabel="seconds of sound per second")
    figure.savefig(path)


def _range(words: str) -> range:
    first, _, last = words.partition("-")
    return range(int(first), int(last or first) + 1)


if __name__ == "__main__":
    main()
