"""What helps, by the daemon's codes."""

from __future__ import annotations

import pytest

from footfall_bridge.protocol import DaemonInfo, ErrorInfo, JobState, Status
from footfall_gui.models.failures import Remedy, obstacle_to, remedies_of
from tests.gui.models.test_details_time import job


def status(**fields: object) -> Status:
    daemon = DaemonInfo(pid=1, version="1", protocol=1)
    return Status.model_validate({"daemon": daemon, "queue": {}, "paused": False, "workers": []} | fields)


@pytest.mark.parametrize(
    ("code", "first"),
    [
        ("media-missing", Remedy.locate),
        ("dest-camera-card", Remedy.destination),
        ("disk-full", Remedy.retry),
        ("licence-not-accepted", Remedy.weights),
        ("bad-wave", Remedy.other_seed),
        ("bad-region", Remedy.whole),
        ("a-code-of-a-newer-daemon", Remedy.retry),
    ],
)
def test_the_best_help_comes_first(code: str, first: Remedy) -> None:
    error = ErrorInfo(code=code, message="no")
    assert remedies_of(job(state=JobState.failed, error=error))[0] is first


def test_what_the_order_itself_forbids_is_not_tried_again() -> None:
    error = ErrorInfo(code="too-long", message="no")
    assert remedies_of(job(state=JobState.failed, error=error)) == ()


def test_a_job_that_waits_for_its_media_can_be_given_it() -> None:
    assert remedies_of(job(state=JobState.needs_media)) == (Remedy.locate,)


def test_a_job_that_waits_is_told_for_what() -> None:
    waiting = job(state=JobState.queued)
    assert obstacle_to(waiting, status(released=True, paused=True)) is Remedy.take_back
    assert obstacle_to(waiting, status(paused=True)) is Remedy.resume
    assert obstacle_to(waiting, status()) is None
    assert obstacle_to(job(), status(paused=True)) is None
