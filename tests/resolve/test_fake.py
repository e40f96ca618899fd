"""The pretended Resolve is as strict as it says, or the other tests mean nothing."""

from __future__ import annotations

from typing import Any

from tests.resolve.fake.app import Resolve
from tests.resolve.fake.world import Item, Media, World


def project_of(world: World) -> Any:
    return Resolve(world, None).GetProjectManager().GetCurrentProject()


def timeline_of(world: World) -> Any:
    return project_of(world).GetCurrentTimeline()


def test_any_name_is_there_and_a_call_of_an_unknown_one_is_a_fault() -> None:
    world = World()
    timeline = timeline_of(world)
    assert hasattr(timeline, "DeleteTrack")
    assert "DeleteTrack" not in dir(timeline)
    assert timeline.DeleteTrack("audio", 1) is None
    assert world.faults == ["Timeline.DeleteTrack is not documented"]


def test_an_older_version_has_no_selection() -> None:
    world = World(version=(21, 0, 3))
    timeline = timeline_of(world)
    assert "GetSelectedClips" not in dir(timeline)
    assert timeline.GetSelectedClips() is None
    assert world.faults


def test_wrappers_are_never_the_same() -> None:
    world = World()
    world.line.add(Item("a", 86_400, 10, Media("a", "/a", "24")))
    timeline = timeline_of(world)
    first, second = (timeline.GetItemListInTrack("video", 1)[0] for _ in range(2))
    assert first is not second
    assert first != second
    assert first.GetUniqueId() == second.GetUniqueId()


def test_a_dialog_answers_everything_with_none() -> None:
    world = World(modal=True)
    assert Resolve(world, None).GetProductName() is None


def test_tracks_are_mono_unless_told_and_count_from_one() -> None:
    timeline = timeline_of(World())
    assert timeline.AddTrack("audio")
    assert timeline.GetTrackSubType("audio", 2) == "mono"
    assert timeline.GetTrackName("audio", 0) is None
    assert timeline.GetItemListInTrack("audio", 9) is None
    timeline.AddTrack("audio", {"audioType": "stereo", "index": 1})
    assert timeline.GetTrackName("audio", 2) == "Audio 1"
    timeline.AddTrack("audio", {"audioType": "stereo", "index": 99})
    assert timeline.GetTrackSubType("audio", 4) == "stereo"


def test_colours_of_clips_and_markers_differ_and_titles_ignore_them() -> None:
    world = World()
    world.line.add(Item("Title", 86_400, 10, is_title=True))
    title = timeline_of(world).GetItemListInTrack("video", 1)[0]
    assert title.SetClipColor("Orange") is True
    assert title.GetClipColor() == ""
    assert title.SetClipColor("Cyan") is False
    assert title.AddMarker(0, "Orange", "", "", 1, "") is False
    assert title.AddMarker(0, "Cyan", "", "", 1, "") is True


def test_timeline_files_are_never_imported_and_only_an_aaf_goes_into_a_timeline() -> None:
    world = World()
    pool = project_of(world).GetMediaPool()
    assert pool.ImportTimelineFromFile("/a.otio", {"timelineName": "x"}) is None
    assert timeline_of(world).ImportIntoTimeline("/a.otio", {}) is False
