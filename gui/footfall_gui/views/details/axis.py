"""The time axis that all lanes share: what of a clip is seen, where it plays, and which part of it is chosen."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from PySide6.QtCore import QObject, Signal

from footfall_gui.models.clip_time import ClipTime

_CLOSEST: Final = 0.0005
"""Seconds a pixel: half a millisecond."""
_MARGIN: Final = 6.0
"""Pixels beside the whole, so that marks at its ends can be taken hold of."""

Part = tuple[Fraction, Fraction]


class TimeAxis(QObject):
    """Seconds from the clip's first frame to pixels, left to right in every language."""

    changed = Signal()
    """What is seen."""
    playhead_moved = Signal(float, float)
    """From, to."""
    part_changed = Signal()
    sought = Signal(float)
    """A person wants to be there."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.time: ClipTime | None = None
        self.start = 0.0
        self.width = 1
        self.playhead = 0.0
        self.part: Part | None = None
        self._per_pixel = 0.01
        self._fitting = True

    def x(self, seconds: float) -> float:
        return _MARGIN + (seconds - self.start) / self._per_pixel

    def seconds(self, x: float) -> float:
        return self.start + (x - _MARGIN) * self._per_pixel

    @property
    def stop(self) -> float:
        return self.start + self.span

    @property
    def span(self) -> float:
        """Seconds that are seen."""
        return self._inside * self._per_pixel

    @property
    def per_pixel(self) -> float:
        return self._per_pixel

    @property
    def whole(self) -> tuple[float, float]:
        if self.time is None or self.time.stop <= self.time.start:
            return 0.0, 1.0
        return float(self.time.start), float(self.time.stop)

    def show(self, time: ClipTime | None, *, anew: bool) -> None:
        """`anew`: another job, of which all is seen."""
        self.time = time
        if anew:
            self._fitting, self.part = True, None
            self.part_changed.emit()
            self.move_playhead(0.0)
        self._settle()

    def resize(self, width: int) -> None:
        if width != self.width:
            self.width = width
            self._settle()

    def fit(self) -> None:
        self._fitting = True
        self._settle()

    def zoom(self, factor: float, about: float | None = None) -> None:
        """`about`: the moment that stays where it is; None: the playhead where it is seen, else the middle."""
        if about is None:
            seen = self.start <= self.playhead <= self.stop
            about = self.playhead if seen else (self.start + self.stop) / 2
        x = self.x(about)
        self._per_pixel = max(_CLOSEST, self._per_pixel / factor)
        self._fitting = self._per_pixel >= self._fitted
        self.start = about - (x - _MARGIN) * self._per_pixel
        self._settle()

    def scroll_to(self, start: float) -> None:
        self.start = start
        self._settle()

    def reveal(self, seconds: float) -> None:
        """Scrolls on by a page where it is not seen."""
        if not self.start <= seconds <= self.stop:
            self.scroll_to(seconds - 0.05 * self.span)

    def move_playhead(self, seconds: float) -> None:
        before, self.playhead = self.playhead, seconds
        if before != seconds:
            self.playhead_moved.emit(before, seconds)

    def seek(self, seconds: float) -> None:
        if self.time is not None:
            self.sought.emit(self.time.within(seconds))

    def choose(self, one: float, other: float) -> None:
        """The part between, on frames of the clip and within it; nothing where that is less than a frame."""
        if self.time is None or not self.time.length:
            return
        ends = sorted(min(max(self.time.on_frame(end), Fraction(0)), self.time.length) for end in (one, other))
        self.set_part((ends[0], ends[1]) if ends[0] < ends[1] else None)

    def set_part(self, part: Part | None) -> None:
        if part != self.part:
            self.part = part
            self.part_changed.emit()

    @property
    def _inside(self) -> float:
        return max(1.0, self.width - 2 * _MARGIN)

    @property
    def _fitted(self) -> float:
        first, last = self.whole
        return (last - first) / self._inside

    def _settle(self) -> None:
        first, last = self.whole
        self._per_pixel = self._fitted if self._fitting else min(self._per_pixel, self._fitted)
        self.start = min(max(self.start, first), max(first, last - self.span))
        self.changed.emit()
