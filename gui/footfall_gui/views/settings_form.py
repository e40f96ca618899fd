"""Settings under each other: a name, where it is entered, a way back to the default, why a value was refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QStyle, QToolButton, QVBoxLayout, QWidget

from footfall_bridge.protocol import Refusal, Setting
from footfall_gui.models.setting_words import words_of
from footfall_gui.models.settings import SettingsModel, Value
from footfall_gui.views.glyphs import Glyph, icon
from footfall_gui.views.settings_inputs import Input, input_for

Choose = Callable[[dict[str, Setting]], Iterable[str]]


class Form(QWidget):
    """Follows the model: settings that come get a row, those that go lose it."""

    def __init__(self, model: SettingsModel, choose: Choose, parent: QWidget | None = None) -> None:
        """`choose`: which keys, of those that there are, in their order."""
        super().__init__(parent)
        self._model = model
        self._choose = choose
        self.rows: dict[str, Row] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._grid.setHorizontalSpacing(12)
        model.listed.connect(self.fill)
        model.changed.connect(self._update)
        model.refused.connect(self._refuse)
        self.fill()

    def fill(self) -> None:
        wanted = list(self._choose(self._model.settings))
        if wanted == list(self.rows):
            return
        for row in self.rows.values():
            row.remove()
        self.rows = {}
        for place, key in enumerate(wanted):
            self.rows[key] = Row(self._model, self._model.settings[key], self._grid, place)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            for row in self.rows.values():
                row.default.setIcon(icon(Glyph.undo, self.palette()))

    def _update(self, key: str) -> None:
        if key in self.rows:
            self.rows[key].show_setting(self._model.settings[key])

    def _refuse(self, key: str, refusal: Refusal) -> None:
        if key in self.rows:
            self.rows[key].show_refused(self._model.settings[key], refusal)


class Row(QObject):
    def __init__(self, model: SettingsModel, setting: Setting, grid: QGridLayout, place: int) -> None:
        super().__init__(grid.parentWidget())
        self._model = model
        self.key = setting.key
        words = words_of(setting)
        self.input: Input = input_for(setting)
        self.input.call(words.name, words.about)
        self.input.wanted.connect(self._want)
        self.default = self._default_button(words.name)
        self.error = Trouble()
        name = QLabel(words.name)
        name.setBuddy(self.input)
        below = QVBoxLayout()
        below.addWidget(self.input)
        if words.about:
            below.addWidget(quiet(words.about))
        below.addWidget(self.error)
        below.setSpacing(2)
        self._holder = QWidget()
        self._holder.setLayout(below)
        below.setContentsMargins(0, 2, 0, 8)
        self._parts: list[QWidget] = [name, self._holder, self.default]
        top = Qt.AlignmentFlag.AlignTop
        name.setContentsMargins(0, 7, 0, 0)
        grid.addWidget(name, place, 0, top | Qt.AlignmentFlag.AlignLeading)
        grid.addWidget(self._holder, place, 1)
        grid.addWidget(self.default, place, 2, top)
        self.show_setting(setting)

    def show_setting(self, setting: Setting) -> None:
        self.error.clear()
        self._show_value(setting)

    def show_refused(self, setting: Setting, refusal: Refusal) -> None:
        self._show_value(setting)
        self.error.tell(refusal.message)

    def remove(self) -> None:
        for part in self._parts:
            part.hide()
            part.deleteLater()
        self.deleteLater()

    def _show_value(self, setting: Setting) -> None:
        self.input.show_value(setting.value)
        self.default.setEnabled(setting.value != setting.default)

    def _want(self, value: Value) -> None:
        self.error.clear()
        self._model.change(self.key, value)

    def _default_button(self, name: str) -> QToolButton:
        button = QToolButton(autoRaise=True)
        button.setIcon(icon(Glyph.undo, button.palette()))
        button.setToolTip(self.tr("Back to the default"))
        button.setAccessibleName(self.tr("{setting}: back to the default").format(setting=name))
        button.clicked.connect(lambda: self._model.change(self.key, None))
        return button


class Trouble(QWidget):
    """A sentence on what went wrong, beside a sign; nothing where nothing did."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = QLabel()
        size = self.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize)
        warning = self.style().standardIcon(QStyle.StandardPixmap.SP_MessageBoxWarning)
        self._sign.setPixmap(warning.pixmap(size))
        self._words = QLabel(wordWrap=True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.addWidget(self._sign, 0, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._words, 0, 1)
        layout.setColumnStretch(1, 1)
        self.hide()

    @property
    def text(self) -> str:
        return self._words.text()

    def tell(self, sentence: str) -> None:
        self._words.setText(sentence)
        self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))

    def clear(self) -> None:
        self.tell("")


def quiet(words: str) -> QLabel:
    """What explains, less loud than what it explains."""
    label = QLabel(words, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * 0.92)
    label.setFont(font)
    return label
