"""The memory of one device over the last minutes: values under the mouse, and under the arrow keys.

Drawn with QPainter: QtCharts is deprecated, QtGraphs brings Qt Quick and its renderer with it. This one draws when
there is something new, and nothing in between.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyleOptionFocusRect, QWidget

from footfall_bridge.protocol import MemorySample
from footfall_gui.models.quantities import gib
from footfall_gui.models.tracks import Track
from footfall_gui.views.devices_drawing import draw_axes, draw_cursor, draw_memory
from footfall_gui.views.devices_scale import Scale

_MARGIN = 6
_PAGE = 10
"""Samples that Page Up and Page Down go."""


class MemoryChart(QWidget):
    pointed = Signal(object)
    """At another moment (float), or at none (None)."""

    def __init__(self, track: Track, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._track = track
        self._now = 0.0
        self._span = 300
        self._cursor: float | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Memory over time"))
        self.setAccessibleDescription(self.tr("The arrow keys go from change to change."))

    @property
    def cursor_at(self) -> float | None:
        """The moment that is pointed at."""
        return self._cursor

    def sizeHint(self) -> QSize:
        return QSize(440, 190)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 130)

    def show_until(self, now: float, seconds: int) -> None:
        """The `seconds` before `now`. Where nothing changed in them, nothing is drawn anew."""
        same = seconds == self._span and self._now > 0
        still = same and self._track.flat(self._now - seconds, now)
        self._now, self._span = now, seconds
        if self._cursor is not None and self._cursor < now - seconds:
            self._point(None)
        if not still:
            self.update()

    def moment_at(self, x: float) -> float:
        return self._scale(self._track.window(self._now - self._span, self._now)).moment(x)

    def held_at(self, moment: float | None) -> MemorySample | None:
        return self._track.newest if moment is None else self._track.at(moment)

    # drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        samples = self._track.window(self._now - self._span, self._now)
        scale = self._scale(samples)
        painter.fillRect(scale.plot, self.palette().color(QPalette.ColorRole.Base))
        draw_axes(painter, scale, self.palette(), self._times())
        draw_memory(painter, scale, samples, self.palette())
        if self._cursor is not None:
            draw_cursor(painter, scale, self._cursor, self.palette())
        if self.hasFocus():
            self._draw_focus(painter)

    def _draw_focus(self, painter: QPainter) -> None:
        option = QStyleOptionFocusRect()
        option.initFrom(self)
        option.rect = self.rect()
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, option, painter, self)

    def _scale(self, samples: list[MemorySample]) -> Scale:
        metrics = self.fontMetrics()
        total = max((sample.total for sample in samples), default=0)
        left = _MARGIN + metrics.horizontalAdvance(gib(total)) + _MARGIN
        right, bottom = self.width() - _MARGIN, self.height() - metrics.height() - _MARGIN
        plot = QRectF(left, _MARGIN, max(1, right - left), max(1, bottom - _MARGIN))
        return Scale(plot, self._now - self._span, self._now, total)

    def _times(self) -> tuple[str, str]:
        return self.tr("%n minute(s) ago", "", self._span // 60), self.tr("now")

    # pointing

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self.moment_at(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._point(None)
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Left:
                self._go(later=False)
            case Qt.Key.Key_Right:
                self._go(later=True)
            case Qt.Key.Key_PageUp:
                self._go(later=False, steps=_PAGE)
            case Qt.Key.Key_PageDown:
                self._go(later=True, steps=_PAGE)
            case Qt.Key.Key_Home:
                self._point(self._now - self._span)
            case Qt.Key.Key_End | Qt.Key.Key_Escape if self._cursor is not None:
                self._point(None)
            case _:
                super().keyPressEvent(event)

    def _go(self, *, later: bool, steps: int = 1) -> None:
        moment: float | None = self._now if self._cursor is None else self._cursor
        for _ in range(steps):
            if moment is not None:
                moment = self._track.beside(moment, later=later)
        start = self._now - self._span
        if moment is None:
            moment = None if later else start
        self._point(None if moment is None else max(start, moment))

    def _point(self, moment: float | None) -> None:
        if moment != self._cursor:
            self._cursor = moment
            self.pointed.emit(moment)
            self.update()
