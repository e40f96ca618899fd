"""The icon in the panel: a footprint, and how things stand. Legible at 16 pixels, on light and on dark."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QIcon,
    QPainter,
    QPainterPath,
    QPainterPathStroker,
    QPen,
    QPixmap,
    QPolygonF,
    QTransform,
)

from footfall_gui.models.overview import Mood

_SIDES: Final = (16, 20, 22, 24, 32, 44, 48, 64)
STEPS: Final = 24
"""Of the ring: more are not told apart."""
_TURNED: Final = 14.0
"""Degrees."""
_GRID: Final = 16.0
"""All is drawn on a square of so many units, which are pixels at the smallest size."""


def tray_icon(mood: Mood, progress: float, *, dark: bool, mask: bool = False) -> QIcon:
    """`progress` is 0 to 1, of `working`. `mask`: for panels that give the colour themselves, as macOS does."""
    icon = QIcon()
    for side in _SIDES:
        icon.addPixmap(_pixmap(side, mood, progress, dark=dark, halo=not mask))
    icon.setIsMask(mask)
    return icon


def _pixmap(side: int, mood: Mood, progress: float, *, dark: bool, halo: bool) -> QPixmap:
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(side / _GRID, side / _GRID)
    ink = QColor(Qt.GlobalColor.white if dark else Qt.GlobalColor.black)
    if halo:
        _stroke(painter, _shape(mood, progress), QColor(Qt.GlobalColor.black if dark else Qt.GlobalColor.white))
    painter.fillPath(_shape(mood, progress), ink)
    painter.end()
    return pixmap


def _stroke(painter: QPainter, shape: QPainterPath, color: QColor) -> None:
    """A rim of the other colour: a panel may be dark where windows are light."""
    color.setAlphaF(0.7)
    painter.strokePath(shape, QPen(color, 1.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))


def _shape(mood: Mood, progress: float) -> QPainterPath:
    match mood:
        case Mood.idle:
            return _footprint(QRectF(3.5, 1, 9, 14))
        case Mood.working:
            return _footprint(QRectF(5.4, 3.6, 5.2, 8.8)) + _ring(progress)
        case Mood.paused:
            return _footprint(QRectF(1, 1, 8, 12.6)) + _bars()
        case Mood.attention:
            return _footprint(QRectF(1, 1, 8, 12.6)) + _exclamation()


def _footprint(frame: QRectF) -> QPainterPath:
    """Sole and heel with a gap between them, of a foot that is turned out a little."""
    x, y, width, height = frame.x(), frame.y(), frame.width(), frame.height()
    sole = QPainterPath(QPointF(x + 0.2 * width, y + 0.66 * height))
    sole.cubicTo(x - 0.12 * width, y + 0.2 * height, x + 0.1 * width, y, x + 0.5 * width, y)
    sole.cubicTo(x + 1.0 * width, y, x + 1.1 * width, y + 0.36 * height, x + 0.76 * width, y + 0.66 * height)
    sole.closeSubpath()
    heel = QPainterPath()
    heel.addRoundedRect(
        QRectF(x + 0.18 * width, y + 0.74 * height, 0.6 * width, 0.26 * height), 0.26 * width, 0.13 * height
    )
    middle = frame.center()
    turn = QTransform().translate(middle.x(), middle.y()).rotate(_TURNED).translate(-middle.x(), -middle.y())
    return turn.map(sole + heel)


def _ring(progress: float) -> QPainterPath:
    """From the top, clockwise; a thin circle where nothing is done yet."""
    circle = QRectF(1.2, 1.2, 13.6, 13.6)
    done = round(STEPS * min(max(progress, 0.0), 1.0)) / STEPS
    whole = QPainterPath()
    whole.addEllipse(circle)
    part = QPainterPath()
    part.arcMoveTo(circle, 90.0)
    part.arcTo(circle, 90.0, -360.0 * done)
    return _outline(whole, 0.5) + _outline(part, 2.2)


def _outline(path: QPainterPath, width: float) -> QPainterPath:
    stroker = QPainterPathStroker()
    stroker.setWidth(width)
    return stroker.createStroke(path)


def _bars() -> QPainterPath:
    bars = QPainterPath()
    bars.addRect(QRectF(9.8, 8.5, 2, 6.5))
    bars.addRect(QRectF(13, 8.5, 2, 6.5))
    return bars


def _exclamation() -> QPainterPath:
    sign = QPainterPath()
    sign.addPolygon(QPolygonF([QPointF(11, 5), QPointF(14.4, 5), QPointF(13.6, 11), QPointF(11.8, 11)]))
    sign.closeSubpath()
    sign.addEllipse(QPointF(12.7, 13.6), 1.4, 1.4)
    return sign
