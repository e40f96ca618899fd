"""Weights are installed from the dialog: their licence first, then how far they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from footfall_bridge.supply import Engine
from footfall_gui.models.engines import EnginesModel
from footfall_gui.models.errands import Errands
from footfall_gui.views.settings_engines import EnginesPage
from footfall_gui.views.settings_licence import InstallDialog
from tests.bridge.cli.test_engines import BIG, PROGRESS, TERMS
from tests.gui.models.test_engines import Program, program

__all__ = ["program"]


@pytest.fixture
def page(program: Program, errands: Errands, qtbot: QtBot) -> Iterator[EnginesPage]:
    program(PROGRESS, then="time.sleep(600)")
    model = EnginesModel(errands)
    page = EnginesPage("Engines", model)
    qtbot.addWidget(page)
    page.resize(700, 500)
    page.show()
    qtbot.waitUntil(lambda: bool(page.cards), timeout=20_000)
    yield page
    model.close()


def asked(page: EnginesPage, qtbot: QtBot) -> InstallDialog:
    QTest.mouseClick(page.cards["big"].install, Qt.MouseButton.LeftButton)
    [dialog] = page.findChildren(InstallDialog)
    return dialog


def test_only_what_is_missing_can_be_installed(page: EnginesPage) -> None:
    assert not page.cards["sketch"].install.isVisible()
    assert page.cards["big"].install.isVisible()
    assert page.cards["big"].state.text() == "Its weights are not installed. About 3.0 GiB to fetch."


def test_nothing_is_installed_before_the_terms_are_accepted(page: EnginesPage, qtbot: QtBot) -> None:
    dialog = asked(page, qtbot)
    assert not dialog.install.isEnabled()
    dialog.agreed.click()
    assert dialog.install.isEnabled()
    dialog.local.click()
    assert not dialog.install.isEnabled()
    dialog.line.setText("/files")
    assert dialog.install.isEnabled()
    assert dialog.folder == Path("/files")


def test_terms_that_were_accepted_before_are_not_asked_again(qtbot: QtBot) -> None:
    dialog = InstallDialog(Engine.model_validate({**BIG, "terms": {**TERMS, "accepted": True}}))
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.install.isEnabled()
    assert not dialog.agreed.isVisible()


def test_how_far_it_is_can_be_seen_and_it_can_be_stopped(page: EnginesPage, qtbot: QtBot) -> None:
    dialog = asked(page, qtbot)
    dialog.agreed.click()
    QTest.mouseClick(dialog.install, Qt.MouseButton.LeftButton)
    card = page.cards["big"]
    qtbot.waitUntil(lambda: "Fetching big.pth: 0.0 GiB of 2.0 GiB" in card.doing.text(), timeout=20_000)
    assert not card.install.isVisible()
    QTest.mouseClick(card.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(card.install.isVisible, timeout=20_000)
    assert not card.trouble.isVisible()
