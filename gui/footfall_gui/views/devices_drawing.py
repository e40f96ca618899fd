"""A memory chart on a painter: areas that add up, lines above them, and the axes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPolygonF

from footfall_bridge.protocol import MemorySample
from footfall_gui.models.quantities import gib
from footfall_gui.models.tracks import others
from footfall_gui.views import devices_look as look
from footfall_gui.views.devices_look import Part
from footfall_gui.views.devices_scale import Scale

Level = Callable[[MemorySample], float]
_GRID_LINES = 5


def draw_memory(painter: QPainter, scale: Scale, samples: Sequence[MemorySample], palette: QPalette) -> None:
    """From below: what others use, what we hold, room, and what is left free; lines for budget and total."""
    painter.setClipRect(scale.plot.adjusted(-1, -1, 1, 1))
    for part, below, above in (
        (Part.others, _nothing, _of_others),
        (Part.ours, _of_others, _of_all),
        (Part.headroom, _below_headroom, _total),
    ):
        look.fill(painter, part, _area(scale, samples, below, above), palette)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    look.line(painter, Part.budget, _steps(scale, samples, _allowed), palette)
    look.line(painter, Part.total, _steps(scale, samples, _total), palette)
    painter.setClipping(False)


def draw_axes(painter: QPainter, scale: Scale, palette: QPalette, times: tuple[str, str]) -> None:
    """`times`: what stands below the two ends."""
    plot, metrics = scale.plot, painter.fontMetrics()
    quiet = QColor(palette.color(QPalette.ColorRole.Text))
    quiet.setAlpha(50)
    for count in scale.grid(_GRID_LINES):
        y = scale.y(count)
        painter.setPen(QPen(quiet, 1))
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        label = QRectF(0, y - metrics.height() / 2, plot.left() - 6, metrics.height())
        painter.drawText(label, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, gib(count))
    foot = QRectF(plot.left(), plot.bottom() + 3, plot.width(), metrics.height())
    painter.setPen(palette.color(QPalette.ColorRole.Text))
    painter.drawText(foot, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute, times[0])
    painter.drawText(foot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute, times[1])


def draw_cursor(painter: QPainter, scale: Scale, moment: float, palette: QPalette) -> None:
    x = scale.x(moment)
    painter.setPen(QPen(palette.color(QPalette.ColorRole.Text), 1, Qt.PenStyle.DotLine))
    painter.drawLine(QPointF(x, scale.plot.top()), QPointF(x, scale.plot.bottom()))


def _area(scale: Scale, samples: Sequence[MemorySample], below: Level, above: Level) -> QPolygonF:
    return QPolygonF(_steps(scale, samples, above) + list(reversed(_steps(scale, samples, below))))


def _steps(scale: Scale, samples: Sequence[MemorySample], level: Level) -> list[QPointF]:
    """A value holds until the next sample, and the last one until now."""
    points = []
    ends = [*(sample.at for sample in samples[1:]), scale.stop]
    for sample, end in zip(samples, ends, strict=False):
        y = scale.y(level(sample))
        points += [QPointF(scale.x(sample.at), y), QPointF(scale.x(end), y)]
    return points


def _nothing(sample: MemorySample) -> float:
    return 0


def _of_others(sample: MemorySample) -> float:
    return others(sample)


def _of_all(sample: MemorySample) -> float:
    return others(sample) + sample.held


def _allowed(sample: MemorySample) -> float:
    return others(sample) + sample.budget


def _below_headroom(sample: MemorySample) -> float:
    return max(0, sample.total - sample.headroom)


def _total(sample: MemorySample) -> float:
    return sample.total
