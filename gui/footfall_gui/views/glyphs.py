"""Small pictures on buttons and in the table: our own, in the colour of the palette."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

_ICONS: Final = Path(__file__).parent.parent / "resources" / "icons"
_SIDES: Final = (16, 20, 24, 32, 48, 64)


class Glyph(StrEnum):
    add = "add"
    cancel = "cancel"
    cancelled = "cancelled"
    copy = "copy"
    done = "done"
    drop = "drop"
    editor = "editor"
    failed = "failed"
    forget = "forget"
    media = "media"
    pause = "pause"
    reclaim = "reclaim"
    release = "release"
    resume = "resume"
    retry = "retry"
    reveal = "reveal"
    search = "search"
    settings = "settings"
    undo = "undo"
    waiting = "waiting"


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


def draw(painter: QPainter, glyph: Glyph, color: QColor, frame: QRectF) -> None:
    QSvgRenderer(QByteArray(_source(glyph, color.name()))).render(painter, frame)


def _pixmap(glyph: Glyph, color: str, side: int) -> QPixmap:
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    draw(painter, glyph, QColor(color), QRectF(0, 0, side, side))
    painter.end()
    return pixmap


@cache
def _source(glyph: Glyph, color: str) -> bytes:
    return (_ICONS / f"{glyph}.svg").read_text("utf-8").replace("currentColor", color).encode()
