"""Contacts as marks: their kind is a shape, their strength a height, and what does not sound is hollow."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QToolTip, QWidget

from footfall_bridge.protocol import Contact, ContactKind
from footfall_gui.models.contact_edits import ContactEdits
from footfall_gui.views.details.axis import TimeAxis
from footfall_gui.views.details.lane import Lane, faded
from footfall_gui.views.details.words import contact_words

_HEIGHT: Final = 58
_SIZE: Final = 5.0
_REACH: Final = 7.0
"""Pixels about a mark in which it can be taken hold of."""
_FINE: Final = 0.1
_STRONGER: Final = 0.05
_ADDS: Final = (Qt.Key.Key_Insert, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_KEYS: Final = (
    *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_M),
    *(Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Escape),
)


class ContactLane(Lane):
    """Drag or arrows move a mark; Alt moves it finely. Double-click adds, Delete removes, M mutes."""

    def __init__(self, axis: TimeAxis, edits: ContactEdits, parent: QWidget | None = None) -> None:
        super().__init__(axis, parent)
        self._edits = edits
        self._sensitivity = 0.5
        self._editable = False
        self._held: tuple[int, float] | None = None
        """A mark in the hand, and where it is now."""
        self._last_x = 0.0
        self.setFixedHeight(_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Contacts"))
        edits.changed.connect(self._renew)
        edits.selected_changed.connect(self._renew)
        self._renew()

    def sizeHint(self) -> QSize:
        return QSize(400, _HEIGHT)

    def allow(self, editable: bool, sensitivity: float) -> None:
        """`sensitivity`: of the order, which decides how sure a contact must be to sound."""
        if (editable, sensitivity) != (self._editable, self._sensitivity):
            self._editable, self._sensitivity = editable, sensitivity
            self._renew()

    # what a person does

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        found = self._mark_at(event.position())
        self._edits.select(found)
        self._last_x = event.position().x()
        if found is None:
            self.axis.seek(self.axis.seconds(self._last_x))
        elif self._editable:
            self._held = (found, self._edits.contacts[found].time)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._held is None:
            over = self._mark_at(event.position()) is not None
            self.setCursor(Qt.CursorShape.SizeHorCursor if over and self._editable else Qt.CursorShape.ArrowCursor)
            return
        fine = _FINE if event.modifiers() & Qt.KeyboardModifier.AltModifier else 1.0
        moved = self._held[1] + (x - self._last_x) * self.axis.per_pixel * fine
        self._held, self._last_x = (self._held[0], self._within(moved)), x
        self.redraw()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            (index, time), self._held = self._held, None
            self._edits.change(index, self.tr("move a contact"), time=time)
            self.redraw()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._mark_at(event.position()) is None:
            self._add(self.axis.seconds(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._took(event):
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._means(event):
            event.accept()  # here it is no key of the window's, which may have its own Delete
            return True
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            found = self._mark_at(QPointF(event.pos()))
            words = self.tr("Double-click to add a contact.") if found is None else self._words(found)
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.redraw()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.redraw()

    def _means(self, event: QKeyEvent) -> bool:
        """A key of a mark that is selected, or one that adds one."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        selected = event.key() in _KEYS and self._edits.selected is not None
        return plain and (selected or event.key() in _ADDS)

    def _took(self, event: QKeyEvent) -> bool:
        key, modifiers = event.key(), event.modifiers()
        index = self._edits.selected
        if modifiers & Qt.KeyboardModifier.ControlModifier and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step(1 if key == Qt.Key.Key_Right else -1)
        elif key in _ADDS:
            self._add(self.axis.playhead)
        elif index is None or not self._editable:
            return False
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._nudge(index, 1 if key == Qt.Key.Key_Right else -1, modifiers)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._strengthen(index, _STRONGER if key == Qt.Key.Key_Up else -_STRONGER)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._edits.remove(index, self.tr("remove a contact"))
        elif key == Qt.Key.Key_M:
            muted = not self._edits.contacts[index].muted
            self._edits.change(index, self.tr("mute") if muted else self.tr("unmute"), muted=muted)
        elif key == Qt.Key.Key_Escape:
            self._edits.select(None)
        else:
            return False
        return True

    def _step(self, by: int) -> None:
        """To the next mark, or the first from the playhead on."""
        contacts, index = self._edits.contacts, self._edits.selected
        if not contacts:
            return
        if index is None:
            later = (n for n, contact in enumerate(contacts) if contact.time >= self.axis.playhead)
            index = next(later, len(contacts) - 1)
        else:
            index = min(max(index + by, 0), len(contacts) - 1)
        self._edits.select(index)
        self.axis.reveal(contacts[index].time)

    def _nudge(self, index: int, by: int, modifiers: Qt.KeyboardModifier) -> None:
        if self.axis.time is None:
            return
        frame = float(self.axis.time.frame)
        step = frame * _FINE if modifiers & Qt.KeyboardModifier.ShiftModifier else frame
        time = self._within(self._edits.contacts[index].time + by * step)
        self._edits.change(index, self.tr("move a contact"), nudge=True, time=time)

    def _strengthen(self, index: int, by: float) -> None:
        strength = round(min(max(self._edits.contacts[index].strength + by, 0.0), 1.0), 3)
        self._edits.change(index, self.tr("change the strength"), nudge=True, strength=strength)

    def _add(self, seconds: float) -> None:
        if self._editable:
            self._edits.add(self._within(seconds), self.tr("add a contact"))

    def _within(self, seconds: float) -> float:
        length = float(self.axis.time.length) if self.axis.time is not None else 0.0
        return min(max(seconds, 0.0), length)

    # what is seen

    def paint_content(self, painter: QPainter) -> None:
        color = self.palette().color(QPalette.ColorRole.Text)
        painter.setPen(faded(color, 60))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        for index, contact in enumerate(self._edits.contacts):
            time = self._held[1] if self._held is not None and self._held[0] == index else contact.time
            self._paint_mark(painter, contact, self.axis.x(time), selected=index == self._edits.selected)
        if not self._edits.contacts:
            self._paint_words(painter)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 1))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _paint_mark(self, painter: QPainter, contact: Contact, x: float, *, selected: bool) -> None:
        role = QPalette.ColorRole.Highlight if selected else QPalette.ColorRole.Text
        unsure = not self._sounds(contact) and not contact.muted
        color = faded(self.palette().color(role), 120 if unsure else 255)
        hollow = contact.muted or unsure
        style = Qt.PenStyle.DotLine if hollow else Qt.PenStyle.SolidLine
        top = self._top(contact)
        painter.setPen(QPen(color, 2 if selected else 1.5, style))
        painter.drawLine(QPointF(x, self.height()), QPointF(x, top + _SIZE))
        painter.setPen(QPen(color, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush if hollow else color)
        paint_shape(painter, contact.kind, QPointF(x, top), _SIZE + (1.5 if selected else 0))
        if selected:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(x, top), _SIZE + 5, _SIZE + 5)

    def _paint_words(self, painter: QPainter) -> None:
        words = self.tr("No contacts here: none were seen. Double-click where one is missing.")
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        if self._editable:
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words)

    def _top(self, contact: Contact) -> float:
        """Of the shape's middle."""
        lowest, highest = self.height() - 2 * _SIZE - 4, 2 * _SIZE + 2
        return lowest + (highest - lowest) * contact.strength

    def _sounds(self, contact: Contact) -> bool:
        return not contact.muted and contact.confidence >= 1 - self._sensitivity

    def _mark_at(self, position: QPointF) -> int | None:
        apart = [
            (abs(self.axis.x(contact.time) - position.x()), abs(self._top(contact) - position.y()), index)
            for index, contact in enumerate(self._edits.contacts)
        ]
        return min((mark for mark in apart if mark[0] <= _REACH), default=(0, 0, None))[2]

    def _words(self, index: int) -> str:
        contact, time = self._edits.contacts[index], self.axis.time
        if time is None:
            return ""
        words = contact_words(contact, time.timecode(Fraction(contact.time)))
        if not self._sounds(contact) and not contact.muted:
            return self.tr("{contact} (not sure enough to sound: change it to believe it)").format(contact=words)
        return words

    def _renew(self) -> None:
        selected = self._edits.selected
        count = self.tr("%n contact(s)", "", len(self._edits.contacts))
        self.setAccessibleDescription(count if selected is None else self._words(selected))
        self.redraw()


def paint_shape(painter: QPainter, kind: ContactKind, at: QPointF, size: float) -> None:
    """Impact: diamond. Stop: square. Step: triangle. Merge: circle. Coincidence: star of two lines."""
    x, y = at.x(), at.y()
    match kind:
        case ContactKind.impact:
            _polygon(painter, [(x, y - size), (x + size, y), (x, y + size), (x - size, y)])
        case ContactKind.stop:
            painter.drawRect(QRectF(x - size * 0.8, y - size * 0.8, size * 1.6, size * 1.6))
        case ContactKind.step:
            _polygon(painter, [(x - size, y - size * 0.8), (x + size, y - size * 0.8), (x, y + size)])
        case ContactKind.merge:
            painter.drawEllipse(at, size * 0.9, size * 0.9)
        case ContactKind.coincidence:
            painter.drawLine(QPointF(x - size, y - size), QPointF(x + size, y + size))
            painter.drawLine(QPointF(x - size, y + size), QPointF(x + size, y - size))


def _polygon(painter: QPainter, corners: list[tuple[float, float]]) -> None:
    painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
