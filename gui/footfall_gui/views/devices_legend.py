"""What the parts of a memory chart mean, and their values, now or at the moment pointed at."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from footfall_bridge.protocol import MemorySample
from footfall_gui.models.quantities import clock, gib
from footfall_gui.models.tracks import others
from footfall_gui.views import devices_look as look
from footfall_gui.views.devices_look import Part

_SWATCH = QSize(26, 14)


class Legend(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._when = QLabel()
        self._values: dict[Part, QLabel] = {}
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._when, 0, 0, 1, 3)
        for row, (part, name) in enumerate(self._names().items(), start=1):
            value = QLabel(alignment=Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
            self._values[part] = value
            layout.addWidget(_Swatch(part), row, 0)
            layout.addWidget(QLabel(name), row, 1)
            layout.addWidget(value, row, 2)
        layout.setColumnStretch(1, 1)
        layout.setRowStretch(len(self._values) + 1, 1)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def show_values(self, sample: MemorySample | None, moment: float | None) -> None:
        """`moment`: None for now."""
        self._when.setText(self.tr("Now") if moment is None else self.tr("At {time}").format(time=clock(moment)))
        values = {} if sample is None else _values(sample)
        for part, label in self._values.items():
            label.setText(gib(values[part]) if part in values else "")
        self._tell(aloud=moment is not None)

    def words(self) -> str:
        """All of it as a sentence, for those who hear it."""
        names = self._names()
        shown = [f"{names[part]}: {label.text()}" for part, label in self._values.items() if label.text()]
        return f"{self._when.text()}: {', '.join(shown)}"

    def _tell(self, *, aloud: bool) -> None:
        """A reader of screens says what is pointed at, and not what changes by itself every second."""
        words = self.words()
        if words != self.accessibleName():
            self.setAccessibleName(words)
            if aloud:
                QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))

    def _names(self) -> dict[Part, str]:
        """From above to below, as they lie in the chart."""
        return {
            Part.total: self.tr("Total"),
            Part.headroom: self.tr("Headroom, kept free"),
            Part.budget: self.tr("Budget, what we may hold"),
            Part.ours: self.tr("Held by Footfall"),
            Part.others: self.tr("Used by others"),
        }


class _Swatch(QWidget):
    def __init__(self, part: Part) -> None:
        super().__init__()
        self._part = part
        self.setFixedSize(_SWATCH)

    def paintEvent(self, event: QPaintEvent) -> None:
        look.swatch(QPainter(self), self._part, QRectF(self.rect()).adjusted(1, 1, -1, -1), self.palette())


def _values(sample: MemorySample) -> dict[Part, int]:
    return {
        Part.total: sample.total,
        Part.headroom: sample.headroom,
        Part.budget: sample.budget,
        Part.ours: sample.held,
        Part.others: others(sample),
    }
