"""The words and numbers of an order, to change and to generate again with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeVar

from PySide6.QtCore import QRegularExpression, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from footfall_bridge.protocol import Engine, Layer, Order
from footfall_gui.views.details.words import layer_name

_MOST_SEED: Final = 2**32 - 1
_LONGEST: Final = 2000
_Number = TypeVar("_Number", int, float)


class Wording(QWidget):
    """Fields that the engine does not have are not shown."""

    again_wanted = Signal()
    take_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engines: list[Engine] = []
        self._order: Order | None = None
        self._made_with = ""
        self._make_fields()
        self.again = QPushButton(self.tr("&Generate again"), self)
        self.again.setToolTip(self.tr("A new version of this take, with what is written here"))
        self.take = QPushButton(self.tr("&New take"), self)
        self.take.setToolTip(self.tr("The same with the next seed: another performance"))
        self.again.clicked.connect(lambda: self.again_wanted.emit())
        self.take.clicked.connect(lambda: self.take_wanted.emit())
        self._lay_out()
        self.engine.currentIndexChanged.connect(self._fit_engine)

    def offer(self, engines: Sequence[Engine]) -> None:
        self._engines = list(engines)
        chosen = self.engine.currentData() or self._made_with
        self.engine.clear()
        for engine in engines:
            self.engine.addItem(engine.title if engine.ready else f"{engine.title} *", engine.name)
        self.engine.setCurrentIndex(max(0, self.engine.findData(chosen)))
        self._fit_engine()

    def show_order(self, order: Order | None, engine: str) -> None:
        """`engine`: that it was made with, which the order may leave to the settings."""
        if order is not None and (order, engine) == (self._order, self._made_with):
            return  # what is being written stays
        self._order, self._made_with = order, engine
        self.setEnabled(order is not None)
        if order is None:
            return
        self.prompt.setPlainText(order.prompt)
        self.negative.setText(order.negative or "")
        self.seed.setText(str(order.seed))
        self.engine.setCurrentIndex(max(0, self.engine.findData(engine)))
        self._fit_engine()
        for layer, box in self.layers.items():
            box.setChecked(layer in order.layers)

    def wishes(self) -> dict[str, Any]:
        """Fields of the order, as they are written here."""
        engine = self._engine
        wishes: dict[str, Any] = {
            "prompt": self.prompt.toPlainText().strip()[:_LONGEST],
            "negative": self._negative(),
            "seed": min(int(self.seed.text() or 0), _MOST_SEED),
        }
        if engine is not None:
            wishes["engine"] = engine.name
            wishes["layers"] = tuple(
                layer for layer, box in self.layers.items() if box.isChecked() and layer in engine.layers
            )
            if engine.guidance is not None:
                wishes["guidance"] = round(self.guidance.value(), 2)
            if engine.steps is not None:
                wishes["steps"] = self.steps.value()
        return wishes

    @property
    def _engine(self) -> Engine | None:
        return next((engine for engine in self._engines if engine.name == self.engine.currentData()), None)

    def _negative(self) -> str | None:
        """Left empty it is the engine's own, unless the order said that there is none."""
        words = self.negative.text().strip()
        return words or ("" if self._order is not None and self._order.negative == "" else None)

    def _make_fields(self) -> None:
        self.prompt = QPlainTextEdit(self)
        self.prompt.setTabChangesFocus(True)
        self.prompt.setPlaceholderText(self.tr("What is heard: boots on gravel, rustling jacket"))
        self.prompt.setFixedHeight(3 * self.fontMetrics().lineSpacing() + 12)
        self.negative = QLineEdit(self)
        self.negative.setMaxLength(_LONGEST)
        self.seed = QLineEdit(self)
        digits = QRegularExpression(r"\d{1,10}")
        self.seed.setValidator(QRegularExpressionValidator(digits, self))
        self.engine = QComboBox(self)
        self.missing = QLabel(self)
        self.missing.setWordWrap(True)
        self.guidance = QDoubleSpinBox(self)
        self.guidance.setRange(0.0, 20.0)
        self.guidance.setSingleStep(0.5)
        self.steps = QSpinBox(self)
        self.steps.setRange(1, 200)
        self.layers = {layer: QCheckBox(layer_name(layer), self) for layer in Layer}

    def _lay_out(self) -> None:
        self._form = QFormLayout()
        self._form.addRow(self.tr("&Prompt"), self.prompt)
        self._form.addRow(self.tr("&Without"), self.negative)
        self._form.addRow(self.tr("See&d"), self.seed)
        self._form.addRow(self.tr("Engi&ne"), self.engine)
        self._form.addRow("", self.missing)
        self._form.addRow(self.tr("G&uidance"), self.guidance)
        self._form.addRow(self.tr("&Steps"), self.steps)
        self._layer_row = QWidget(self)
        boxes = QHBoxLayout(self._layer_row)
        boxes.setContentsMargins(0, 0, 0, 0)
        for box in self.layers.values():
            boxes.addWidget(box)
        boxes.addStretch(1)
        self._form.addRow(self.tr("Files of"), self._layer_row)
        self._layer_row.setToolTip(self.tr("A file for each layer; none ticked: one mixed file"))
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.take)
        buttons.addWidget(self.again)
        whole = QVBoxLayout(self)
        whole.addLayout(self._form)
        whole.addLayout(buttons)
        whole.addStretch(1)

    def _fit_engine(self) -> None:
        engine = self._engine
        if engine is None:
            return
        order = self._order
        own = order is not None and engine.name == self._made_with
        self.missing.setText(engine.missing)
        self._form.setRowVisible(self.missing, bool(engine.missing))
        self._form.setRowVisible(self.guidance, engine.guidance is not None)
        self._form.setRowVisible(self.steps, engine.steps is not None)
        self._form.setRowVisible(self._layer_row, bool(engine.layers))
        self.negative.setPlaceholderText(engine.negative or self.tr("nothing is kept away"))
        if engine.guidance is not None:
            self.guidance.setValue(_own(order.guidance if own and order else None, engine.guidance))
        if engine.steps is not None:
            self.steps.setValue(_own(order.steps if own and order else None, engine.steps))
        for layer, box in self.layers.items():
            box.setEnabled(layer in engine.layers)


def _own(ordered: _Number | None, usual: _Number) -> _Number:
    return usual if ordered is None else ordered
