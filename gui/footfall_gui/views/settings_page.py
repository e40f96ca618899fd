"""A page of the settings dialog: a heading, and what scrolls below it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from footfall_bridge.protocol import Setting
from footfall_gui.models.settings import SettingsModel
from footfall_gui.views.settings_form import Choose, Form


class Page(QWidget):
    """`title` is its entry in the list of pages, too."""

    def __init__(self, title: str, *, scrolls: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = title
        heading = QLabel(title)
        font = heading.font()
        font.setPointSizeF(font.pointSizeF() * 1.3)
        font.setBold(True)
        heading.setFont(font)
        self.body = QVBoxLayout()
        outer = QVBoxLayout(self)
        outer.addWidget(heading)
        outer.addSpacing(6)
        if scrolls:
            outer.addWidget(_scrolled(self.body))
        else:
            outer.addLayout(self.body, stretch=1)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.opened()

    def opened(self) -> None:
        """Somebody looks at it now."""

    def add_section(self, title: str) -> None:
        label = QLabel(f"<b>{title}</b>")
        label.setContentsMargins(0, 12, 0, 4)
        self.body.addWidget(label)


def these(*keys: str) -> Choose:
    """The settings of these keys, as far as the daemon has them."""

    def choose(settings: dict[str, Setting]) -> Iterable[str]:
        return [key for key in keys if key in settings]

    return choose


class FormPage(Page):
    """A page of settings that need nothing but their widget."""

    def __init__(self, title: str, model: SettingsModel, choose: Choose) -> None:
        super().__init__(title)
        self.form = Form(model, choose)
        self.body.addWidget(self.form)
        self.body.addStretch()


def _scrolled(body: QVBoxLayout) -> QScrollArea:
    inner = QWidget()
    inner.setLayout(body)
    body.setContentsMargins(0, 0, 6, 0)
    area = QScrollArea(widgetResizable=True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(inner)
    return area
