"""The part that is chosen, in timecode, and the button that makes it again."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QToolButton, QWidget

from footfall_bridge.protocol import JobInfo, Refusal
from footfall_bridge.timeline import TimecodeError
from footfall_gui.views.details.axis import TimeAxis
from footfall_gui.views.details.words import layer_name


class PartBar(QWidget):
    """Both ends can be typed: the part need not be dragged."""

    again_wanted = Signal(int)
    """Of which file, by its place among the job's."""
    message = Signal(str)

    def __init__(self, axis: TimeAxis, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axis = axis
        self.start, self.stop = self._field(self.tr("Start of the part")), self._field(self.tr("End of the part"))
        self.file = QComboBox(self)
        self.file.setAccessibleName(self.tr("Which file"))
        self.again = QPushButton(self.tr("Generate this &part again"), self)
        self.again.setToolTip(self.tr("With the words of the tab Again; all else stays, sample by sample"))
        self.clear = QToolButton(self)
        self.clear.setText(self.tr("Clear"))
        self.clear.setToolTip(self.tr("Choose no part (Escape)"))
        label = QLabel(self.tr("Pa&rt"), self)
        label.setBuddy(self.start)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as time goes
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (label, self.start, QLabel("–", self), self.stop, self.clear):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.file)
        row.addWidget(self.again)
        self.again.clicked.connect(lambda: self.again_wanted.emit(max(0, self.file.currentIndex())))
        self.clear.clicked.connect(lambda: axis.set_part(None))
        axis.part_changed.connect(self.renew)
        self.renew()

    def show_job(self, job: JobInfo | None) -> None:
        layers = [layer_name(output.layer) for output in job.outputs] if job is not None else []
        if layers != [self.file.itemText(n) for n in range(self.file.count())]:
            self.file.clear()
            self.file.addItems(layers)
        self.file.setVisible(len(layers) > 1)
        self.setEnabled(bool(layers))
        self.renew()

    def renew(self) -> None:
        part, time = self._axis.part, self._axis.time
        ends = ["", ""] if part is None or time is None else [time.timecode(end) for end in part]
        for field, words in zip((self.start, self.stop), ends, strict=True):
            field.setText(words)
            field.setPlaceholderText(self.tr("drag, or type"))
        self.again.setEnabled(part is not None)
        self.clear.setEnabled(part is not None)

    def _field(self, name: str) -> QLineEdit:
        field = QLineEdit(self)
        field.setAccessibleName(name)
        field.setToolTip(self.tr("Timecode, or seconds from the clip's first frame"))
        field.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        field.setFixedWidth(field.fontMetrics().horizontalAdvance("00:00:00:00") + 24)
        field.editingFinished.connect(self._read)
        return field

    def _read(self) -> None:
        """One end alone is enough: the other is the clip's."""
        time = self._axis.time
        words = (self.start.text().strip(), self.stop.text().strip())
        if time is None or not any(words):
            return
        try:
            start = time.read(words[0]) if words[0] else Fraction(0)
            stop = time.read(words[1]) if words[1] else time.length
        except (TimecodeError, Refusal) as error:
            self.message.emit(str(error))
            self.renew()
            return
        self._axis.choose(float(start), float(stop))
