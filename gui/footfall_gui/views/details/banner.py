"""What is wrong with a job or keeps it waiting, in the daemon's words, and the buttons that help."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QStyle, QVBoxLayout, QWidget

from footfall_gui.models.failures import Remedy
from footfall_gui.views.details.words import remedy_name


class Banner(QFrame):
    """Hidden while there is nothing to say."""

    remedy_wanted = Signal(Remedy)

    def __init__(self, picture: QStyle.StandardPixmap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self._picture = QLabel(self)
        side = self.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize)
        self._picture.setPixmap(self.style().standardIcon(picture).pixmap(side, side))
        self.words = QLabel(self)
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        flags = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        self.words.setTextInteractionFlags(flags)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.buttons: dict[Remedy, QPushButton] = {}
        self._row = QHBoxLayout()
        self._row.addStretch(1)
        column = QVBoxLayout()
        column.addWidget(self.words)
        column.addLayout(self._row)
        whole = QHBoxLayout(self)
        whole.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        whole.addLayout(column, 1)
        self.hide()

    def say(self, words: str, remedies: Sequence[Remedy] = ()) -> None:
        self.words.setText(words)
        self.words.setAccessibleName(words)
        if tuple(self.buttons) != tuple(remedies):
            self._offer(remedies)
        self.setVisible(bool(words))

    def _offer(self, remedies: Sequence[Remedy]) -> None:
        for button in self.buttons.values():
            self._row.removeWidget(button)
            button.deleteLater()
        self.buttons = {remedy: self._button(remedy) for remedy in remedies}
        for button in self.buttons.values():
            self._row.addWidget(button)

    def _button(self, remedy: Remedy) -> QPushButton:
        button = QPushButton(remedy_name(remedy), self)
        button.clicked.connect(lambda: self.remedy_wanted.emit(remedy))
        return button
