"""Small pictures on buttons, drawn in the colour of the palette's text."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPainterPath, QPalette, QPen, QPixmap, QPolygonF

_SIDE: Final = 16
_SCALE: Final = 4
"""Drawn so many times as large, for screens of high density."""


class Glyph(StrEnum):
    play = "play"
    pause = "pause"
    start = "start"
    loop = "loop"
    closer = "closer"
    farther = "farther"
    whole = "whole"


def icon(glyph: Glyph, palette: QPalette) -> QIcon:
    icon = QIcon()
    for mode, group in (
        (QIcon.Mode.Normal, QPalette.ColorGroup.Active),
        (QIcon.Mode.Disabled, QPalette.ColorGroup.Disabled),
    ):
        color = palette.color(group, QPalette.ColorRole.ButtonText)
        pixmap = QPixmap(_SIDE * _SCALE, _SIDE * _SCALE)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(_SCALE, _SCALE)
        painter.setPen(QPen(color, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.setBrush(color)
        _draw(painter, glyph)
        painter.end()
        icon.addPixmap(pixmap, mode)
    return icon


def _draw(painter: QPainter, glyph: Glyph) -> None:
    match glyph:
        case Glyph.play:
            painter.drawPolygon(QPolygonF([QPointF(4.5, 3), QPointF(13, 8), QPointF(4.5, 13)]))
        case Glyph.pause:
            painter.drawRect(QRectF(4, 3.5, 2, 9))
            painter.drawRect(QRectF(10, 3.5, 2, 9))
        case Glyph.start:
            painter.drawLine(QPointF(3.5, 3.5), QPointF(3.5, 12.5))
            painter.drawPolygon(QPolygonF([QPointF(12.5, 3.5), QPointF(6.5, 8), QPointF(12.5, 12.5)]))
        case Glyph.loop:
            _draw_loop(painter)
        case Glyph.closer | Glyph.farther:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(6.5, 6.5), 4.5, 4.5)
            painter.drawLine(QPointF(10, 10), QPointF(13.5, 13.5))
            painter.drawLine(QPointF(4.5, 6.5), QPointF(8.5, 6.5))
            if glyph is Glyph.closer:
                painter.drawLine(QPointF(6.5, 4.5), QPointF(6.5, 8.5))
        case Glyph.whole:
            painter.drawLine(QPointF(2, 3.5), QPointF(2, 12.5))
            painter.drawLine(QPointF(14, 3.5), QPointF(14, 12.5))
            painter.drawLine(QPointF(4.5, 8), QPointF(11.5, 8))
            painter.drawPolygon(QPolygonF([QPointF(4, 8), QPointF(6.5, 6), QPointF(6.5, 10)]))
            painter.drawPolygon(QPolygonF([QPointF(12, 8), QPointF(9.5, 6), QPointF(9.5, 10)]))


def _draw_loop(painter: QPainter) -> None:
    path = QPainterPath(QPointF(11, 4.5))
    path.lineTo(5.5, 4.5)
    path.arcTo(QRectF(2, 4.5, 7, 7), 90, 180)
    path.lineTo(10.5, 11.5)
    path.arcTo(QRectF(7, 4.5, 7, 7), 270, 90)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.setBrush(painter.pen().color())
    painter.drawPolygon(QPolygonF([QPointF(9.5, 2.5), QPointF(12.5, 4.5), QPointF(9.5, 6.5)]))
