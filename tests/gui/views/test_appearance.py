"""What can be ticked and typed into is seen, also in the dark."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from footfall_gui.models.preferences import Appearance
from footfall_gui.views.appearance import appear


@pytest.fixture
def dark(qapp: QApplication) -> Iterator[QApplication]:
    appear(qapp, Appearance.dark)
    yield qapp
    appear(qapp, Appearance.auto)


@pytest.mark.parametrize("kind", [QCheckBox, QLineEdit])
def test_fields_have_an_outline_in_the_dark(dark: QApplication, kind: type[QWidget], qtbot: QtBot) -> None:
    field = kind()
    qtbot.addWidget(field)
    field.show()
    image = field.grab().toImage()
    row = image.height() // 2
    outline = max(image.pixelColor(x, row).lightness() for x in range(8))
    assert outline > dark.palette().color(QPalette.ColorRole.Window).lightness() + 40


def test_the_light_has_outlines_of_its_own(dark: QApplication, qtbot: QtBot) -> None:
    appear(dark, Appearance.light)
    box = QCheckBox()
    qtbot.addWidget(box)
    assert box.palette().color(QPalette.ColorRole.Window) == dark.palette().color(QPalette.ColorRole.Window)
