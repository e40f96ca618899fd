"""Models over a fake daemon: what a person does is answered at once, and rare states are easily had."""

from __future__ import annotations

import pytest

from footfall_gui.models.jobs import JobsModel
from footfall_gui.models.overview import Overview
from footfall_gui.models.preferences import memory_of
from tests.gui.pretence import Pretence


@pytest.fixture
def jobs(pretence: Pretence) -> JobsModel:
    jobs = JobsModel(parent=pretence.connection)
    pretence.connection.news.connect(jobs.hear)
    return jobs


@pytest.fixture
def overview(pretence: Pretence, jobs: JobsModel) -> Overview:
    memory = memory_of(pretence.daemon.places, pretence.connection)
    return Overview(pretence.asker, pretence.connection, jobs, memory, pretence.connection)
