"""The ruler: timecode, the playhead's handle, and the part that is chosen."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from footfall_gui.views.details.axis import TimeAxis
from footfall_gui.views.details.lane import (
    Grip,
    faded,
    paint_handles,
    paint_part,
    paint_playhead,
    playhead_strip,
)

_FRAMES: Final = (1, 2, 5, 10)
_SECONDS: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)
_HANDLE: Final = 6


class Ruler(QSlider):
    """To keys and screen readers a slider, whose value is a frame; arrows go by one, Page keys by a second."""

    def __init__(self, axis: TimeAxis, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.axis = axis
        self._grip = Grip(axis)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Playhead"))
        self.setToolTip(
            self.tr("Click to go there, drag to choose a part. Arrows go by a frame; I and O mark a part.")
        )
        axis.changed.connect(self._renew)
        axis.part_changed.connect(self.update)
        axis.playhead_moved.connect(self._follow)
        self.valueChanged.connect(self._seek)

    def sizeHint(self) -> QSize:
        return QSize(200, self.fontMetrics().height() + 14)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Window))
        if self.axis.time is None:
            return
        self._paint_ticks(painter)
        paint_handles(painter, self.axis, self.palette(), self.rect())
        paint_part(painter, self.axis, self.palette(), self.rect())
        paint_playhead(painter, self.axis, self.palette(), self.rect())
        self._paint_handle(painter)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._grip.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._grip.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grip.release(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_I:
            self._mark(first=True)
        elif event.key() == Qt.Key.Key_O:
            self._mark(first=False)
        elif event.key() == Qt.Key.Key_Escape and self.axis.part is not None:
            self.axis.set_part(None)
        else:
            super().keyPressEvent(event)

    def _mark(self, *, first: bool) -> None:
        """The playhead is where the part begins, or ends; the other end stays, or is the clip's."""
        if self.axis.time is None:
            return
        begin, end = self.axis.part or (Fraction(0), self.axis.time.length)
        here = self.axis.playhead
        self.axis.choose(here if first else float(begin), float(end) if first else here)

    def _renew(self) -> None:
        time = self.axis.time
        self.setEnabled(time is not None)
        if time is not None:
            with QSignalBlocker(self):
                self.setRange(math.ceil(time.start * time.rate), math.floor(time.stop * time.rate))
                self.setPageStep(round(time.rate))
        self.update()

    def _follow(self, before: float, after: float) -> None:
        time = self.axis.time
        if time is None:
            return
        with QSignalBlocker(self):
            self.setValue(math.floor(Fraction(after) * time.rate + Fraction(1, 1000)))
        self.setAccessibleDescription(time.timecode(after))
        for seconds in (before, after):
            self.update(playhead_strip(self.axis, seconds, self.height(), _HANDLE + 1))

    def _seek(self, frame: int) -> None:
        if self.axis.time is not None:
            self.axis.seek(float(frame / self.axis.time.rate))

    def _paint_ticks(self, painter: QPainter) -> None:
        time = self.axis.time
        assert time is not None
        text, faint = self.palette().color(QPalette.ColorRole.WindowText), 110
        step, minor = self._steps()
        first = int(Fraction(self.axis.seconds(0)) * time.rate / minor) - 1
        last = int(Fraction(self.axis.seconds(self.width())) * time.rate / minor) + 1
        for frame in range(first * minor, last * minor + 1, minor):
            x = round(self.axis.x(float(frame / time.rate)))
            major = (frame + time.first) % step == 0 if step >= time.rate else frame % step == 0
            painter.setPen(faded(text, 200 if major else faint))
            painter.drawLine(x, self.height() - (9 if major else 4), x, self.height())
            if major:
                seconds = Fraction(frame) / time.rate
                painter.drawText(QPointF(x + 3, self.fontMetrics().ascent() + 2), time.timecode(seconds))

    def _steps(self) -> tuple[int, int]:
        """Frames from label to label, and from tick to tick."""
        time = self.axis.time
        assert time is not None
        room = self.fontMetrics().horizontalAdvance("00:00:00:00") + 16
        second = round(time.rate)
        steps = [*(step for step in _FRAMES if step < second), *(step * second for step in _SECONDS)]
        frame = float(time.frame)
        fitting = (step for step in steps if step * frame / self.axis.per_pixel >= room)
        step = next(fitting, steps[-1])
        finer = (minor for minor in steps if step % minor == 0 and minor * frame / self.axis.per_pixel >= 6)
        return step, next(finer, step)

    def _paint_handle(self, painter: QPainter) -> None:
        x = round(self.axis.x(self.axis.playhead)) + 0.5
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        role = QPalette.ColorRole.Highlight if self.hasFocus() else QPalette.ColorRole.Text
        painter.setBrush(self.palette().color(role))
        bottom = float(self.height())
        corners = [(x - _HANDLE, bottom - 9), (x + _HANDLE, bottom - 9), (x, bottom)]
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self.palette().color(QPalette.ColorRole.Highlight))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
