"""When waiting jobs are done is asked for while somebody looks at them."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from footfall_bridge.orders import order
from footfall_bridge.protocol import JobState
from footfall_gui.models.commands import Commands
from footfall_gui.models.forecasts import Forecasts
from footfall_gui.models.jobs import JobsModel
from footfall_gui.models.overview import Overview
from tests.gui.pretence import Pretence


def test_times_to_go_are_asked_for_what_is_in_view(
    pretence: Pretence, overview: Overview, jobs: JobsModel, qtbot: QtBot
) -> None:
    forecasts = Forecasts(pretence.asker, jobs, pretence.connection)
    Commands(pretence.asker, overview, pretence.connection).submit([order("/films/a.mp4"), order("/films/b.mp4")])
    qtbot.waitUntil(lambda: jobs.rowCount() == 2)
    pretence.daemon.change("job00001", silently=True, eta_s=30.0)
    pretence.daemon.change("job00002", silently=True, eta_s=60.0)

    forecasts.want([jobs.job_at(0)])

    qtbot.waitUntil(lambda: overview.seconds_left == 60.0)
    assert jobs.job_at(0).eta_s == 30.0


def test_nothing_is_asked_once_all_in_view_have_ended(
    pretence: Pretence, overview: Overview, jobs: JobsModel, qtbot: QtBot
) -> None:
    forecasts = Forecasts(pretence.asker, jobs, pretence.connection)
    Commands(pretence.asker, overview, pretence.connection).submit([order("/films/a.mp4")])
    qtbot.waitUntil(lambda: jobs.rowCount() == 1)
    forecasts.want(list(jobs.jobs_shown()))
    assert forecasts.active
    pretence.daemon.change("job00001", state=JobState.done)
    qtbot.waitUntil(lambda: not forecasts.active)
