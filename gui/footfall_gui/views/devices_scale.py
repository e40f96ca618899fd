"""From bytes and times to places in a chart, and back."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF

_STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Scale:
    """Time runs from left to right in every language, bytes from 0 at the bottom."""

    plot: QRectF
    start: float
    stop: float
    """Seconds since 1970-01-01 UTC."""
    total: int
    """Bytes at the top."""

    def x(self, moment: float) -> float:
        share = (moment - self.start) / (self.stop - self.start)
        return self.plot.left() + min(1.0, max(0.0, share)) * self.plot.width()

    def y(self, count: float) -> float:
        share = count / self.total if self.total else 0.0
        return self.plot.bottom() - min(1.0, max(0.0, share)) * self.plot.height()

    def moment(self, x: float) -> float:
        share = (x - self.plot.left()) / max(1.0, self.plot.width())
        return self.start + min(1.0, max(0.0, share)) * (self.stop - self.start)

    def grid(self, lines: int) -> list[int]:
        """Round numbers of bytes for at most so many lines, 0 left out."""
        step = 2.0**20
        while self.total / step > lines:
            step = _next(step)
        return [round(step * number) for number in range(1, int(self.total / step) + 1)]


def _next(step: float) -> float:
    """1, 2, 5, 10 ... MiB until those are a GiB, then of that."""
    unit = 2.0**30 if step >= 2**30 else 2.0**20
    count = step / unit
    decade = 10 ** (len(str(int(count))) - 1)
    leading = round(count / decade)
    following = next((number for number in _STEPS if number > leading), 10) * decade
    return 2.0**30 if unit < 2**30 and following >= 1000 else following * unit
