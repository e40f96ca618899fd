"""Which clips are meant, rung by rung."""

from __future__ import annotations

import pytest

from tests.resolve.desk import Desk
from tests.resolve.fake.world import Item, Media

MARKER = {"color": "Blue", "duration": 1.0, "note": "", "name": "foley: gravel", "customData": ""}


def asked_for(desk: Desk) -> list[str]:
    return [order.clip.media.rsplit("/", 1)[-1] for order in desk.gateway.orders if order.clip.media]


def test_sound_in_the_selection_is_no_clip_of_its_own(desk: Desk, clips: list[Item]) -> None:
    sound = desk.world.line.add(Item("walk.mov", clips[0].start, 48, clips[0].media, kind="audio"))
    desk.select(*clips, sound, clips[0])
    assert "3 clips from the timeline selection" in desk.run("Generate Foley")
    assert asked_for(desk) == ["walk.mov", "door.mov", "rain.mov"]


def test_titles_and_transitions_are_named_and_left_out(desk: Desk, clips: list[Item]) -> None:
    title = desk.world.line.add(Item("Title", clips[2].end, 24, is_title=True))
    fade = desk.world.line.add(Item("Cross Dissolve", clips[0].end - 6, 12))
    desk.select(*clips, title, fade)
    said = desk.run("Generate Foley")
    assert len(desk.gateway.orders) == 3
    assert "left out: “Title” is a title, generator or transition" in said
    assert "left out: “Cross Dissolve”" in said


def test_an_older_resolve_has_no_selection_and_is_not_asked(desk: Desk, clips: list[Item]) -> None:
    desk.world.version = (21, 0, 3)
    desk.world.line.under_playhead = clips[1]
    assert "1 clip from the playhead" in desk.run("Generate Foley")
    assert asked_for(desk) == ["door.mov"]


def test_a_marker_on_a_clip_comes_before_the_playhead(desk: Desk, clips: list[Item]) -> None:
    desk.select()
    desk.world.line.under_playhead = clips[1]
    clips[2].markers[10.0] = dict(MARKER)
    desk.run("Generate Foley")
    assert asked_for(desk) == ["rain.mov"]
    assert desk.gateway.orders[0].prompt == "gravel"


def test_a_chosen_colour_speaks(desk: Desk, clips: list[Item]) -> None:
    (desk.folder.parent / "home" / "config").mkdir(parents=True)
    (desk.folder.parent / "home" / "config" / "resolve.json").write_text('{"colour": "Orange"}')
    desk.select()
    clips[0].colour = "Orange"
    clips[1].flags = ["Orange"]
    desk.run("Generate Foley")
    assert asked_for(desk) == ["walk.mov", "door.mov"]


@pytest.mark.parametrize("origin", [86_400, 0], ids=["absolute", "relative"])
def test_marks_trim_the_clips_whichever_way_they_count(desk: Desk, clips: list[Item], origin: int) -> None:
    desk.select()
    desk.world.line.marks = {"video": {"in": origin + 24, "out": origin + 60}}
    assert "2 clips from the range" in desk.run("Generate Foley")
    desk.place()
    assert desk.placed == [("Footfall", 86_424, 24), ("Footfall", 86_448, 12)]


def test_marks_that_can_be_read_two_ways_are_refused(desk: Desk) -> None:
    clip = desk.clip("long.mov", 100, 400)
    desk.world.line.start, desk.world.line.timecode = 100, "00:00:04:04"
    desk.world.line.marks = {"video": {"in": 150, "out": 200}}
    assert "[unclear-range]" in desk.run("Generate Foley")
    assert not desk.gateway.orders
    desk.select(clip)
    assert "asked for 1 sounds" in desk.run("Generate Foley")


def test_whole_files_of_the_pool_go_to_the_bin(desk: Desk) -> None:
    assert desk.world.show is not None
    desk.world.show.selected = [desk.media("shot.mov"), Media("Compound", "", "24", kind="Compound")]
    assert "from the media pool" in desk.run("Generate Foley")
    assert asked_for(desk) == ["shot.mov"]
    assert desk.gateway.orders[0].clip.place is None
    desk.place()
    assert desk.placed == []
    assert [clip.kind for clip in desk.world.show.root.bins[0].clips] == ["Audio"]


def test_no_clip_at_all_is_said(desk: Desk) -> None:
    assert "[no-selection]" in desk.run("Generate Foley")


def test_a_node_of_the_fusion_page_means_the_clip_under_the_playhead(desk: Desk, clips: list[Item]) -> None:
    desk.world.line.under_playhead = clips[2]
    desk.given = {"tool": object(), "comp": object()}
    desk.run("Generate Foley here", "Tool")
    assert asked_for(desk) == ["rain.mov"]
