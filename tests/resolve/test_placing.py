"""Placing, where Resolve drops, floors, shifts and forgets."""

from __future__ import annotations

import pytest

from tests.resolve.desk import Desk
from tests.resolve.fake.world import Item, Line, Track
from tests.resolve.test_reading import prefer


@pytest.mark.parametrize(
    ("project", "timeline"), [("24", "25"), ("25", "24"), ("23.976", "24"), ("30", "25"), ("50", "29.97")]
)
def test_a_wav_keeps_the_projects_rate_and_is_laid_by_it(desk: Desk, project: str, timeline: str) -> None:
    assert desk.world.show is not None
    desk.world.show.rate = project
    desk.world.show.line = line = Line(rate=timeline, start=0, timecode="00:00:00:00")
    clips = [desk.clip(f"{at}.mov", at, 37) for at in (500, 537, 700)]
    desk.select(*clips)
    desk.run("Generate Foley")
    desk.place()
    assert [(start, abs(length - 37) <= 1) for _, start, length in desk.placed] == [
        (500, True),
        (537, True),
        (700, True),
    ]
    for _, item in desk.world.ours():
        assert item.media is not None
        assert abs(item.left / item.media.exact - round(line.exact) / line.exact) <= 1 / item.media.exact / 2


def test_a_sound_that_came_out_short_is_laid_again_with_a_frame_to_spare(desk: Desk, clips: list[Item]) -> None:
    def shorten(item: Item) -> None:
        item.duration -= 1

    desk.world.lays = shorten
    desk.run("Generate Foley")
    desk.place()
    assert desk.placed == [("Footfall", clip.start, clip.duration) for clip in clips]


def test_a_sound_that_came_out_elsewhere_is_taken_away_again(desk: Desk, clips: list[Item]) -> None:
    def shift(item: Item) -> None:
        item.start += 2

    desk.world.lays = shift
    desk.run("Generate Foley")
    assert desk.place().count("Resolve laid a sound 2 frames from its place") == 3
    assert desk.placed == []


def test_the_rate_of_the_import_holds_though_the_project_changes(desk: Desk, clips: list[Item]) -> None:
    desk.run("Generate Foley")
    desk.place()
    desk.run("Remove Foley")
    assert desk.world.show is not None
    desk.world.show.rate = "25"  # ours stay at 24
    desk.select(clips[1])
    desk.run("Use Foley take")
    assert desk.placed == [("Footfall", clips[1].start, clips[1].duration)]


def test_a_track_of_ours_with_something_in_the_way_is_not_used(desk: Desk, clips: list[Item]) -> None:
    other = Item("music.wav", clips[1].start + 10, 500, desk.media("music.wav"), kind="audio", track=2)
    desk.world.line.audio.append(Track("audio", "mono", "Footfall", items=[other]))
    desk.run("Generate Foley")
    desk.place()
    assert [(len(track.items), track.name) for track in desk.world.line.audio[1:]] == [
        (2, "Footfall"),
        (2, "Footfall"),
    ]
    assert desk.placed[0] == ("Footfall", clips[0].start, 48)


def test_a_locked_track_of_ours_is_not_used(desk: Desk, clips: list[Item]) -> None:
    desk.world.line.audio.append(Track("audio", "mono", "Footfall", locked=True))
    desk.run("Generate Foley")
    desk.place()
    assert [len(track.items) for track in desk.world.line.audio] == [0, 0, 3]


@pytest.mark.parametrize(("channels", "kind"), [(1, "mono"), (2, "stereo")])
def test_a_track_is_as_wide_as_the_file(desk: Desk, clips: list[Item], channels: int, kind: str) -> None:
    desk.run("Generate Foley")
    desk.gateway.finish(desk.folder / "made", channels=channels)
    desk.run("Place finished Foley")
    assert [(track.name, track.subtype) for track in desk.world.line.audio[1:]] == [("Footfall", kind)]


def test_layers_have_tracks_of_their_own(desk: Desk, clips: list[Item]) -> None:
    prefer(desk, layers=True)
    desk.run("Generate Foley")
    assert desk.gateway.orders[0].layers == ("feet", "props", "cloth", "ambience")
    desk.gateway.finish(desk.folder / "made", "feet", "props", "cloth", "ambience")
    desk.run("Place finished Foley")
    names = [track.name for track in desk.world.line.audio[1:]]
    assert names == ["Footfall Feet", "Footfall Props", "Footfall Cloth", "Footfall Ambience"]
    assert len(desk.placed) == 12


def test_a_drop_without_a_word_is_noticed(desk: Desk, clips: list[Item], monkeypatch: pytest.MonkeyPatch) -> None:
    """Something that lies in the way though the track looked free: a hollow item comes back."""
    desk.run("Generate Foley")

    def lock(name: str) -> None:
        for track in desk.world.line.audio:
            track.locked = name == "AppendToTimeline"

    desk.world.before = lock
    assert desk.place().count("generated, not placed") == 3
    assert "[" not in desk.run("Foley status").split("sounds of")[0]
    desk.world.before = lambda name: None
    desk.run("Place finished Foley")
    assert [start for _, start, _ in desk.placed] == [clip.start for clip in clips]


def test_what_vanishes_with_a_save_is_said(desk: Desk, clips: list[Item]) -> None:
    desk.run("Generate Foley")
    desk.world.errs = True
    assert desk.place().count("lost its sound when Resolve saved") == 3


def test_an_untitled_project_is_not_saved(desk: Desk, clips: list[Item]) -> None:
    assert desk.world.show is not None
    desk.world.show.name, desk.world.no_gui = "Untitled Project", True
    desk.run("Generate Foley")
    desk.place()
    assert len(desk.placed) == 3
    assert "SaveProject" not in desk.world.calls


def test_the_users_bin_is_current_again(desk: Desk, clips: list[Item]) -> None:
    assert desk.world.show is not None
    desk.run("Generate Foley")
    desk.place()
    assert desk.world.show.bin is desk.world.show.root
    assert [one.name for one in desk.world.show.root.bins] == ["Footfall"]


@pytest.mark.parametrize("again", [False, True])
def test_a_file_is_imported_once(desk: Desk, clips: list[Item], again: bool) -> None:
    desk.world.imports_again = again
    desk.run("Generate Foley")
    desk.place()
    desk.run("Remove Foley")
    desk.run("Use Foley take")
    assert desk.world.show is not None
    paths = [clip.path for clip in desk.world.show.root.bins[0].clips]
    assert len(paths) == len(set(paths)) == 3


def test_a_file_that_is_gone_is_said_and_the_others_are_placed(desk: Desk, clips: list[Item]) -> None:
    desk.run("Generate Foley")
    desk.gateway.finish(desk.folder / "made")
    next((desk.folder / "made").iterdir()).unlink()
    assert "is not there any more" in desk.run("Place finished Foley")
    assert len(desk.placed) == 2


def test_a_moved_clip_has_its_sound_where_it_is_now(desk: Desk, clips: list[Item]) -> None:
    desk.run("Generate Foley")
    clips[2].start += 500
    desk.place()
    assert desk.placed[2] == ("Footfall", clips[2].start, 72)


def test_a_trimmed_clip_has_the_part_that_it_shows(desk: Desk, clips: list[Item]) -> None:
    desk.run("Generate Foley")
    clips[0].start, clips[0].duration, clips[0].left = clips[0].start + 10, 30, clips[0].left + 10
    assert "“walk.mov” was trimmed" in desk.place()
    track, item = desk.world.ours()[0]
    assert (track, item.start, item.duration, int(item.left)) == ("Footfall", clips[0].start, 30, 24 + 10)


def test_a_clip_that_shows_something_else_is_stale(desk: Desk, clips: list[Item]) -> None:
    desk.run("Generate Foley")
    clips[0].left += 1000
    assert "does not show what its sound was made for" in desk.place()
    assert len(desk.placed) == 2


def test_a_deleted_clip_is_said(desk: Desk, clips: list[Item]) -> None:
    desk.run("Generate Foley")
    desk.world.line.video[0].items.remove(clips[1])
    assert "“door.mov”: its clip is not on this timeline any more" in desk.place()
    assert len(desk.placed) == 2


def test_another_timeline_gets_nothing(desk: Desk, clips: list[Item]) -> None:
    desk.run("Generate Foley")
    assert desk.world.show is not None
    first, desk.world.show.line = desk.world.line, Line(name="Cut 4")
    desk.place()
    assert desk.placed == []
    desk.world.show.line = first
    desk.run("Place finished Foley")
    assert len(desk.placed) == 3


def test_a_timeline_that_is_switched_while_we_place_gets_nothing(desk: Desk, clips: list[Item]) -> None:
    desk.run("Generate Foley")
    show, first, other = desk.world.show, desk.world.line, Line(name="Cut 4")
    assert show is not None

    def switch(name: str) -> None:
        if name == "ImportMedia" and desk.world.calls.count("ImportMedia") == 2:
            assert show is not None
            show.line = other

    desk.world.before = switch
    assert "generated, not placed (take 1): the timeline Cut 3 is not the current one" in desk.place()
    assert not any(other.items)
    show.line, desk.world.before = first, lambda name: None
    assert len(desk.placed) == 1
    desk.run("Place finished Foley")
    assert len(desk.placed) == 3


def test_losing_the_ledger_places_nothing_twice(desk: Desk, clips: list[Item]) -> None:
    desk.run("Generate Foley")
    desk.place()
    (desk.gateway.runtime / "resolve" / "ledger.json").unlink()
    desk.run("Place finished Foley")
    assert len(desk.placed) == 3
    assert "removed 3 sounds" in desk.run("Remove Foley")


def test_losing_the_marks_removes_all_the_same(desk: Desk, clips: list[Item]) -> None:
    desk.run("Generate Foley")
    desk.place()
    for _, item in desk.world.ours():
        item.markers.clear()
    assert "removed 3 sounds" in desk.run("Remove Foley")


def test_the_users_own_clips_on_our_tracks_are_not_removed(desk: Desk, clips: list[Item]) -> None:
    desk.run("Generate Foley")
    desk.place()
    own = Item("own.wav", clips[2].end + 10, 20, desk.media("own.wav"), kind="audio", track=2)
    desk.world.line.audio[1].items.append(own)
    desk.run("Remove Foley")
    assert desk.world.line.audio[1].items == [own]


def test_removing_works_from_any_page_and_when_it_fails_once(desk: Desk, clips: list[Item]) -> None:
    desk.run("Generate Foley")
    desk.place()
    desk.world.page, desk.world.deletion_fails = "color", 1
    assert "removed 3 sounds" in desk.run("Remove Foley")
    assert desk.placed == []
    assert desk.world.page == "color"


def test_a_removal_that_fails_is_said(desk: Desk, clips: list[Item]) -> None:
    desk.run("Generate Foley")
    desk.place()
    desk.world.deletion_fails = 9
    assert "[not-removed]" in desk.run("Remove Foley")


def test_two_commands_do_not_place_at_once(desk: Desk, clips: list[Item]) -> None:
    desk.run("Generate Foley")
    lock = desk.gateway.runtime / "resolve" / "placing.lock"
    lock.parent.mkdir(exist_ok=True)
    lock.touch()
    assert "[busy]" in desk.place()
    lock.unlink()
    desk.run("Place finished Foley")
    assert len(desk.placed) == 3


def test_placing_at_once_is_a_wish(desk: Desk, clips: list[Item]) -> None:
    prefer(desk, place_at_once=True)
    desk.run("Generate Foley")
    desk.gateway.finish(desk.folder / "made")
    desk.run("Foley status")
    assert len(desk.placed) == 3


def test_a_failed_job_is_told_with_its_sentence(desk: Desk, clips: list[Item]) -> None:
    desk.run("Generate Foley")
    desk.gateway.fail("job000000002", "The file holds no frame: export it again.")
    assert "“door.mov” failed: The file holds no frame: export it again." in desk.place()
    assert len(desk.placed) == 2
