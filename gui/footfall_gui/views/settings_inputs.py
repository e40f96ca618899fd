"""Where a setting is entered, by its kind. Each says what is wanted, and shows what is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from footfall_bridge.protocol import Setting
from footfall_gui.models.setting_words import choice_of, unit_of
from footfall_gui.models.settings import Value
from footfall_gui.views.choosing import choose_folder

_LARGEST = 2**31 - 1
_PLACES = 2


class Input(QWidget):
    wanted = Signal(object)
    """A value of the setting's own type."""

    def __init__(self, inner: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.inner = inner
        self.setFocusProxy(inner)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(inner)

    def show_value(self, value: Value) -> None:
        raise NotImplementedError

    def call(self, name: str, about: str) -> None:
        self.inner.setAccessibleName(name)
        self.inner.setAccessibleDescription(about)


def input_for(setting: Setting) -> Input:
    match setting.kind:
        case "switch":
            return SwitchInput()
        case "choice":
            return ChoiceInput(setting)
        case "whole":
            return WholeInput(setting)
        case "number":
            return NumberInput(setting)
        case "folder":
            return FolderInput()
        case _:
            return TextInput()


class TextInput(Input):
    def __init__(self) -> None:
        self._line = QLineEdit()
        super().__init__(self._line)
        self._shown = ""
        self._line.editingFinished.connect(self._ask)

    def show_value(self, value: Value) -> None:
        self._shown = str(value)
        self._line.setText(self._shown)

    def _ask(self) -> None:
        text, before = self._line.text(), self._shown
        if text != before:
            self._shown = text  # leaving the field after Enter is no second wish
            self.wanted.emit(text)


class FolderInput(TextInput):
    def __init__(self) -> None:
        super().__init__()
        self.browse = QPushButton(self.tr("Browse..."))
        self.browse.clicked.connect(self._choose)
        self._layout.addWidget(self.browse)

    def _choose(self) -> None:
        choose_folder(self, self.tr("Choose a folder"), self._take, self._line.text())

    def _take(self, folder: str) -> None:
        self._line.setText(folder)
        self._ask()


class SwitchInput(Input):
    def __init__(self) -> None:
        self._box = QCheckBox()
        super().__init__(self._box)
        self.setMinimumHeight(QLineEdit().sizeHint().height())
        self._layout.addStretch()
        self._box.clicked.connect(lambda on: self.wanted.emit(bool(on)))

    def show_value(self, value: Value) -> None:
        self._box.setChecked(bool(value))


class ChoiceInput(Input):
    def __init__(self, setting: Setting) -> None:
        self._box = QComboBox()
        super().__init__(self._box)
        self._layout.addStretch()
        for choice in setting.choices:
            self._box.addItem(choice_of(setting.key, choice), choice)
        self._box.activated.connect(lambda index: self.wanted.emit(self._box.itemData(index)))
        _ignore_wheel(self._box, self)

    def show_value(self, value: Value) -> None:
        if self._box.findData(value) < 0:
            self._box.addItem(str(value), value)
        self._box.setCurrentIndex(self._box.findData(value))


class WholeInput(Input):
    def __init__(self, setting: Setting) -> None:
        self._box = QSpinBox()
        super().__init__(self._box)
        self._layout.addStretch()
        self._box.setRange(
            round(setting.least) if setting.least is not None else -_LARGEST,
            min(_LARGEST, round(setting.most)) if setting.most is not None else _LARGEST,
        )
        self._box.setGroupSeparatorShown(True)
        self._box.setStepType(QSpinBox.StepType.AdaptiveDecimalStepType)
        _prepare(self._box, setting)
        self._box.valueChanged.connect(self._ask)
        _ignore_wheel(self._box, self)

    def show_value(self, value: Value) -> None:
        self._box.blockSignals(True)
        self._box.setValue(int(value))
        self._box.blockSignals(False)

    def _ask(self, value: int) -> None:
        self.wanted.emit(value)


class NumberInput(Input):
    def __init__(self, setting: Setting) -> None:
        self._box = QDoubleSpinBox()
        super().__init__(self._box)
        self._layout.addStretch()
        self._box.setDecimals(_PLACES)
        self._box.setRange(
            setting.least if setting.least is not None else -float(_LARGEST),
            setting.most if setting.most is not None else float(_LARGEST),
        )
        span = self._box.maximum() - self._box.minimum()
        self._box.setSingleStep(0.05 if span <= 1 else 0.5)
        _prepare(self._box, setting)
        self._box.valueChanged.connect(self._ask)
        _ignore_wheel(self._box, self)

    def show_value(self, value: Value) -> None:
        self._box.blockSignals(True)
        self._box.setValue(float(value))
        self._box.blockSignals(False)

    def _ask(self, value: float) -> None:
        self.wanted.emit(value)


def _prepare(box: QSpinBox | QDoubleSpinBox, setting: Setting) -> None:
    box.setKeyboardTracking(False)
    if setting.unit:
        box.setSuffix(f" {unit_of(setting)}")


class _Wheel(QObject):
    """A wheel that scrolls a page must not change what happens to lie under it."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


def _ignore_wheel(box: QWidget, owner: QObject) -> None:
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    box.installEventFilter(_Wheel(owner))
