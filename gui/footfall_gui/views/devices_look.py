"""How each thing in a memory chart looks, there and in the legend: a pattern of its own beside its colour.

The two colours are those of Okabe and Ito that people with any colour vision tell apart (Okabe and Ito, "Color
Universal Design", 2008); all else is drawn in the palette's colour of text.
"""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPalette, QPen, QPolygonF

_ORANGE = QColor(0xE6, 0x9F, 0x00)
_BLUE = QColor(0x00, 0x72, 0xB2)


class Part(Enum):
    others = auto()
    ours = auto()
    budget = auto()
    headroom = auto()
    total = auto()


def fill(painter: QPainter, part: Part, shape: QPolygonF, palette: QPalette) -> None:
    """An area: what others use, what we hold, or what is kept free."""
    painter.setPen(Qt.PenStyle.NoPen)
    for brush in _brushes(part, palette):
        painter.setBrush(brush)
        painter.drawPolygon(shape)


def line(painter: QPainter, part: Part, points: list[QPointF], palette: QPalette) -> None:
    painter.setPen(_pen(part, palette))
    painter.drawPolyline(points)


def swatch(painter: QPainter, part: Part, box: QRectF, palette: QPalette) -> None:
    """A piece of it, for the legend."""
    if part in (Part.budget, Part.total):
        middle = box.center().y()
        line(painter, part, [QPointF(box.left(), middle), QPointF(box.right(), middle)], palette)
    else:
        fill(painter, part, QPolygonF(box), palette)


def _brushes(part: Part, palette: QPalette) -> list[QBrush]:
    text = palette.color(QPalette.ColorRole.Text)
    if part is Part.ours:
        return [QBrush(_BLUE)]
    if part is Part.others:
        return [QBrush(_faint(_ORANGE, 200)), QBrush(_faint(text, 110), Qt.BrushStyle.BDiagPattern)]
    return [QBrush(_faint(text, 120), Qt.BrushStyle.Dense6Pattern)]


def _pen(part: Part, palette: QPalette) -> QPen:
    text = palette.color(QPalette.ColorRole.Text)
    if part is Part.budget:
        return QPen(text, 2, Qt.PenStyle.DashLine)
    return QPen(text, 1.5)


def _faint(colour: QColor, alpha: int) -> QColor:
    faint = QColor(colour)
    faint.setAlpha(alpha)
    return faint
