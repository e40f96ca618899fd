"""How cells of the table of jobs are drawn: a picture beside the clip's name, a sign beside its state, a bar."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from footfall_bridge.protocol import JobInfo, JobState
from footfall_gui.models.jobs import JobRole
from footfall_gui.models.thumbnails import Thumbnails
from footfall_gui.views.glyphs import Glyph, Stamps

ROW_HEIGHT: Final = 44
PICTURE: Final = QSize(64, 36)
_SIGN: Final = 16
_BAR: Final = 6
_SIGNS: Final = {
    JobState.queued: Glyph.waiting,
    JobState.needs_media: Glyph.media,
    JobState.preparing: Glyph.search,
    JobState.ready: Glyph.waiting,
    JobState.running: Glyph.resume,
    JobState.parked: Glyph.pause,
    JobState.writing: Glyph.resume,
    JobState.done: Glyph.done,
    JobState.failed: Glyph.failed,
    JobState.cancelled: Glyph.cancelled,
}

_Index = QModelIndex | QPersistentModelIndex


class _JobDelegate(QStyledItemDelegate):
    """Draws what the style draws, with a picture of `size` before the text."""

    size: QSize

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        super().initStyleOption(option, index)
        option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
        option.decorationSize = self.size
        option.icon = QIcon()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        job = index.data(JobRole)
        self.initStyleOption(option, index)
        style = option.widget.style() if option.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        frame = style.subElementRect(QStyle.SubElement.SE_ItemViewItemDecoration, option, option.widget)
        painter.save()
        self.draw(painter, _middle(frame, self.size), job, option)
        painter.restore()

    def draw(self, painter: QPainter, frame: QRect, job: JobInfo, option: QStyleOptionViewItem) -> None:
        """What there is to see, in `frame`; for every kind of delegate to say."""
        raise NotImplementedError  # no abstract method: Qt's classes have a metaclass of their own


class ClipDelegate(_JobDelegate):
    size = PICTURE

    def __init__(self, thumbnails: Thumbnails, parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails

    def draw(self, painter: QPainter, frame: QRect, job: JobInfo, option: QStyleOptionViewItem) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        image = self._thumbnails.of(job)
        if image is None or image.isNull():
            shade = QColor(option.palette.color(QPalette.ColorRole.Text))
            shade.setAlphaF(0.08)
            painter.fillRect(frame, shade)
            return
        fitted = image.size().scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatio)
        painter.fillRect(frame, Qt.GlobalColor.black)
        painter.drawImage(_middle(frame, fitted), image)


class StateDelegate(_JobDelegate):
    size = QSize(_SIGN, _SIGN)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._stamps = Stamps()

    def draw(self, painter: QPainter, frame: QRect, job: JobInfo, option: QStyleOptionViewItem) -> None:
        self._stamps.draw(painter, _SIGNS[job.state], _text_color(option), frame)


class ProgressDelegate(QStyledItemDelegate):
    """A bar for a job in hand; nothing for one that waits or has ended."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        job: JobInfo = index.data(JobRole)
        self.initStyleOption(option, index)
        option.text = ""
        style = option.widget.style() if option.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        if job.state.ended or not job.progress:
            return
        frame = QRectF(option.rect.adjusted(8, (option.rect.height() - _BAR) // 2, -8, 0))
        frame.setHeight(_BAR)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        groove = _text_color(option)
        groove.setAlphaF(0.18)
        painter.setBrush(groove)
        painter.drawRoundedRect(frame, _BAR / 2, _BAR / 2)
        painter.setBrush(_bar_color(option))
        filled = QRectF(frame)
        filled.setWidth(max(_BAR, frame.width() * job.progress))
        if option.direction is Qt.LayoutDirection.RightToLeft:
            filled.moveRight(frame.right())
        painter.drawRoundedRect(filled, _BAR / 2, _BAR / 2)
        painter.restore()


def _middle(frame: QRect, size: QSize) -> QRect:
    return QStyle.alignedRect(Qt.LayoutDirection.LeftToRight, Qt.AlignmentFlag.AlignCenter, size, frame)


def _is_selected(option: QStyleOptionViewItem) -> bool:
    return bool(option.state & QStyle.StateFlag.State_Selected)


def _text_color(option: QStyleOptionViewItem) -> QColor:
    role = QPalette.ColorRole.HighlightedText if _is_selected(option) else QPalette.ColorRole.Text
    return QColor(option.palette.color(role))


def _bar_color(option: QStyleOptionViewItem) -> QColor:
    role = QPalette.ColorRole.HighlightedText if _is_selected(option) else QPalette.ColorRole.Highlight
    return QColor(option.palette.color(role))
