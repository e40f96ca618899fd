"""A lane of the time axis: its picture is drawn once and kept, the playhead is drawn over it as it moves."""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from footfall_gui.views.details.axis import TimeAxis

_SHADE: Final = 26
_CHOSEN: Final = 60
_LEAST_DRAG: Final = 4
"""Pixels: less is a click."""


def faded(color: QColor, alpha: int) -> QColor:
    color = QColor(color)
    color.setAlpha(alpha)
    return color


class Lane(QWidget):
    """Subclasses draw with `paint_content`, and call `redraw` when that would come out differently."""

    def __init__(self, axis: TimeAxis, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.axis = axis
        self._kept: QPixmap | None = None
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        axis.changed.connect(self.redraw)
        axis.part_changed.connect(self.update)
        axis.playhead_moved.connect(self._move_playhead)

    def redraw(self) -> None:
        self._kept = None
        self.update()

    def paint_content(self, painter: QPainter) -> None:
        raise NotImplementedError

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._kept is None:
            self._kept = self._drawn()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._kept)
        paint_part(painter, self.axis, self.palette(), self.rect())
        paint_playhead(painter, self.axis, self.palette(), self.rect())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.redraw()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.redraw()
        super().changeEvent(event)

    def _drawn(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(self.palette().color(QPalette.ColorRole.Base))
        painter = QPainter(picture)
        painter.setFont(self.font())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_content(painter)
        paint_handles(painter, self.axis, self.palette(), self.rect())
        painter.end()
        return picture

    def _move_playhead(self, before: float, after: float) -> None:
        for seconds in (before, after):
            self.update(playhead_strip(self.axis, seconds, self.height()))


class SeekingLane(Lane):
    """A click goes there, a drag chooses a part."""

    def __init__(self, axis: TimeAxis, parent: QWidget | None = None) -> None:
        super().__init__(axis, parent)
        self._grip = Grip(axis)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._grip.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._grip.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grip.release(event)


class Grip:
    """What the left button does on the axis."""

    def __init__(self, axis: TimeAxis) -> None:
        self._axis = axis
        self._from: QPoint | None = None
        self._dragging = False

    def press(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._from, self._dragging = event.position().toPoint(), False

    def move(self, event: QMouseEvent) -> None:
        if self._from is None:
            return
        x = event.position().x()
        self._dragging = self._dragging or abs(x - self._from.x()) >= _LEAST_DRAG
        if self._dragging:
            self._axis.choose(self._axis.seconds(self._from.x()), self._axis.seconds(x))

    def release(self, event: QMouseEvent) -> None:
        if self._from is not None and not self._dragging:
            self._axis.set_part(None)
            self._axis.seek(self._axis.seconds(event.position().x()))
        self._from = None


def paint_handles(painter: QPainter, axis: TimeAxis, palette: QPalette, rect: QRect) -> None:
    """Shaded: they are in the file, and not in the clip."""
    if axis.time is None:
        return
    shade = faded(palette.color(QPalette.ColorRole.Text), _SHADE)
    first, last = axis.x(0.0), axis.x(float(axis.time.length))
    begin, end = (axis.x(seconds) for seconds in axis.whole)
    painter.fillRect(QRectF(begin, 0, first - begin, rect.height()), shade)
    painter.fillRect(QRectF(last, 0, end - last, rect.height()), shade)
    painter.setPen(QPen(faded(palette.color(QPalette.ColorRole.Text), 90), 1, Qt.PenStyle.DotLine))
    for x in (first, last):
        painter.drawLine(round(x), 0, round(x), rect.height())


def paint_part(painter: QPainter, axis: TimeAxis, palette: QPalette, rect: QRect) -> None:
    if axis.part is None:
        return
    begin, end = (axis.x(float(seconds)) for seconds in axis.part)
    color = palette.color(QPalette.ColorRole.Highlight)
    painter.fillRect(QRectF(begin, 0, end - begin, rect.height()), faded(color, _CHOSEN))
    painter.setPen(QPen(color, 1))
    for x in (begin, end):
        painter.drawLine(round(x), 0, round(x), rect.height())


def paint_playhead(painter: QPainter, axis: TimeAxis, palette: QPalette, rect: QRect) -> None:
    if axis.time is not None:
        x = round(axis.x(axis.playhead))
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Text), 1))
        painter.drawLine(x, 0, x, rect.height())


def playhead_strip(axis: TimeAxis, seconds: float, height: int, half: int = 2) -> QRect:
    """What must be drawn anew where the playhead was or is."""
    return QRect(math.floor(axis.x(seconds)) - half, 0, 2 * half + 2, height)
