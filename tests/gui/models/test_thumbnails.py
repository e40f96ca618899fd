"""Pictures are fetched for what is in view, once for each clip, and not without bounds."""

from __future__ import annotations

from functools import partial

from pytestqt.qtbot import QtBot

from footfall_bridge.orders import order
from footfall_bridge.protocol import JobInfo, JobState
from footfall_gui.models.commands import Commands
from footfall_gui.models.jobs import JobsModel
from footfall_gui.models.overview import Overview
from footfall_gui.models.thumbnails import Thumbnails
from tests.gui.pretence import Pretence


def _some_jobs(pretence: Pretence, overview: Overview, jobs: JobsModel, qtbot: QtBot) -> list[JobInfo]:
    """Two takes of each of five clips."""
    commands = Commands(pretence.asker, overview, pretence.connection)
    commands.submit([order(f"/films/{name}.mp4", takes=2) for name in "abcde"])
    qtbot.waitUntil(lambda: jobs.rowCount() == 10)
    return list(jobs.jobs_shown())


def _has_picture(thumbnails: Thumbnails, job: JobInfo) -> bool:
    return thumbnails.of(job) is not None


def test_takes_of_a_clip_share_one_picture(
    pretence: Pretence, overview: Overview, jobs: JobsModel, qtbot: QtBot
) -> None:
    shown = _some_jobs(pretence, overview, jobs, qtbot)
    thumbnails = Thumbnails(pretence.asker, pretence.connection)
    thumbnails.want(shown)
    qtbot.waitUntil(lambda: all(thumbnails.of(job) is not None for job in shown))
    assert pretence.daemon.requests["strip"] == 5
    image = thumbnails.of(shown[0])
    assert image is not None
    assert image.height() == 72


def test_what_was_scrolled_away_is_not_asked_for(
    pretence: Pretence, overview: Overview, jobs: JobsModel, qtbot: QtBot
) -> None:
    shown = _some_jobs(pretence, overview, jobs, qtbot)
    thumbnails = Thumbnails(pretence.asker, pretence.connection)
    thumbnails.want(shown)
    thumbnails.want(shown[8:])
    qtbot.waitUntil(lambda: thumbnails.of(shown[9]) is not None)
    assert pretence.daemon.requests["strip"] == 2


def test_the_oldest_pictures_make_room(
    pretence: Pretence, overview: Overview, jobs: JobsModel, qtbot: QtBot
) -> None:
    shown = _some_jobs(pretence, overview, jobs, qtbot)
    thumbnails = Thumbnails(pretence.asker, pretence.connection, kept=2)
    for job in shown[::2]:
        thumbnails.want([job])
        qtbot.waitUntil(partial(_has_picture, thumbnails, job))
    assert [thumbnails.of(job) is not None for job in shown[::2]] == [False, False, False, True, True]


def test_what_was_refused_is_asked_for_again_once_the_job_has_gone_on(
    pretence: Pretence, overview: Overview, jobs: JobsModel, qtbot: QtBot
) -> None:
    """As a job does that needed its media."""
    job = _some_jobs(pretence, overview, jobs, qtbot)[0]
    thumbnails = Thumbnails(pretence.asker, pretence.connection)
    unknown = job.model_copy(update={"id": "unknown"})
    thumbnails.want([unknown])
    qtbot.waitUntil(lambda: pretence.daemon.requests["strip"] == 1)
    thumbnails.want([unknown, job.model_copy(update={"state": JobState.ready})])
    qtbot.waitUntil(lambda: thumbnails.of(job) is not None)
    assert pretence.daemon.requests["strip"] == 2
