"""What the trials found, as figures, in words and as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.denoising.decoding import Overlap
from tests.benchmarks.denoising.trials import Boundary, Foretold, Pace, Race, Scale

_MIB = 2**20


@dataclass(frozen=True)
class Report:
    where: str
    """Device, size and precision."""
    load: float | None
    """Of the machine at the beginning, where the system tells: other work distorts the rest."""
    peak: float
    """Operations per second that matrix products reached, at their best before, between and after the trials."""
    race: Race
    scaling: Sequence[Scale]
    memory: Sequence[Foretold]
    overlap: Overlap
    boundary: Boundary

    def figures(self) -> dict[str, Any]:
        held = self.boundary
        derived = {"joined": held.joined, "join_share": held.join_share, "leave_share": held.leave_share}
        found = asdict(self)
        for pace in (found["race"]["packed"], found["race"]["one_by_one"], *(o["pace"] for o in found["scaling"])):
            pace["share_of_peak"] = pace["rate"] / self.peak
        return found | {"boundary": found["boundary"] | derived}

    def words(self) -> str:
        load = "" if self.load is None else f", load average {self.load:.1f}"
        parts = [
            [f"{self.where}{load}; matrix products reach {self.peak / 1e12:.3g} TFLOP/s"],
            self._raced(),
            ["more and more equal clips", *(self._scaled(one) for one in self.scaling)],
            ["memory of a step, MiB: predicted, measured, error of all held and beyond the weights"],
            [_weighed(one) for one in self.memory],
            self._decoded(),
            self._joined(),
        ]
        return "\n".join(line for part in parts for line in part)

    def _raced(self) -> list[str]:
        race, (low, high) = self.race, self.race.spread
        return [
            f"packed      {self._paced(race.packed)}",
            f"one by one  {self._paced(race.one_by_one)}",
            f"packed makes {race.ratio:.2f} times as many clips ({low:.2f}-{high:.2f}); "
            f"arithmetic alone would give {race.work_ratio:.2f}",
        ]

    def _scaled(self, one: Scale) -> str:
        return f"{one.clips:3} of {one.seconds:2g} s  {self._paced(one.pace)}"

    def _paced(self, pace: Pace) -> str:
        per_clip = f"{pace.clips_per_second:.4g} clips/s"
        return f"{_ms(pace.step):>10} a step  {per_clip:>16}  {pace.rate / self.peak:4.0%} of the peak"

    def _decoded(self) -> list[str]:
        held, (low, high) = self.overlap, self.overlap.spread
        return [
            f"a clip that is decoded between two steps of {_ms(held.step)} costs the others {_ms(held.between)}, "
            f"while they step {_ms(held.beside)}: {held.ratio:.3f} times as many clips ({low:.3f}-{high:.3f})"
        ]

    def _joined(self) -> list[str]:
        held = self.boundary
        return [
            f"a newcomer is admitted in {_ms(held.admitted)}, the company packed anew in {_ms(held.packed)}; "
            f"its first step ends {_ms(held.joined)} after it was asked for",
            f"steps take {_ms(held.step_before)} without it and {_ms(held.step_with)} with it: joining costs "
            f"{held.join_share:.1%} of a step, leaving {held.leave_share:.1%}",
        ]


def plot(report: Report, path: Path) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12, 3.4), layout="constrained")
    pace, curve, bytes_ = figure.subplots(1, 3)
    race = report.race
    bars = pace.bar(
        ["one by one", "packed"],
        [race.one_by_one.clips_per_second, race.packed.clips_per_second],
        color=["tab:gray", "tab:orange"],
    )
    pace.bar_label(bars, fmt="%.3g")
    pace.set_title(f"clips per second: x {race.ratio:.2f}", fontsize=9)
    for seconds in dict.fromkeys(one.seconds for one in report.scaling):
        points = [one for one in report.scaling if one.seconds == seconds]
        shares = [100 * one.pace.rate / report.peak for one in points]
        curve.plot([one.clips for one in points], shares, marker="o", label=f"{seconds:g} s")
    curve.set_xscale("log", base=2)
    curve.set_title("share of the matrix products' peak, %, by clips", fontsize=9)
    curve.legend(fontsize=8)
    told = [one.seconds for one in report.memory]
    bytes_.plot(told, [one.predicted / _MIB for one in report.memory], "o-", color="tab:gray", label="predicted")
    bytes_.plot(told, [one.measured / _MIB for one in report.memory], "x", color="tab:orange", label="measured")
    bytes_.set_title("MiB held, by seconds of sound in the set", fontsize=9)
    bytes_.legend(fontsize=8)
    figure.suptitle(report.where, fontsize=10)
    figure.savefig(path, dpi=110)


def _weighed(one: Foretold) -> str:
    bytes_ = f"{one.predicted / _MIB:8.0f}  {one.measured / _MIB:8.0f}"
    return f"{one.seconds:5.0f} s  {bytes_}  {one.error:6.1%}  {one.error_beyond_weights:6.1%}"


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"
