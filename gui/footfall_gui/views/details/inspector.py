"""One contact in numbers and words, what can be undone, and what is heard of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from footfall_bridge.protocol import Contact, ContactKind
from footfall_gui.models.contact_edits import ContactEdits
from footfall_gui.views.details.axis import TimeAxis
from footfall_gui.views.details.words import kind_name

_LONGEST_MATERIAL = 40


class Inspector(QWidget):
    reset_wanted = Signal(str)
    """What undoing it is called."""
    keep_wanted = Signal()

    def __init__(self, axis: TimeAxis, edits: ContactEdits, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axis = axis
        self._edits = edits
        self._editable = False
        self._said = ""
        self._make_fields()
        self._make_buttons()
        self.status = QLabel(self)
        self.status.setWordWrap(True)
        self.status.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.status.setMinimumHeight(3 * self.fontMetrics().lineSpacing())
        self._lay_out()
        edits.changed.connect(self.renew)
        edits.selected_changed.connect(self.renew)
        self.renew()

    def allow(self, editable: bool, why_not: str) -> None:
        if not editable:
            self._said = why_not
        elif not self._editable:
            self._said = ""
        self._editable = editable
        self.renew()

    def offer_materials(self, materials: Sequence[str]) -> None:
        """Others can be typed: it is the engine that knows them."""
        with QSignalBlocker(self.material):
            words = self.material.currentText()
            self.material.clear()
            self.material.addItems(["", *materials])
            self.material.setCurrentText(words)

    def say(self, words: str) -> None:
        self._said = words
        self.renew()

    def renew(self) -> None:
        contact = self._edits.selection
        usable = self._editable and contact is not None
        for field in (self.time, self.kind, self.strength, self.material, self.muted, self.remove):
            field.setEnabled(usable)
        self.add.setEnabled(self._editable)
        self.reset.setEnabled(self._editable)
        self.keep.setEnabled(self._editable and self._edits.differs)
        self.timecode.setText(self._timecode(contact))
        hint = self.tr("Choose a contact in the timeline, or double-click there to add one.")
        self.status.setText(self._said or ("" if contact is not None else hint))
        self._fill(contact)

    def _make_fields(self) -> None:
        self.time = QDoubleSpinBox(self)
        self.time.setDecimals(3)
        self.time.setRange(0.0, 3600.0)
        self.time.setSuffix(self.tr(" s"))
        self.time.setKeyboardTracking(False)
        self.timecode = QLabel(self)
        self.kind = QComboBox(self)
        for kind in ContactKind:
            self.kind.addItem(kind_name(kind), kind)
        self.strength = QSlider(Qt.Orientation.Horizontal, self)
        self.strength.setRange(0, 100)
        self.strength.setPageStep(10)
        self.strength.setTracking(False)
        self.material = QComboBox(self)
        self.material.setEditable(True)
        line = self.material.lineEdit()
        assert line is not None
        self._material_line: QLineEdit = line
        line.setMaxLength(_LONGEST_MATERIAL)
        line.setPlaceholderText(self.tr("as the prompt says"))
        self.muted = QCheckBox(self.tr("M&uted"), self)
        self.time.valueChanged.connect(lambda time: self._change(self.tr("move a contact"), time=time))
        self.kind.activated.connect(
            lambda _: self._change(self.tr("change the kind"), kind=ContactKind(self.kind.currentData()))
        )
        self.strength.valueChanged.connect(
            lambda value: self._change(self.tr("change the strength"), strength=value / 100)
        )
        self.material.activated.connect(lambda _: self._change_material())
        line.editingFinished.connect(self._change_material)
        self.muted.clicked.connect(lambda muted: self._change(self.tr("mute"), muted=muted))

    def _make_buttons(self) -> None:
        self.add = QPushButton(self.tr("&Add at playhead"), self)
        self.add.clicked.connect(self._add)
        self.remove = QPushButton(self.tr("Re&move"), self)
        self.remove.clicked.connect(self._remove)
        self.undo = QPushButton(self.tr("Undo"), self)
        self.redo = QPushButton(self.tr("Redo"), self)
        stack = self._edits.undo
        self.undo.clicked.connect(stack.undo)
        self.redo.clicked.connect(stack.redo)
        for button, can, changed in (
            (self.undo, stack.canUndo, stack.canUndoChanged),
            (self.redo, stack.canRedo, stack.canRedoChanged),
        ):
            button.setEnabled(can())
            changed.connect(button.setEnabled)
        stack.undoTextChanged.connect(self.undo.setToolTip)
        stack.redoTextChanged.connect(self.redo.setToolTip)
        self.reset = QPushButton(self.tr("As &seen"), self)
        self.reset.setToolTip(self.tr("Back to the contacts that the picture shows"))
        self.reset.clicked.connect(lambda: self.reset_wanted.emit(self.tr("take what was seen")))
        self.keep = QPushButton(self.tr("&Keep as a new version"), self)
        self.keep.setToolTip(
            self.tr("Writes what you hear beside the media. Until then edits are only auditions.")
        )
        self.keep.clicked.connect(lambda: self.keep_wanted.emit())

    def _lay_out(self) -> None:
        when = QHBoxLayout()
        when.addWidget(self.time, 1)
        when.addWidget(self.timecode)
        form = QFormLayout()
        form.addRow(self.tr("&Time"), when)
        labels = ((self.tr("K&ind"), self.kind), (self.tr("St&rength"), self.strength))
        for words, field in (*labels, (self.tr("Mat&erial"), self.material)):
            form.addRow(words, field)
        label = form.labelForField(when)
        if isinstance(label, QLabel):
            label.setBuddy(self.time)
        form.addRow("", self.muted)
        edit, back = QHBoxLayout(), QHBoxLayout()
        for row, buttons in ((edit, (self.add, self.remove)), (back, (self.undo, self.redo, self.reset))):
            for button in buttons:
                row.addWidget(button)
        whole = QVBoxLayout(self)
        whole.addLayout(form)
        whole.addLayout(edit)
        whole.addLayout(back)
        whole.addWidget(self.keep)
        whole.addWidget(self.status)
        whole.addStretch(1)

    def _fill(self, contact: Contact | None) -> None:
        shown = contact or Contact(time=0.0)
        fields = (self.time, self.kind, self.strength, self.material, self.muted)
        blockers = [QSignalBlocker(field) for field in fields]
        if self._axis.time is not None:
            self.time.setMaximum(float(self._axis.time.length) or 3600.0)
            self.time.setSingleStep(float(self._axis.time.frame))
        self.time.setValue(shown.time)
        self.kind.setCurrentIndex(self.kind.findData(shown.kind))
        self.strength.setValue(round(100 * shown.strength))
        self.strength.setToolTip(f"{shown.strength:.0%}")
        self.material.setCurrentText(shown.material)
        self.muted.setChecked(shown.muted)
        del blockers

    def _timecode(self, contact: Contact | None) -> str:
        time = self._axis.time
        return time.timecode(contact.time) if contact is not None and time is not None else ""

    def _change(self, text: str, **fields: Any) -> None:
        if self._edits.selected is not None:
            self._edits.change(self._edits.selected, text, **fields)

    def _change_material(self) -> None:
        material = self.material.currentText().strip().lower()
        contact = self._edits.selection
        if contact is not None and material != contact.material:
            self._change(self.tr("change the material"), material=material)

    def _add(self) -> None:
        length = float(self._axis.time.length) if self._axis.time is not None else 0.0
        time = min(max(self._axis.playhead, 0.0), length)
        self._edits.add(time, self.tr("add a contact"))

    def _remove(self) -> None:
        if self._edits.selected is not None:
            self._edits.remove(self._edits.selected, self.tr("remove a contact"))
