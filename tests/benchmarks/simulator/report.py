"""What the runs say, as rows, as lines and as a picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.simulator.goals import IDLE, OURS, Runs
from tests.benchmarks.simulator.outcome import Outcome, percentile
from tests.benchmarks.simulator.traces import INTERACTIVE

_CARD = "RTX 4090"
_PANELS = (
    ("T2", "sound_per_second", "T2, 200 clips at once:\nseconds of sound per second"),
    ("T3", "p95", "T3, clicks while bulk runs:\n95th percentile, s"),
    ("T4", "out_of_memory", "T4, an editor beside us:\nout-of-memory events"),
    ("T5", "p99", "T5, arrivals at 0.85 of capacity:\n99th percentile, s"),
)


def table(runs: Runs) -> list[dict[str, Any]]:
    return [_row(*key, outcomes) for key, outcomes in sorted(runs.items())]


def _row(device: str, trace: str, policy: str, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    class_ = INTERACTIVE if trace in ("T3", "T4") else None
    latencies = [seconds for outcome in outcomes for seconds in outcome.latencies(class_)]

    def total(of: Callable[[Outcome], float]) -> float:
        return sum(of(outcome) for outcome in outcomes)

    return {
        "device": device,
        "trace": trace,
        "policy": policy,
        "sound_per_second": round(total(lambda outcome: outcome.throughput) / len(outcomes), 3),
        "p50": round(percentile(latencies, 0.5), 2),
        "p95": round(percentile(latencies, 0.95), 2),
        "p99": round(percentile(latencies, 0.99), 2),
        "out_of_memory": total(lambda outcome: outcome.out_of_memory),
        "lost_work": round(total(lambda outcome: outcome.lost) / total(lambda outcome: outcome.busy), 5),
        "lost_jobs": total(lambda outcome: outcome.jobs_lost),
        "lost_replies": total(lambda outcome: outcome.replies_lost),
        "overhead": round(max(outcome.overhead for outcome in outcomes), 4),
        "set_changes": total(lambda outcome: outcome.changes),
    }


def show(told: Sequence[dict[str, Any]], rows: Sequence[dict[str, Any]]) -> None:
    widths = {key: max(len(key), *(len(str(row[key])) for row in rows)) for key in rows[0]}
    for line in (dict(zip(widths, widths, strict=True)), *rows):
        print("  ".join(f"{line[key]!s:>{width}}" for key, width in widths.items()))
    print()
    for goal in told:
        print(f"{'met    ' if goal['met'] else 'NOT MET'}  {goal['name']:55} {goal['value']:9.3f}  {goal['goal']}")


def plot(rows: Sequence[dict[str, Any]], path: Path) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 2.8), layout="constrained")
    for place, (trace, column, title) in enumerate(_PANELS, 1):
        shown = [row for row in rows if (row["device"], row["trace"]) == (_CARD, trace) and _whole(row)]
        shown.sort(key=lambda row: row["policy"] == OURS)
        axes = figure.add_subplot(1, len(_PANELS), place)
        colours = ["tab:orange" if row["policy"] == OURS else "tab:gray" for row in shown]
        bars = axes.barh([row["policy"] for row in shown], [row[column] for row in shown], color=colours)
        axes.bar_label(bars, [_three_digits(row[column]) for row in shown], padding=2, fontsize=8)
        axes.margins(x=0.25)
        axes.set_title(title, fontsize=9)
        axes.tick_params(labelsize=8, labelleft=place == 1)
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=110)


def _three_digits(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def _whole(row: dict[str, Any]) -> bool:
    """Those that answer everything, on the device as it is: to lose replies makes a policy no faster."""
    return not row["lost_replies"] and row["policy"] != IDLE
