"""A timeline that was changed: what still fits is laid again, only the rest is made, what is stale is named."""

from __future__ import annotations

import pytest

from footfall_bridge.protocol import JobState
from tests.resolve.desk import Desk
from tests.resolve.fake.world import Item
from tests.resolve.test_selection import MARKER


@pytest.fixture
def placed(desk: Desk, clips: list[Item]) -> list[Item]:
    """The clips, their sound under them."""
    desk.run("Generate Foley")
    desk.place()
    assert len(desk.placed) == 3
    return clips


def again(desk: Desk) -> str:
    return desk.run("Generate Foley") + desk.place()


def slots(clips: list[Item]) -> list[tuple[str, int, int]]:
    return sorted((("Footfall", clip.start, clip.duration) for clip in clips), key=lambda slot: slot[1])


def test_an_unchanged_timeline_stays_as_it_is(desk: Desk, placed: list[Item]) -> None:
    before = [item.id for _, item in desk.world.ours()]
    assert "nothing new to place" in again(desk)
    assert [item.id for _, item in desk.world.ours()] == before
    assert len(desk.gateway.orders) == 3


def test_the_sound_of_a_clip_that_moved_follows_it(desk: Desk, placed: list[Item]) -> None:
    placed[2].start += 400
    assert "placed the Foley of 1 clip" in again(desk)
    assert desk.placed == slots(placed)
    assert len(desk.gateway.orders) == 3


def test_a_trimmed_clip_keeps_the_part_of_its_sound_that_it_shows(desk: Desk, placed: list[Item]) -> None:
    placed[0].start, placed[0].duration, placed[0].left = placed[0].start + 10, 30, placed[0].left + 10
    again(desk)
    assert desk.placed == slots(placed)
    assert len(desk.gateway.orders) == 3


def test_an_extended_clip_gets_a_sound_of_its_whole_length(desk: Desk, placed: list[Item]) -> None:
    placed[2].duration += 24
    again(desk)
    assert desk.placed == slots(placed)
    assert len(desk.gateway.orders) == 4


def test_only_what_is_missing_is_made(desk: Desk, placed: list[Item]) -> None:
    new = desk.clip("new.mov", placed[2].end, 24)
    desk.select(*placed, new)
    assert "asked for 1 sounds" in desk.run("Generate Foley")
    desk.place()
    assert desk.placed == slots([*placed, new])


def test_what_the_user_took_away_is_laid_again_when_it_is_asked_for(desk: Desk, placed: list[Item]) -> None:
    desk.run("Remove Foley")
    again(desk)
    assert desk.placed == slots(placed)


def test_what_is_stale_is_named_and_left_where_it_is(desk: Desk, placed: list[Item]) -> None:
    desk.world.line.video[0].items.remove(placed[1])
    placed[2].start += 400
    desk.select(placed[0])
    said = desk.run("Generate Foley")
    assert "stale: the sound at 01:00:02:00 (job000000002_mix.wav): “door.mov”: its clip is not on this" in said
    assert "stale: the sound at 01:00:05:00 (job000000003_mix.wav): its clip plays elsewhere now" in said
    assert said.count("stale:") == 2
    assert len(desk.placed) == 3
    assert desk.run("Foley status").count("stale:") == 2


def test_a_hit_that_was_moved_is_made_anew(desk: Desk, clips: list[Item]) -> None:
    desk.select(clips[0])
    clips[0].markers[10.0] = dict(MARKER)
    desk.run("Generate Foley")
    desk.place()
    clips[0].markers = {20.0: dict(MARKER)}
    assert "asked for 1 sounds" in desk.run("Generate Foley")
    assert "nothing to ask for" in desk.run("Generate Foley")


def test_a_trim_that_leaves_a_hit_where_it_is_asks_for_nothing(desk: Desk, clips: list[Item]) -> None:
    desk.select(clips[0])
    desk.world.line.markers[10.0] = dict(MARKER)
    desk.run("Generate Foley")
    clips[0].start, clips[0].duration, clips[0].left = clips[0].start + 5, 43, clips[0].left + 5
    assert "nothing to ask for" in desk.run("Generate Foley")


def test_the_take_that_is_heard_is_the_one_that_follows(desk: Desk, placed: list[Item]) -> None:
    clip = placed[2]
    desk.select(clip)
    job = desk.gateway.jobs["job000000003"]
    further = {"id": "job000000004", "number": 4, "take": 2, "state": JobState.queued}
    desk.gateway.jobs["job000000004"] = job.model_copy(update=further)
    desk.place()
    desk.run("Use Foley take")
    clip.start += 400
    again(desk)
    assert [item.name for _, item in desk.world.ours()][-1] == "job000000004_mix.wav"
    assert desk.placed == slots(placed)
