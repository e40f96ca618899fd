"""What is foreseen of jobs."""

from __future__ import annotations

import pytest

from footfall_bridge.protocol import JobState, Order, Priority
from footfall_bridge.timeline import Clip, Time
from footfall_daemon.forecast import Forecast
from footfall_daemon.jobs import Job
from tests.daemon.making import a_job


def ten_seconds(id_: str, state: JobState = JobState.queued, **changes: object) -> Job:
    clip = Clip(media="/film.mp4", source_in=Time(value=0, rate=(1, 1)), source_out=Time(value=10, rate=(1, 1)))
    priority = changes.pop("priority", Priority.normal)
    return a_job(id_, state=state, **changes).model_copy(update={"order": Order(clip=clip, priority=priority)})


def a_tenth(job: Job, sound: float) -> float:
    """Ten times as fast as it sounds."""
    return 0.1 * sound


def test_who_runs_comes_before_who_waits() -> None:
    jobs = [
        ten_seconds("bulk", number=1, priority=Priority.background),
        ten_seconds("next", number=3),
        ten_seconds("running", JobState.running, number=4),
        ten_seconds("moved", number=5, position=0.5),
    ]
    turns = Forecast().turns(jobs)
    assert sorted(turns, key=turns.__getitem__) == ["running", "moved", "next", "bulk"]


def test_nothing_is_foreseen_of_an_unknown_pace() -> None:
    assert Forecast().etas([ten_seconds("a")], {}, lambda *_: None, 2) == {}


def test_looking_at_pictures_counts_among_the_hands() -> None:
    forecast = Forecast()
    forecast.preparing.learn(1.0, 0.4)
    jobs = [ten_seconds("a", number=1), ten_seconds("b", JobState.ready, number=2)]
    etas = forecast.etas(jobs, {}, a_tenth, 2)
    assert etas == pytest.approx({"b": 1.0, "a": 1.0 + 1.0 + 2.0})


def test_what_is_done_is_not_counted() -> None:
    etas = Forecast().etas([ten_seconds("a", JobState.running)], {"a": 0.75}, a_tenth, 1)
    assert etas == pytest.approx({"a": 0.2}, abs=0.06)


def test_offline_media_has_no_eta() -> None:
    assert Forecast().etas([ten_seconds("a", JobState.needs_media)], {}, a_tenth, 1) == {}


def test_a_job_that_runs_beside_others_ends_with_its_set() -> None:
    jobs = [ten_seconds("a", JobState.running, number=1), ten_seconds("b", JobState.running, number=2)]
    etas = Forecast().etas(jobs, {"a": 0.5}, a_tenth, 1, {"a": 1.2, "b": 1.5}.get)
    assert etas == pytest.approx({"a": 1.2, "b": 1.5})


def test_a_job_that_not_all_workers_can_share_in_takes_as_long_as_it_would_alone() -> None:
    jobs = [ten_seconds(id_, JobState.ready, number=number) for number, id_ in enumerate("abcd")]
    etas = Forecast().etas(jobs, {}, a_tenth, 1, alone=lambda job, sound: 4 * a_tenth(job, sound))
    assert etas == pytest.approx({"a": 4.0, "b": 5.0, "c": 6.0, "d": 7.0})
