"""The GPU panel: each device with its memory over the last minutes, and what the daemon decided about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QScrollArea, QSplitter, QVBoxLayout, QWidget

from footfall_bridge.protocol import Refusal
from footfall_gui.models.devices import DevicesModel
from footfall_gui.views.devices_card import DeviceCard
from footfall_gui.views.devices_decisions import DecisionList

_MINUTES = (1, 5, 30)
_FIRST = 5
_UNFOLDED = 3
"""Cards that show all of their devices at first; where there are more, none does."""
_SHARES = [600, 140]
"""Of the height, for devices and decisions."""


class DevicesView(QWidget):
    message = Signal(str)
    """A sentence for the user, such as why the daemon did not do what a button asked for."""

    def __init__(self, model: DevicesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._cards: dict[str, DeviceCard] = {}
        self._span = self._span_choice()
        self.trouble = QLabel(wordWrap=True)
        self.cluster = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._column = QVBoxLayout()
        self.decisions = DecisionList()
        self._lay()
        model.changed.connect(self.refresh)
        model.ticked.connect(self._move_on)
        model.refused.connect(self._tell)
        self.refresh()

    @property
    def cards(self) -> list[DeviceCard]:
        return list(self._cards.values())

    def refresh(self) -> None:
        self.trouble.setText(self._words_of_trouble())
        self.trouble.setVisible(bool(self.trouble.text()))
        self.cluster.setText(self.tr("Cluster: {state}").format(state=self._model.cluster))
        self.cluster.setVisible(bool(self._model.cluster))
        devices = {device.name: device for device in self._model.devices}
        for name in self._cards.keys() - devices.keys():
            self._cards.pop(name).deleteLater()
        for name in [name for name in devices if name not in self._cards]:
            card = self._cards[name] = DeviceCard(devices[name])
            card.free_wanted.connect(self._model.release)
            card.back_wanted.connect(self._model.reclaim)
            if len(devices) > _UNFOLDED:
                card.fold()
            self._column.addWidget(card)
        for card in self._cards.values():
            card.refresh(self._model.editor_busy, self._model.now, self._seconds())
        self.decisions.show_decisions(self._model.decisions)

    # visible or not

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._model.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._model.watch(False)

    # parts

    def _lay(self) -> None:
        heading = QLabel(self.tr("Memory of the last &minutes:"))
        heading.setBuddy(self._span)
        top = QHBoxLayout()
        top.addWidget(heading)
        top.addWidget(self._span)
        top.addStretch()
        cards = QWidget()
        cards.setLayout(self._column)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)
        scrolled = QScrollArea(widgetResizable=True)
        scrolled.setFrameShape(QFrame.Shape.NoFrame)
        scrolled.setWidget(cards)
        split = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        split.addWidget(scrolled)
        split.addWidget(self.decisions)
        split.setStretchFactor(0, 1)
        split.setSizes(_SHARES)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(self.trouble)
        layout.addWidget(self.cluster)
        layout.addWidget(split, stretch=1)

    def _span_choice(self) -> QComboBox:
        choice = QComboBox()
        for minutes in _MINUTES:
            choice.addItem(self.tr("%n minute(s)", "", minutes), minutes * 60)
        choice.setCurrentIndex(_MINUTES.index(_FIRST))
        choice.currentIndexChanged.connect(self._move_on)
        return choice

    def _seconds(self) -> int:
        return int(self._span.currentData())

    def _move_on(self) -> None:
        for card in self._cards.values():
            card.show_until(self._model.now, self._seconds())

    def _words_of_trouble(self) -> str:
        if self._model.trouble is not None:
            why = self._model.trouble.message
            return self.tr("Nothing is known of the devices now: {why}.").format(why=why.rstrip("."))
        if not self._model.devices:
            return self.tr("Waiting for the daemon to tell of its devices.")
        return ""

    def _tell(self, refusal: Refusal) -> None:
        self.message.emit(refusal.message)
