"""The details of one job, with a real daemon: what is asked, dropped, auditioned, kept and ordered again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from footfall_bridge.protocol import JobInfo, JobState, Layer, Order
from footfall_bridge.timeline import Time
from footfall_gui.models.failures import Remedy
from tests.gui.details_stage import PATIENCE, Stage, a_stage, impacts

HALF = Time(value=1, rate=(2, 1))


@pytest.fixture(scope="module")
def theatre(qapp: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One daemon for all of these tests."""
    with a_stage(tmp_path_factory.mktemp("details")) as stage:
        yield stage


@pytest.fixture
def stage(theatre: Stage, qtbot: QtBot) -> Iterator[Stage]:
    yield theatre
    theatre.model.show(None)
    qtbot.waitUntil(lambda: not theatre.auditions(), timeout=PATIENCE)


def ready(stage: Stage) -> Callable[[], bool]:
    return lambda: stage.model.editable and bool(stage.model.edits.contacts)


def shown(stage: Stage, qtbot: QtBot, job: JobInfo) -> None:
    stage.model.show(job)
    qtbot.waitUntil(ready(stage), timeout=PATIENCE)


def heard(stage: Stage, qtbot: QtBot, do: Callable[[], object]) -> JobInfo:
    """The audition that an edit leads to."""
    with qtbot.waitSignal(stage.model.auditions.ready, timeout=PATIENCE) as signal:
        do()
    assert signal.args is not None
    made: JobInfo = signal.args[0]
    return made


def ordered(stage: Stage, qtbot: QtBot, do: Callable[[], object]) -> JobInfo:
    """The job that was submitted, as it ended."""
    with qtbot.waitSignal(stage.model.submitted, timeout=PATIENCE) as signal:
        do()
    assert signal.args is not None
    [job] = stage.client.wait(signal.args[0])
    return job


def test_a_job_is_shown_with_all_that_belongs_to_it(stage: Stage, qtbot: QtBot) -> None:
    job = stage.made(stage.clip(), handles=HALF)
    shown(stage, qtbot, job)
    model = stage.model
    model.looks.want_strip(12, 54)
    model.looks.hear(job)
    qtbot.waitUntil(lambda: model.looks.strip is not None and bool(model.looks.peaks(0)), timeout=PATIENCE)
    assert model.looks.strip is not None
    assert len(model.looks.strip.frames) == 16
    assert model.order is not None
    assert model.order.prompt == "wooden ball"
    for contact, truth in zip(model.edits.contacts, impacts("ball0"), strict=True):
        assert contact.time == pytest.approx(truth, abs=0.04)


def test_what_is_answered_of_another_job_is_dropped(stage: Stage, qtbot: QtBot) -> None:
    ball, bunny = stage.made(stage.clip()), stage.made(stage.clip("bigbuckbunny.mp4"), prompt="cloth")
    stage.model.show(bunny)
    shown(stage, qtbot, ball)
    assert stage.model.order is not None
    assert stage.model.order.prompt == "wooden ball"
    assert stage.model.looks.strip is None or stage.model.looks.strip.job == ball.id


def test_a_job_is_followed_to_its_end(stage: Stage, qtbot: QtBot) -> None:
    [queued] = stage.client.generate(stage.clip(), prompt="rubber ball")
    stage.model.show(stage.client.job(queued))
    qtbot.waitUntil(lambda: stage.model.job is not None and bool(stage.model.job.outputs), timeout=PATIENCE)
    qtbot.waitUntil(ready(stage), timeout=PATIENCE)


def test_an_edit_is_heard_and_leaves_nothing_behind(stage: Stage, qtbot: QtBot) -> None:
    job = stage.made(stage.clip())
    shown(stage, qtbot, job)
    beside = sorted(Path(job.outputs[0].path).parent.iterdir())
    made = heard(stage, qtbot, lambda: stage.model.edits.change(0, "move", time=0.3))
    assert stage.auditions() == [Path(made.outputs[0].path)]
    assert sorted(Path(job.outputs[0].path).parent.iterdir()) == beside
    assert stage.client.contacts(made.id).contacts[0].time == 0.3
    stage.model.show(None)
    qtbot.waitUntil(lambda: not stage.auditions(), timeout=PATIENCE)
    qtbot.waitUntil(lambda: not list(stage.client.jobs(ids=[made.id])), timeout=PATIENCE)


def test_many_edits_at_once_are_one_audition(stage: Stage, qtbot: QtBot) -> None:
    shown(stage, qtbot, stage.made(stage.clip()))
    before = stage.client.status().queue

    def many() -> None:
        for step in range(1, 20):
            stage.model.edits.change(0, "move", nudge=True, time=0.3 + step / 100)

    made = heard(stage, qtbot, many)
    assert stage.client.contacts(made.id).contacts[0].time == pytest.approx(0.49)
    assert sum(stage.client.status().queue.values()) == sum(before.values()) + 1


def test_auditions_are_no_versions(stage: Stage, qtbot: QtBot) -> None:
    shown(stage, qtbot, stage.made(stage.clip()))
    made = heard(stage, qtbot, lambda: stage.model.edits.change(0, "mute", muted=True))
    assert stage.model.auditions.owns(made)
    assert made.id not in [job.id for job in stage.model.versions.jobs]


def test_what_is_kept_lies_beside_the_media(stage: Stage, qtbot: QtBot) -> None:
    job = stage.made(stage.clip())
    shown(stage, qtbot, job)
    heard(stage, qtbot, lambda: stage.model.edits.remove(0, "remove"))
    kept = ordered(stage, qtbot, stage.model.keep)
    assert Path(kept.outputs[0].path).parent == Path(job.outputs[0].path).parent
    assert (kept.seed, kept.take) == (job.seed, job.take)
    assert len(stage.client.contacts(kept.id).contacts) == len(stage.client.contacts(job.id).contacts) - 1


def test_back_to_what_was_seen_where_the_order_brought_contacts(stage: Stage, qtbot: QtBot) -> None:
    seen = stage.client.contacts(stage.made(stage.clip()).id).contacts
    shown(stage, qtbot, stage.made(stage.clip(), contacts=seen[:1]))
    stage.model.reset_contacts("as seen")
    qtbot.waitUntil(lambda: len(stage.model.edits.contacts) == len(seen), timeout=PATIENCE)
    stage.model.edits.undo.undo()
    assert len(stage.model.edits.contacts) == 1


def test_layers_are_auditioned_as_one_file_and_kept_as_layers(stage: Stage, qtbot: QtBot) -> None:
    shown(stage, qtbot, stage.made(stage.clip(), layers=(Layer.props, Layer.ambience)))
    made = heard(stage, qtbot, lambda: stage.model.edits.change(0, "mute", muted=True))
    assert [output.layer for output in made.outputs] == ["mix"]
    kept = ordered(stage, qtbot, stage.model.keep)
    assert [output.layer for output in kept.outputs] == ["props", "ambience"]


def test_a_part_is_made_again_and_the_rest_stays(stage: Stage, qtbot: QtBot) -> None:
    job = stage.made(stage.clip())
    shown(stage, qtbot, job)
    start, stop = Time(value=25, rate=(25, 1)), Time(value=50, rate=(25, 1))
    made = ordered(
        stage, qtbot, lambda: stage.model.generate_part(job.outputs[0], start, stop, prompt="glass ball")
    )
    assert made.state is JobState.done
    before, after = (Path(one.outputs[0].path).read_bytes() for one in (job, made))
    second = 48_000 * 2 * 3
    first = before.index(b"data") + 8
    again = after.index(b"data") + 8
    assert before[first : first + second] == after[again : again + second]
    assert before[first + second : first + 2 * second] != after[again + second : again + 2 * second]


def test_an_edit_of_a_part_leaves_the_rest_of_its_file(stage: Stage, qtbot: QtBot) -> None:
    job = stage.made(stage.clip())
    shown(stage, qtbot, job)
    start, stop = Time(value=0, rate=(25, 1)), Time(value=25, rate=(25, 1))
    part = ordered(
        stage, qtbot, lambda: stage.model.generate_part(job.outputs[0], start, stop, prompt="glass ball")
    )
    shown(stage, qtbot, part)
    made = heard(stage, qtbot, lambda: stage.model.edits.change(3, "mute", muted=True))
    before, after = (Path(one.outputs[0].path).read_bytes() for one in (part, made))
    second = 48_000 * 2 * 3
    first, again = before.index(b"data") + 8, after.index(b"data") + 8
    assert before[first : first + second] == after[again : again + second]
    assert before[first:] != after[again:]


def test_a_new_take_has_the_next_number_and_seed(stage: Stage, qtbot: QtBot) -> None:
    clip = stage.clip("scenes/ball1.mp4")
    shown(stage, qtbot, stage.made(clip, takes=1))
    second = ordered(stage, qtbot, stage.model.new_take)
    assert (second.take, second.seed) == (2, 1)
    qtbot.waitUntil(lambda: len(stage.model.versions.jobs) == 2, timeout=PATIENCE)
    third = ordered(stage, qtbot, lambda: stage.model.new_take(prompt="glass ball"))
    assert (third.take, third.seed, third.prompt) == (3, 2, "glass ball")


def test_versions_of_the_same_clip_are_found_and_of_others_not(stage: Stage, qtbot: QtBot) -> None:
    clip = stage.clip("scenes/ball2.mp4")
    one, other = stage.made(clip), stage.made(clip, prompt="glass ball")
    stage.made(stage.clip("scenes/ball4.mp4"))
    shown(stage, qtbot, one)
    qtbot.waitUntil(lambda: len(stage.model.versions.jobs) == 2, timeout=PATIENCE)
    assert [job.id for job in stage.model.versions.jobs] == [one.id, other.id]


def test_media_that_has_moved_is_ordered_from_where_it_is(stage: Stage, qtbot: QtBot) -> None:
    clip = stage.clip("scenes/ball3_handheld.mp4")
    gone = clip.with_name("gone.mp4")
    gone.write_bytes(clip.read_bytes())
    order = Order.model_validate({"clip": {"media": str(gone)}, "prompt": "ball"})
    stage.client.pause()
    [id_] = stage.client.submit([order])
    gone.unlink()
    stage.client.resume()
    [job] = stage.client.wait([id_])
    assert job.error is not None
    stage.model.show(job)
    qtbot.waitUntil(lambda: stage.model.order is not None, timeout=PATIENCE)
    found = ordered(stage, qtbot, lambda: stage.model.locate(str(clip)))
    assert found.state is JobState.done
    assert found.prompt == "ball"


def test_a_job_behind_a_pause_says_so_until_it_goes_on(stage: Stage, qtbot: QtBot) -> None:
    stage.client.pause()
    [id_] = stage.client.generate(stage.clip(), prompt="stone")
    stage.model.show(stage.client.job(id_))
    qtbot.waitUntil(lambda: stage.model.obstacle is Remedy.resume, timeout=PATIENCE)
    stage.model.resume()
    qtbot.waitUntil(lambda: stage.model.obstacle is None, timeout=PATIENCE)
    stage.client.wait([id_])


def test_peaks_are_finer_where_they_are_looked_at(stage: Stage, qtbot: QtBot) -> None:
    job = stage.made(stage.clip())
    shown(stage, qtbot, job)
    looks = stage.model.looks
    looks.hear(job)
    qtbot.waitUntil(lambda: len(looks.peaks(0)) == 1, timeout=PATIENCE)
    looks.want_peaks(1.0, 1.5, 1000)
    qtbot.waitUntil(lambda: len(looks.peaks(0)) == 2, timeout=PATIENCE)
    detail = looks.peaks(0)[1]
    assert (detail.start, detail.stop) == pytest.approx((0.75, 1.75))
    assert len(detail.low) // detail.channels == 2000


def test_an_audition_behind_a_pause_says_what_it_waits_for(stage: Stage, qtbot: QtBot) -> None:
    shown(stage, qtbot, stage.made(stage.clip()))
    stage.client.pause()
    with qtbot.waitSignal(stage.model.auditions.held_up, timeout=PATIENCE) as signal:
        stage.model.edits.change(0, "mute", muted=True)
    assert signal.args == [Remedy.resume]
    heard(stage, qtbot, stage.client.resume)
