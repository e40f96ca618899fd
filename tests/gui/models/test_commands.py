"""What the user has the daemon do is said in a sentence, and undone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from footfall_bridge.orders import order
from footfall_bridge.protocol import JobState, Refusal
from footfall_gui.models.commands import Commands, Deed
from footfall_gui.models.jobs import JobsModel
from footfall_gui.models.overview import Mood, Overview
from footfall_gui.models.preferences import memory_of
from tests.gui.pretence import Pretence


@pytest.fixture
def commands(pretence: Pretence, overview: Overview) -> Commands:
    return Commands(pretence.asker, overview, pretence.connection)


@pytest.fixture
def deeds(commands: Commands) -> list[Deed]:
    deeds: list[Deed] = []
    commands.did.connect(deeds.append)
    return deeds


def _states(jobs: JobsModel) -> Callable[[], list[JobState]]:
    return lambda: [job.state for job in sorted(jobs.roster.jobs.values(), key=lambda job: job.number)]


def _undo(deeds: list[Deed]) -> None:
    undo = deeds[-1].undo
    assert undo is not None
    undo()


def test_jobs_are_queued_and_called_back(
    commands: Commands, deeds: list[Deed], jobs: JobsModel, qtbot: QtBot
) -> None:
    commands.submit([order("/films/a.mp4", takes=2)])
    qtbot.waitUntil(lambda: _states(jobs)() == [JobState.queued] * 2 and len(deeds) == 1)
    assert "2" in deeds[0].words
    _undo(deeds)
    qtbot.waitUntil(lambda: _states(jobs)() == [JobState.cancelled] * 2)


def test_a_cancelled_job_is_queued_again(
    commands: Commands, deeds: list[Deed], jobs: JobsModel, qtbot: QtBot
) -> None:
    commands.submit([order("/films/a.mp4")], commands.cancel)
    qtbot.waitUntil(lambda: _states(jobs)() == [JobState.cancelled] and len(deeds) == 2)
    _undo(deeds)
    qtbot.waitUntil(lambda: _states(jobs)() == [JobState.queued])


def test_forgotten_jobs_come_back(
    commands: Commands, deeds: list[Deed], jobs: JobsModel, pretence: Pretence, qtbot: QtBot
) -> None:
    commands.submit([order("/films/a.mp4"), order("/films/b.mp4")], commands.forget)
    qtbot.waitUntil(lambda: len(deeds) == 2 and not jobs.roster.jobs)
    _undo(deeds)
    qtbot.waitUntil(lambda: len(jobs.roster.jobs) == 2)


def test_what_is_refused_of_some_jobs_is_told(commands: Commands, qtbot: QtBot) -> None:
    with qtbot.waitSignal(commands.refused) as told:
        commands.retry(["nobody"])
    assert told.args is not None
    assert isinstance(told.args[0], Refusal)


def test_the_mood_follows_pause_and_lending(
    commands: Commands, overview: Overview, pretence: Pretence, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: overview.mood is Mood.idle)
    commands.pause()
    qtbot.waitUntil(lambda: overview.mood is Mood.paused)
    commands.resume()
    qtbot.waitUntil(lambda: overview.mood is Mood.idle)
    commands.release()
    qtbot.waitUntil(lambda: overview.released)
    commands.reclaim()
    qtbot.waitUntil(lambda: not overview.released)


def test_another_program_pauses_and_it_is_seen(overview: Overview, pretence: Pretence, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: overview.mood is Mood.idle)
    pretence.daemon.paused = True
    pretence.daemon.decide("paused")
    qtbot.waitUntil(lambda: overview.mood is Mood.paused)


def test_a_failure_wants_attention_until_it_was_looked_at(
    commands: Commands, overview: Overview, jobs: JobsModel, pretence: Pretence, qtbot: QtBot
) -> None:
    commands.submit([order("/films/a.mp4")])
    qtbot.waitUntil(lambda: overview.mood is Mood.working)
    pretence.daemon.change("job00001", state=JobState.failed)
    qtbot.waitUntil(lambda: overview.mood is Mood.attention)
    overview.seen()
    assert overview.mood is Mood.idle
    memory = memory_of(pretence.daemon.places, pretence.connection)
    again = Overview(pretence.asker, pretence.connection, jobs, memory, pretence.connection)
    assert not again.troubled, "the next start knows that it was looked at"


def test_progress_is_of_all_jobs_since_nothing_was_left(
    commands: Commands, overview: Overview, pretence: Pretence, qtbot: QtBot
) -> None:
    commands.submit([order("/films/a.mp4", takes=4)])
    qtbot.waitUntil(lambda: overview.active == 4)
    pretence.daemon.change("job00001", state=JobState.done)
    pretence.daemon.change("job00002", state=JobState.running)
    pretence.daemon.progress(job00002=0.5)
    qtbot.waitUntil(lambda: overview.progress == pytest.approx(1.5 / 4))
    in_hand = overview.in_hand
    assert in_hand is not None
    assert in_hand.id == "job00002"
    assert [job.id for job in overview.latest()] == ["job00001"]


def test_a_daemon_that_is_gone_wants_attention(overview: Overview, pretence: Pretence, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: overview.mood is Mood.idle)
    pretence.daemon.stop()
    qtbot.waitUntil(lambda: overview.mood is Mood.attention, timeout=15_000)
