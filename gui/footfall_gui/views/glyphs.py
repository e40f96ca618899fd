"""Small pictures on buttons and in the table: our own, in the colour of the palette."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

_ICONS: Final = Path(__file__).parent.parent / "resources" / "icons"
_SIDES: Final = (16, 20, 24, 32, 48, 64)


class Glyph(StrEnum):
    add = "add"
    cancel = "cancel"
    cancelled = "cancelled"
    closer = "closer"
    copy = "copy"
    done = "done"
    drop = "drop"
    editor = "editor"
    failed = "failed"
    farther = "farther"
    forget = "forget"
    loop = "loop"
    media = "media"
    pause = "pause"
    reclaim = "reclaim"
    release = "release"
    resume = "resume"
    retry = "retry"
    reveal = "reveal"
    search = "search"
    settings = "settings"
    start = "start"
    undo = "undo"
    waiting = "waiting"
    whole = "whole"


def icon(glyph: Glyph, palette: QPalette, role: QPalette.ColorRole = QPalette.ColorRole.ButtonText) -> QIcon:
    """Built anew when the palette changes: see `QEvent.Type.PaletteChange`."""
    icon = QIcon()
    for mode, group in (
        (QIcon.Mode.Normal, QPalette.ColorGroup.Active),
        (QIcon.Mode.Disabled, QPalette.ColorGroup.Disabled),
    ):
        for side in _SIDES:
            icon.addPixmap(_pixmap(glyph, palette.color(group, role).name(), side), mode)
    return icon


class Stamps:
    """For cells, which are drawn often: what was drawn once is kept."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Glyph, str, int], QPixmap] = {}

    def draw(self, painter: QPainter, glyph: Glyph, color: QColor, frame: QRect) -> None:
        key = (glyph, color.name(), round(frame.width() * painter.device().devicePixelRatioF()))
        if key not in self._kept:
            self._kept[key] = _pixmap(*key)
        painter.drawPixmap(frame, self._kept[key])


def _pixmap(glyph: Glyph, color: str, side: int) -> QPixmap:
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    source = (_ICONS / f"{glyph}.svg").read_text("utf-8").replace("currentColor", color)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    return pixmap
