"""What the doctor finds, and the report of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from footfall_gui.models.asking import Asker
from footfall_gui.models.connection import Connection
from footfall_gui.models.panels import Panels
from tests.end_to_end.house import House


@pytest.fixture
def panels(house: House, asker: Asker, connection: Connection) -> Iterator[Panels]:
    panels = Panels.of(asker, connection, house.places)
    yield panels
    panels.close()


def test_findings_come_one_by_one_and_a_report_tells_of_them(
    panels: Panels, house: House, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(Path, "home", lambda: house.home.parent)
    counts: list[int] = []
    panels.diagnostics.changed.connect(lambda: counts.append(len(panels.diagnostics.findings)))
    panels.settings.watch(True)
    panels.diagnostics.look()
    qtbot.waitUntil(lambda: bool(counts) and not panels.diagnostics.looking, timeout=120_000)
    qtbot.waitUntil(lambda: bool(panels.settings.settings), timeout=30_000)

    assert counts == sorted(counts)
    assert len(counts) > 10
    report = panels.diagnostics.report()
    assert "ok  daemon: 0.1.0" in report
    assert "gateway.start = False" in report
    assert "~/home" in report
    assert str(house.home.parent) not in report
