"""The table of jobs keeps its order, its filter and its rows while the daemon tells of them."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from footfall_bridge.feed import Snapshot
from footfall_bridge.protocol import JobInfo, JobState, ProgressEvent, StateEvent
from footfall_gui.models.jobs import JOB_IDS, JobsModel
from footfall_gui.models.ranking import Column, Move
from tests.gui.jobs import a_job, an_output

_sequence = iter(range(1, 1_000_000))


@pytest.fixture
def model(qapp: object) -> Iterator[JobsModel]:
    """Of ten waiting jobs. Qt checks every signal of it."""
    model = JobsModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.hear([_snapshot(*(a_job(number) for number in range(1, 11)))])
    yield model
    tester.deleteLater()
    model.deleteLater()


def _snapshot(*jobs: JobInfo) -> Snapshot:
    return Snapshot(jobs=list(jobs), sequence=0, instance="one")


def _told(job: JobInfo) -> StateEvent:
    return StateEvent(sequence=next(_sequence), id=job.id, job=job)


def _gone(number: int) -> StateEvent:
    return StateEvent(sequence=next(_sequence), id=f"job{number:05}", job=None)


def _numbers(model: JobsModel) -> list[int]:
    return [job.number for job in model.jobs_shown()]


def test_a_job_that_begins_comes_to_the_top_and_keeps_its_persistent_row(model: JobsModel) -> None:
    kept = QPersistentModelIndex(model.index(6, Column.clip))
    model.hear([_told(a_job(7, state=JobState.running))])
    assert _numbers(model)[0] == 7
    assert kept.row() == 0


def test_jobs_come_go_and_return(model: JobsModel) -> None:
    model.hear([_told(a_job(11)), _gone(3)])
    assert _numbers(model) == [1, 2, 4, 5, 6, 7, 8, 9, 10, 11]
    model.hear([_gone(4), _told(a_job(4)), _told(a_job(3))])
    assert _numbers(model) == list(range(1, 12))


def test_progress_keeps_rows_and_is_shown(model: JobsModel) -> None:
    model.hear([ProgressEvent(progress={"job00002": 0.5, "unknown": 0.5}, eta_s={"job00002": 75.0})])
    row = model.row_of("job00002")
    assert row == 1
    assert model.index(row, Column.progress).data() == "50 %"
    assert model.index(row, Column.left).data() == "1:15"


def test_a_time_to_go_outlives_events_that_do_not_tell_it(model: JobsModel) -> None:
    model.foresee([a_job(5, eta_s=90.0)])
    model.hear([_told(a_job(5, state=JobState.ready))])
    row = model.row_of("job00005")
    assert row is not None
    assert model.index(row, Column.left).data() == "1:30"


def test_many_changes_at_once_leave_the_same_table_as_one_by_one(model: JobsModel) -> None:
    dice = random.Random(3)
    other = JobsModel()
    other.hear([_snapshot(*(a_job(number) for number in range(1, 11)))])
    states = [JobState.queued, JobState.running, JobState.done, JobState.failed]
    news = [
        _told(a_job(number, state=dice.choice(states), position=dice.random(), updated=dice.random()))
        for number in (dice.randrange(1, 120) for _ in range(150))
    ]
    for event in news:
        model.hear([event])
    other.hear(news)
    assert _numbers(model) == _numbers(other)
    other.deleteLater()


def test_words_and_states_choose_rows(model: JobsModel) -> None:
    model.hear([_told(a_job(4, prompt="Boots on GRAVEL")), _told(a_job(5, prompt="boots", state=JobState.failed))])
    model.set_filter("boots gravel", None)
    assert _numbers(model) == [4]
    model.set_filter("boots", [JobState.failed])
    assert _numbers(model) == [5]
    model.hear([_told(a_job(4, prompt="boots", state=JobState.failed))])
    assert sorted(_numbers(model)) == [4, 5]
    model.set_filter("", None)
    assert len(_numbers(model)) == 10


def test_a_column_sorts_both_ways_and_keeps_sorting(model: JobsModel) -> None:
    model.sort(Column.created, Qt.SortOrder.DescendingOrder)
    model.hear([_told(a_job(11)), _told(a_job(2, state=JobState.running))])
    assert _numbers(model) == list(range(11, 0, -1))
    assert not model.in_turn


def test_turns_are_counted_among_jobs_that_have_not_ended(model: JobsModel) -> None:
    model.hear([_told(a_job(1, state=JobState.done)), _told(a_job(9, state=JobState.running))])
    turns = [model.index(row, Column.turn).data() for row in range(3)]
    assert turns == ["1", "2", "3"]
    row = model.row_of("job00001")
    assert row is not None
    assert model.index(row, Column.turn).data() == ""


def test_jobs_that_are_none_of_the_users_are_not_there(qapp: object) -> None:
    model = JobsModel(lambda job: job.prompt == "only listening")
    model.hear([_snapshot(a_job(1), a_job(2, prompt="only listening"))])
    model.hear([_told(a_job(3, prompt="only listening"))])
    assert _numbers(model) == [1]
    assert model.roster.count(JobState.queued) == 1
    model.deleteLater()


def _dragged(model: JobsModel, *rows: int) -> QMimeData:
    return model.mimeData([model.index(row, Column.clip) for row in rows])


def test_dragging_asks_for_a_move(model: JobsModel) -> None:
    wanted: list[list[Move]] = []
    model.moved.connect(wanted.append)
    data = _dragged(model, 8, 9)
    copy = Qt.DropAction.CopyAction
    assert model.canDropMimeData(data, copy, 2, 0, QModelIndex())
    model.dropMimeData(data, copy, 2, 0, QModelIndex())
    assert wanted == [[Move(["job00009", "job00010"], "before", "job00003")]]


def test_only_waiting_jobs_in_turn_order_are_dragged_elsewhere(model: JobsModel) -> None:
    copy = Qt.DropAction.CopyAction
    model.hear([_told(a_job(1, state=JobState.running))])
    assert not model.canDropMimeData(_dragged(model, 0), copy, 3, 0, QModelIndex())
    model.sort(Column.prompt)
    assert not model.canDropMimeData(_dragged(model, 4), copy, 2, 0, QModelIndex())


def test_finished_files_are_dragged_out_as_urls(model: JobsModel) -> None:
    outputs = [an_output("/films/Foley/a b.wav"), an_output("/films/Foley/c.wav")]
    model.hear([_told(a_job(1, state=JobState.done, outputs=outputs))])
    row = model.row_of("job00001")
    assert row is not None
    data = _dragged(model, row)
    assert data.hasFormat(JOB_IDS)
    assert [url.toLocalFile() for url in data.urls()] == ["/films/Foley/a b.wav", "/films/Foley/c.wav"]
    assert not _dragged(model, 0).hasUrls()
