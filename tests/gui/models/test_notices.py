"""People are told once of several jobs, and never of what is none of theirs."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from footfall_bridge.client import Client
from footfall_bridge.places import Places
from footfall_bridge.protocol import ErrorInfo, JobInfo, JobState, StateEvent
from footfall_gui.models.connection import Connection
from footfall_gui.models.notices import Notices
from tests.gui.jobs import a_job


def _notices(tmp: Places) -> Notices:
    connection = Connection(lambda: Client(tmp, start=False))
    return Notices(connection, lambda job: job.prompt == "only listening", connection, gather_ms=50)


def _ended(number: int, state: JobState, **fields: object) -> StateEvent:
    job: JobInfo = a_job(number, state=state, **fields)
    return StateEvent(sequence=number, id=job.id, job=job)


def test_what_ends_together_is_told_together(places: Places, qtbot: QtBot) -> None:
    notices = _notices(places)
    with qtbot.waitSignal(notices.told) as told:
        notices.hear([_ended(1, JobState.done), _ended(2, JobState.done)])
        notices.hear([_ended(3, JobState.done)])
    assert told.args is not None
    assert told.args[0].startswith("3 ")
    assert told.args[1] == "clip001.mp4"


def test_a_failure_says_why(places: Places, qtbot: QtBot) -> None:
    notices = _notices(places)
    error = ErrorInfo(code="bad-media", message="the file ends early")
    with qtbot.waitSignal(notices.told) as told:
        notices.hear([_ended(1, JobState.done), _ended(2, JobState.failed, error=error)])
    assert told.args == ["1 done, 1 failed", "clip002.mp4: the file ends early"]


def test_jobs_retried_meanwhile_and_auditions_are_not_told(places: Places, qtbot: QtBot) -> None:
    notices = _notices(places)
    with qtbot.assertNotEmitted(notices.told, wait=200):
        notices.hear([_ended(1, JobState.failed), _ended(2, JobState.done, prompt="only listening")])
        notices.hear([_ended(1, JobState.queued)])
