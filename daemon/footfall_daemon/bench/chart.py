"""The table as a picture: speed, latency and memory over the size of the batch, and where the knee is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import NullLocator

from footfall_daemon.bench.table import Result

_INK: Final = "#1f2933"
_QUIET: Final = "#6b7886"
_GRID: Final = "#e3e7eb"
_RATE: Final = "#2f6690"
_LATENCY: Final = "#b8651b"
_MEMORY: Final = "#4f7d5c"
_KNEE: Final = "#c8452d"
_MARGIN: Final = 2**0.4
"""Beside the smallest and the largest size."""


def draw(path: Path, result: Result) -> None:
    """Write a PNG, on white whatever page it is shown on. Raises `OSError`."""
    figure = Figure(figsize=(11, 4.2), dpi=150, facecolor="white")
    FigureCanvasAgg(figure)
    figure.set_layout_engine("constrained", w_pad=0.12, h_pad=0.08)
    speed, latency, memory = figure.subplots(1, 3)
    sizes = [row.batch for row in result.rows]
    _plot(speed, sizes, [row.clips_per_s for row in result.rows], "clips per second", _RATE)
    _plot(latency, sizes, [row.latency_s for row in result.rows], "seconds until all are done", _LATENCY)
    _plot(memory, sizes, [row.peak_bytes / 2**30 for row in result.rows], "peak memory, GiB", _MEMORY)
    for axes in (speed, latency):
        _mark_knee(axes, result)
    _title(figure, result)
    figure.savefig(path, format="png")


def _plot(axes: Axes, sizes: Sequence[int], values: Sequence[float], name: str, colour: str) -> None:
    axes.plot(sizes, values, color=colour, marker="o", markersize=6, linewidth=2)
    axes.fill_between(sizes, 0, values, color=colour, alpha=0.10, linewidth=0)
    axes.set_title(name, color=colour, fontsize=12, weight="bold", loc="left")
    axes.set_ylim(0, 1.18 * max(values))
    _mark_sizes(axes, sizes)
    over: dict[str, Any] = {"xytext": (-5, 8), "textcoords": "offset points", "ha": "center", "zorder": 5}
    halo = [withStroke(linewidth=3, foreground="white")]
    for size, value in zip(sizes, values, strict=True):
        axes.annotate(_rounded(value), (size, value), color=colour, fontsize=10, path_effects=halo, **over)


def _mark_sizes(axes: Axes, sizes: Sequence[int]) -> None:
    axes.set_xscale("log", base=2)
    axes.set_xticks(sizes, [str(size) for size in sizes])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xlim(sizes[0] / _MARGIN, sizes[-1] * _MARGIN)
    axes.set_xlabel("clips that run together", color=_INK, fontsize=11)
    axes.tick_params(axis="x", colors=_INK, labelsize=10)
    axes.tick_params(axis="y", colors=_QUIET, labelsize=10, length=0)
    axes.grid(axis="y", color=_GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(_QUIET)


def _mark_knee(axes: Axes, result: Result) -> None:
    """A line at the knee; the words alone where it lies beyond what was measured."""
    knee, largest = result.knee_batch, result.rows[-1].batch
    if knee is None:
        return
    words: dict[str, Any] = {"color": _KNEE, "fontsize": 10.5, "va": "bottom", "zorder": 5}
    if knee > largest:
        axes.annotate("knee: beyond", (0.98, 0.03), xycoords="axes fraction", ha="right", **words)
        return
    axes.axvline(knee, color=_KNEE, linewidth=1.4, linestyle=(0, (4, 3)), zorder=1)
    at, beside = (knee, 0.03), -5 if knee == largest else 5
    words |= {"ha": "right" if knee == largest else "left", "xytext": (beside, 0), "textcoords": "offset points"}
    axes.annotate(f"knee: {knee}", at, xycoords=("data", "axes fraction"), **words)


def _title(figure: Figure, result: Result) -> None:
    where = result.card or result.device
    words = f"{result.engine} on {where}, {result.mode}, clips of {result.seconds:g} s"
    figure.suptitle(words, fontsize=13, weight="bold", color=_INK)
    if result.note:
        figure.supxlabel(result.note, fontsize=10.5, color=_KNEE)


def _rounded(value: float) -> str:
    """Three digits."""
    return f"{value:.{max(0, 2 - math.floor(math.log10(value)))}f}" if value > 0 else "0"
