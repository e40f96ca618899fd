"""What the window shows before there is any job: how to hear the first clip, and what comes after that."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from footfall_gui.views.glyphs import Glyph, icon


class FirstMinutes(QFrame):
    clips_wanted = Signal()
    editors_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        title = QLabel(self.tr("Drop a clip here"), alignment=Qt.AlignmentFlag.AlignCenter)
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 1.8)
        title.setFont(font)
        words = self.tr(
            "Footfall looks at the picture, finds when things touch, and puts the sound there. "
            "The built-in engine “sketch” needs no download, no licence and no editor: "
            "drop a film or a folder, say what is heard, and listen to it against its picture in a minute."
        )
        text = QLabel(words, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        text.setFixedWidth(560)
        middle = QHBoxLayout()
        middle.addStretch()
        middle.addWidget(text)
        middle.addStretch()
        self.add = QPushButton(self.tr("&Add clips …"))
        self.add.setDefault(True)
        self.connect_editor = QPushButton(self.tr("&Connect my editor …"))
        self.add.clicked.connect(self.clips_wanted)
        self.connect_editor.clicked.connect(self.editors_wanted)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.add)
        buttons.addWidget(self.connect_editor)
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addWidget(self._sign)
        column.addSpacing(8)
        column.addWidget(title)
        column.addSpacing(4)
        column.addLayout(middle)
        column.addSpacing(12)
        column.addLayout(buttons)
        column.addStretch(3)
        self._paint_sign()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.PaletteChange:
            self._paint_sign()
        super().changeEvent(event)

    def _paint_sign(self) -> None:
        picture = icon(Glyph.drop, self.palette(), QPalette.ColorRole.WindowText)
        self._sign.setPixmap(picture.pixmap(QSize(64, 64), self.devicePixelRatioF()))
