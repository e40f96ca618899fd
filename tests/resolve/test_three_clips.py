"""The way of three clips: asked for, made, placed, read back."""

from __future__ import annotations

from fractions import Fraction

from footfall_bridge.timeline import Time
from tests.resolve.desk import Desk
from tests.resolve.fake.world import Item


def test_sounds_lie_exactly_under_their_clips(desk: Desk, clips: list[Item]) -> None:
    said = desk.run("Generate Foley")
    assert "3 clips from the timeline selection" in said
    assert desk.placed == []
    assert "placed the Foley of 3 clips" in desk.place()
    assert desk.placed == [("Footfall", clip.start, clip.duration) for clip in clips]


def test_what_is_heard_begins_after_the_handle(desk: Desk, clips: list[Item]) -> None:
    desk.run("Generate Foley")
    desk.place()
    assert "DeleteClips" not in desk.world.calls  # it was right at once
    assert [item.left for _, item in desk.world.ours()] == [24, 24, 24]
    assert [item.media.frames for _, item in desk.world.ours() if item.media] == [96, 84, 120]


def test_an_order_says_which_pictures_and_where_they_are(desk: Desk, clips: list[Item]) -> None:
    desk.run("Generate Foley")
    clip = desk.gateway.orders[1].clip
    assert clip.media == str(desk.folder / "door.mov")
    assert clip.source_in == Time(value=100, rate=(24, 1))
    assert clip.source_out == Time(value=136, rate=(24, 1))
    assert clip.place is not None
    assert clip.place.record_in.seconds == 3600 + 2
    assert clip.place.timeline == desk.world.line.id
    assert clip.place.clip == clips[1].id
    assert desk.world.show is not None
    assert clip.place.project == desk.world.show.id
    assert clip.place.editor == "DaVinci Resolve Studio 21.0.4"
    handles = desk.gateway.orders[1].handles
    assert handles is not None
    assert handles.seconds == Fraction(1)


def test_other_tracks_stay_as_they_are(desk: Desk, clips: list[Item]) -> None:
    sound = desk.world.line.add(Item("walk.mov", clips[0].start, 48, clips[0].media, kind="audio"))
    desk.run("Generate Foley")
    desk.place()
    assert [track.name for track in desk.world.line.audio] == ["Audio 1", "Footfall"]
    assert desk.world.line.audio[0].items == [sound]


def test_placing_twice_places_once(desk: Desk, clips: list[Item]) -> None:
    desk.run("Generate Foley")
    desk.place()
    before = desk.placed
    assert "nothing new to place" in desk.run("Place finished Foley")
    assert desk.placed == before


def test_everything_placed_is_removed_by_one_command(desk: Desk, clips: list[Item]) -> None:
    desk.run("Generate Foley")
    desk.place()
    assert "removed 3 sounds" in desk.run("Remove Foley")
    assert desk.placed == []
    desk.run("Place finished Foley")
    assert desk.placed == []


def test_status_tells_what_is_where(desk: Desk, clips: list[Item]) -> None:
    desk.run("Generate Foley")
    assert "3 queued" in desk.run("Foley status")
    desk.gateway.finish(desk.folder / "made")
    assert "3 generated but not placed" in desk.run("Foley status")
    desk.run("Place finished Foley")
    assert "3 placed" in desk.run("Foley status")
