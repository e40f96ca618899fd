"""The waveform of one file: its lowest and highest samples at each pixel, of all channels together."""

from __future__ import annotations

import math
from array import array
from typing import Final

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPalette, QPen
from PySide6.QtWidgets import QWidget

from footfall_bridge.protocol import Peaks
from footfall_gui.models.looks import Looks
from footfall_gui.views.details.axis import TimeAxis
from footfall_gui.views.details.lane import SeekingLane, faded

_HEIGHT: Final = 56
_MOST_GAIN: Final = 16.0
_FULL: Final = 127.0


class Envelope:
    """Peaks in columns, the channels as one."""

    def __init__(self, peaks: Peaks) -> None:
        low, high = array("b", peaks.low), array("b", peaks.high)
        columns = len(low) // peaks.channels
        channels = range(0, columns * peaks.channels, columns)
        self._low = [min(low[first + column] for first in channels) for column in range(columns)]
        self._high = [max(high[first + column] for first in channels) for column in range(columns)]
        self.start, self.stop = peaks.start, peaks.stop

    @property
    def loudest(self) -> int:
        return max(max(self._high, default=0), -min(self._low, default=0))

    def between(self, start: float, stop: float) -> tuple[int, int] | None:
        """The lowest and the highest, in seconds from the file's first sample; None outside."""
        per_second = len(self._low) / (self.stop - self.start)
        first = math.floor((start - self.start) * per_second)
        last = max(first + 1, math.ceil((stop - self.start) * per_second))
        if first < 0 or last > len(self._low):
            return None
        return _beyond_rounding(min(self._low[first:last])), _beyond_rounding(max(self._high[first:last]))


def _beyond_rounding(value: int) -> int:
    """One step is what near silence is rounded to: drawn high it would look like a hum."""
    return value if abs(value) > 1 else 0


class Waveform(SeekingLane):
    """Drawn louder than it is where it is quiet: the tooltip says by how much."""

    def __init__(
        self, axis: TimeAxis, looks: Looks, output: int, name: str, head: float, parent: QWidget | None = None
    ) -> None:
        """`head`: seconds of the file before the clip's first frame."""
        super().__init__(axis, parent)
        self._head = head
        self._looks = looks
        self._output = output
        self._name = name
        self._envelopes: list[Envelope] = []
        self.setMinimumHeight(_HEIGHT // 2 + 8)
        self.setAccessibleName(self.tr("Waveform of {name}").format(name=name))
        looks.peaks_changed.connect(self._renew)
        self._renew()

    def sizeHint(self) -> QSize:
        return QSize(400, _HEIGHT)

    def paint_content(self, painter: QPainter) -> None:
        middle = self.height() / 2
        painter.setPen(faded(self.palette().color(QPalette.ColorRole.Text), 60))
        painter.drawLine(QLineF(0, middle, self.width(), middle))
        if self._envelopes:
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 1 / self.devicePixelRatioF()))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            painter.drawLines(self._lines(middle))
        self._paint_name(painter)

    def _lines(self, middle: float) -> list[QLineF]:
        ratio = self.devicePixelRatioF()
        scale = (middle - 2) / _FULL * self._gain
        lines = []
        for column in range(int(self.width() * ratio)):
            x = column / ratio
            start, stop = self.axis.seconds(x) + self._head, self.axis.seconds(x + 1 / ratio) + self._head
            # Finer peaks come last, and know only a part.
            known = (envelope.between(start, stop) for envelope in reversed(self._envelopes))
            if (found := next((ends for ends in known if ends is not None), None)) is not None:
                lines.append(QLineF(x, middle - found[1] * scale - 0.5, x, middle - found[0] * scale + 0.5))
        return lines

    def _paint_name(self, painter: QPainter) -> None:
        metrics = self.fontMetrics()
        room = QRectF(6, 3, metrics.horizontalAdvance(self._name) + 10, metrics.height() + 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(self.palette().color(QPalette.ColorRole.Base), 200))
        painter.drawRoundedRect(room, 3, 3)
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, self._name)

    @property
    def _gain(self) -> float:
        loudest = self._envelopes[0].loudest if self._envelopes else 0
        return min(_MOST_GAIN, 0.95 * _FULL / loudest) if loudest else 1.0

    def _renew(self) -> None:
        known = self._looks.peaks(self._output)
        self._envelopes = [Envelope(peaks) for peaks in known if peaks.stop > peaks.start]
        words = self.tr("{name}, drawn {gain:.1f} times as high").format(name=self._name, gain=self._gain)
        self.setToolTip(words)
        self.redraw()
