"""Models over a fake daemon: what a person does is answered at once, and rare states are easily had."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from footfall_gui.models.connection import State
from footfall_gui.models.jobs import JobsModel
from footfall_gui.models.overview import Overview
from tests.gui.pretence import Pretence, a_pretence


@pytest.fixture
def pretence(tmp_path: Path, qtbot: QtBot) -> Iterator[Pretence]:
    with a_pretence(tmp_path / "home") as pretence:
        qtbot.waitUntil(lambda: pretence.connection.state is State.connected, timeout=20_000)
        yield pretence


@pytest.fixture
def jobs(pretence: Pretence) -> JobsModel:
    jobs = JobsModel(parent=pretence.connection)
    pretence.connection.news.connect(jobs.hear)
    return jobs


@pytest.fixture
def overview(pretence: Pretence, jobs: JobsModel) -> Overview:
    return Overview(pretence.asker, pretence.connection, jobs, pretence.connection)
