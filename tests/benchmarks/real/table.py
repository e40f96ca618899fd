"""The figures of all scripts and policies, as a table, as JSON and as a picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.real.daemon import OURS
from tests.benchmarks.real.outcome import Outcome

NOTE = """\
Ours is the whole daemon: client, queue on disk, a WAV written and published for each clip; the servers answer with
the engine's own file. They pad nothing. `/`: ours divided by theirs in the same run."""


def rows(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """Of one script, ours first."""
    ours = outcomes[0]
    return [
        {
            "trace": outcome.script.name,
            "policy": outcome.policy,
            "clips/s": _rounded(outcome.rate),
            "/rate": _rounded(ours.rate / outcome.rate),
            "p50": _rounded(outcome.waited(0.5)),
            "/p50": _rounded(ours.waited(0.5) / outcome.waited(0.5)),
            "p95": _rounded(outcome.waited(0.95)),
            "/p95": _rounded(ours.waited(0.95) / outcome.waited(0.95)),
            "out of memory": outcome.out_of_memory,
            "lost": outcome.lost,
            "twice": outcome.twice,
            "other sound": len(outcome.unlike(ours)),
        }
        for outcome in outcomes
    ]


def show(table: Sequence[dict[str, Any]]) -> None:
    print("  ".join(f"{key:>{_width(key)}}" for key in table[0]))
    for row in table:
        print("  ".join(f"{'-' if value is None else value!s:>{_width(key)}}" for key, value in row.items()))
    print(f"\n{NOTE}")


def plot(table: Sequence[dict[str, Any]], path: Path) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 4), layout="constrained")
    for index, (key, unit) in enumerate((("clips/s", "clips per second"), ("p95", "s, interactive p95"))):
        axes = figure.add_subplot(1, 2, index + 1)
        told = [row for row in table if row[key] is not None]
        names = [f"{row['trace']} {row['policy']}" for row in told]
        axes.barh(
            names, [row[key] for row in told], color=["C1" if row["policy"] == OURS else "C0" for row in told]
        )
        axes.invert_yaxis()
        axes.set(xlabel=unit)
    figure.savefig(path)


def _rounded(value: float) -> float | None:
    """None: there was nothing to measure."""
    return None if math.isnan(value) else round(value, 2)


def _width(key: str) -> int:
    return max(9, len(key))
