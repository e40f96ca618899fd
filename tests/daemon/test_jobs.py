"""States and the moves between them."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footfall_bridge.protocol import JobState, Order, Priority
from footfall_bridge.timeline import Clip, Time
from footfall_daemon.jobs import MOVES, IllegalMove, Job
from tests.daemon.making import a_job


def test_every_state_has_a_row_in_the_table() -> None:
    assert set(MOVES) == set(JobState)


def test_an_illegal_move_tells_the_story() -> None:
    job = a_job().moved(JobState.preparing).moved(JobState.ready)
    with pytest.raises(IllegalMove, match=r"ready -> done .*preparing, ready"):
        job.moved(JobState.done)


def test_done_is_final() -> None:
    assert MOVES[JobState.done] == frozenset()


@given(st.lists(st.sampled_from(JobState), max_size=100))
def test_lost_never_looks_like_done(wishes: list[JobState]) -> None:
    """Whatever is asked for, a job is done only after it was written."""
    job, before = a_job(), JobState.queued
    for wish in wishes:
        if wish in MOVES[job.state]:
            before, job = job.state, job.moved(wish)
            if job.state is JobState.done:
                assert before is JobState.writing
    assert len(job.story) <= 40


def test_rank_orders_by_priority_then_position_then_arrival() -> None:
    first = a_job(number=9, priority=Priority.interactive)
    moved_up = a_job(number=8, position=0.5)
    early, late = a_job(number=1), a_job(number=2)
    bulk = a_job(number=0, priority=Priority.background)
    assert sorted([bulk, late, early, moved_up, first], key=lambda job: job.rank) == [
        first, moved_up, early, late, bulk,
    ]  # fmt: skip


def test_clients_see_no_movie_before_the_job_is_done() -> None:
    assert a_job().info().movie is None


@pytest.mark.parametrize("negative", ["", "birds"])
def test_a_job_of_an_earlier_footfall_means_what_it_meant(negative: str) -> None:
    """Such a job has nothing but its order, which always said what to keep away."""
    old = json.loads(a_job().model_dump_json())
    for field in ("negative", "guidance", "steps"):
        del old[field]
    old["order"] |= {"negative": negative}
    del old["order"]["guidance"], old["order"]["steps"]
    job = Job.model_validate_json(json.dumps(old))
    assert (job.negative, job.guidance, job.steps) == (negative, None, None)
    assert (job.info().negative, job.order.negative) == (negative, negative)


def test_clients_are_told_how_the_engine_works() -> None:
    info = a_job(negative="music", guidance=3.0, steps=20).info()
    assert (info.negative, info.guidance, info.steps) == ("music", 3.0, 20)


def test_clients_know_how_long_a_clip_is_before_its_media_was_opened() -> None:
    cut = Clip(media="/film.mov", source_in=a_time(48), source_out=a_time(96), play_rate=Fraction(2))
    info = a_job(order=Order(clip=cut)).info()
    assert (info.source_in, info.source_out) == (a_time(48), a_time(96))
    assert info.duration is not None
    assert info.duration.seconds == Fraction(1001, 1000)
    assert a_job().info().duration is None


def a_time(frames: int) -> Time:
    return Time(value=frames, rate=(24000, 1001))


def test_clients_are_told_where_a_job_stands_in_its_priority() -> None:
    assert a_job(number=7).info().position == 7.0
    assert a_job(number=7, position=2.5).info().position == 2.5
