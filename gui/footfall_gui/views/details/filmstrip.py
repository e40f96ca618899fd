"""The film strip: still pictures side by side, each the nearest to the middle of its place."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import QWidget

from footfall_gui.models.looks import MOST_FRAMES, Looks
from footfall_gui.views.details.axis import TimeAxis
from footfall_gui.views.details.lane import SeekingLane

_HEIGHT: Final = 54
_USUAL_SHAPE: Final = 16 / 9
_LARGEST: Final = 360


class FilmStrip(SeekingLane):
    def __init__(self, axis: TimeAxis, looks: Looks, parent: QWidget | None = None) -> None:
        super().__init__(axis, parent)
        self._looks = looks
        self._stills: list[tuple[float, QImage]] = []
        self.setFixedHeight(_HEIGHT)
        self.setAccessibleName(self.tr("Film strip"))
        looks.strip_changed.connect(self._renew)
        axis.changed.connect(self._want)

    def sizeHint(self) -> QSize:
        return QSize(400, _HEIGHT)

    def still_at(self, seconds: float) -> QImage | None:
        """The nearest; None where there is none."""
        nearest = min(self._stills, key=lambda still: abs(still[0] - seconds), default=None)
        return nearest[1] if nearest is not None else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._want()

    def paint_content(self, painter: QPainter) -> None:
        if not self._stills:
            self._paint_words(painter)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        first = self._stills[0][1]
        width = self.height() * first.width() / max(1, first.height())
        begin, end = self.axis.x(0.0), self.axis.x(float(self.axis.time.length) if self.axis.time else 0.0)
        x = begin
        while x < min(end, self.width()):
            shown = min(width, end - x)
            if x + shown >= 0 and (still := self.still_at(self.axis.seconds(x + shown / 2))) is not None:
                source = QRectF(0, 0, still.width() * shown / width, still.height())
                painter.drawImage(QRectF(x, 0, shown, self.height()), still, source)
            x += width

    def _paint_words(self, painter: QPainter) -> None:
        trouble = self._looks.trouble
        words = trouble.message if trouble is not None else ""
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        room = self.rect().adjusted(10, 0, -10, 0)
        elided = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, elided)

    def _renew(self) -> None:
        strip = self._looks.strip
        stills = [(still.time, QImage.fromData(still.jpeg)) for still in strip.frames] if strip else []
        self._stills = [(time, image) for time, image in stills if not image.isNull()]
        self.redraw()

    def _want(self) -> None:
        """As many stills as have room side by side, of the whole clip at this zoom."""
        time = self.axis.time
        if time is None or not time.length:
            return
        across = float(time.length) / self.axis.per_pixel / (_HEIGHT * _USUAL_SHAPE)
        height = min(_LARGEST, round(4 * _HEIGHT * self.devicePixelRatioF()))
        self._looks.want_strip(min(MOST_FRAMES, int(across) + 1), height)
