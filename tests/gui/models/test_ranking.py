"""Who comes before whom, and how jobs get in front of others."""

from __future__ import annotations

import random
from typing import Literal

import pytest

from footfall_bridge.protocol import JobInfo, JobState, Priority
from footfall_gui.models.ranking import Move, Ranking, moves_before, moves_by_one, turn_key
from tests.gui.jobs import a_job


def test_jobs_in_hand_come_first_and_those_that_ended_last() -> None:
    jobs = [
        a_job(1, state=JobState.done, updated=5.0),
        a_job(2, state=JobState.queued),
        a_job(3, state=JobState.failed, updated=9.0),
        a_job(4, state=JobState.ready, position=1.5),
        a_job(5, state=JobState.running),
        a_job(6, state=JobState.queued, priority=Priority.interactive),
    ]
    assert [job.number for job in sorted(jobs, key=turn_key)] == [5, 6, 4, 2, 3, 1]


@pytest.mark.parametrize("descending", [False, True])
def test_rows_are_found_where_a_sorted_list_has_them(descending: bool) -> None:
    dice = random.Random(7)
    ranking, keys = Ranking(), {}
    ranking.descending = descending
    for number in range(200):
        keys[f"job{number}"] = (dice.randrange(20), number)
        row = ranking.row_for(f"job{number}", keys[f"job{number}"])
        ranking.insert(f"job{number}", keys[f"job{number}"])
        assert ranking[row] == f"job{number}"
    for job in dice.sample(sorted(keys), 80):
        ranking.remove(job)
        del keys[job]

    expected = sorted(keys, key=lambda job: keys[job], reverse=descending)
    assert [ranking[row] for row in range(len(ranking))] == expected
    assert [ranking.row_of(job) for job in expected] == list(range(len(expected)))


def _queue(*priorities: Priority) -> list[JobInfo]:
    return [a_job(number, priority=priority) for number, priority in enumerate(priorities, 1)]


def test_jobs_are_placed_before_another_of_their_priority() -> None:
    queue = _queue(Priority.normal, Priority.normal, Priority.normal)
    assert moves_before(queue, ["job00003"], "job00002") == [Move(["job00003"], "before", "job00002")]


def test_jobs_dropped_behind_all_go_to_the_end() -> None:
    queue = _queue(Priority.normal, Priority.normal, Priority.normal)
    assert moves_before(queue, ["job00002", "job00001"], None) == [Move(["job00001", "job00002"], "last")]


def test_each_priority_moves_among_its_own() -> None:
    queue = _queue(Priority.interactive, Priority.interactive, Priority.normal, Priority.normal)
    assert moves_before(queue, ["job00002", "job00004"], "job00001") == [
        Move(["job00002"], "before", "job00001"),
        Move(["job00004"], "before", "job00003"),
    ]


def test_jobs_that_do_not_wait_stay_where_they_are() -> None:
    queue = [a_job(1, state=JobState.running), a_job(2)]
    assert moves_before(queue, ["job00001"], "job00002") == []


@pytest.mark.parametrize(
    ("chosen", "step", "move"),
    [
        ([2], -1, Move(["job00002"], "before", "job00001")),
        ([2], 1, Move(["job00002"], "before", "job00004")),
        ([1], -1, Move(["job00001"], "before", "job00002")),
        ([3], 1, Move(["job00003"], "last")),
        ([2, 3], -1, Move(["job00002", "job00003"], "before", "job00001")),
        ([4], 1, Move(["job00004"], "last")),
    ],
)
def test_a_block_steps_past_one_neighbour(chosen: list[int], step: Literal[-1, 1], move: Move) -> None:
    queue = _queue(*[Priority.normal] * 4)
    assert moves_by_one(queue, [f"job{number:05}" for number in chosen], step) == [move]
