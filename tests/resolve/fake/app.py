"""Resolve, ProjectManager, Project and Timeline."""

from __future__ import annotations

import random
from typing import Any, ClassVar

from tests.resolve.fake.items import TimelineItem
from tests.resolve.fake.pool import MediaPool
from tests.resolve.fake.world import Item, Line, Show, Track, World
from tests.resolve.fake.wrapper import Wrapper


class Resolve(Wrapper):
    _world: World

    def GetProjectManager(self) -> ProjectManager:
        return ProjectManager(self._world, None)

    def GetProductName(self) -> str:
        return self._world.product

    def GetVersion(self) -> list[Any]:
        return [*self._world.version, 17, ""]

    def GetVersionString(self) -> str:
        return ".".join(str(part) for part in self._world.version)

    def OpenPage(self, name: str) -> bool:
        self._world.page = name
        return True

    def GetCurrentPage(self) -> str:
        return self._world.page


class ProjectManager(Wrapper):
    _world: World

    def GetCurrentProject(self) -> Project | None:
        return None if self._world.show is None else Project(self._world, self._world.show)

    def SaveProject(self) -> bool:
        assert self._world.show is not None
        if self._world.show.name == "Untitled Project":
            if self._world.no_gui:
                self._world.faults.append("SaveProject hangs for ever on an untitled project without a window")
            return False
        for line in filter(None, [self._world.show.line]):
            for track in line.audio:
                track.items = [item for item in track.items if not item.errored]
        return True


class Project(Wrapper):
    _state: Show
    _world: World

    def GetCurrentTimeline(self) -> Timeline | None:
        return None if self._state.line is None else Timeline(self._world, self._state.line)

    def GetMediaPool(self) -> MediaPool:
        return MediaPool(self._world, self._state)

    def GetName(self) -> str:
        return self._state.name

    def GetUniqueId(self) -> str:
        return self._state.id

    def GetSetting(self, name: str) -> str:
        return self._state.rate if name == "timelineFrameRate" else ""


class Timeline(Wrapper):
    SINCE: ClassVar[dict[str, tuple[int, int, int]]] = {"GetSelectedClips": (21, 0, 4)}
    _state: Line
    _world: World

    def GetName(self) -> str:
        return self._state.name

    def GetUniqueId(self) -> str:
        return self._state.id

    def GetStartFrame(self) -> int:
        return self._state.start

    def GetEndFrame(self) -> int:
        return self._state.end

    def GetStartTimecode(self) -> str:
        return self._state.timecode

    def GetSetting(self, name: str) -> str:
        line = self._state
        known = {
            "timelineFrameRate": line.rate,
            "timelineResolutionWidth": str(line.size[0]),
            "timelineResolutionHeight": str(line.size[1]),
            "timelineInputResMismatchBehavior": line.scaling,
        }
        return known.get(name, "")

    def GetTrackCount(self, kind: str) -> int:
        return len(self._state.tracks(kind))

    def GetItemListInTrack(self, kind: str, index: int) -> list[TimelineItem] | None:
        track = self._track(kind, index)
        return None if track is None else [TimelineItem(self._world, item) for item in track.items]

    def GetSelectedClips(self) -> list[TimelineItem]:
        """Sound and picture mixed, in any order."""
        mixed = list(self._state.selected)
        random.Random(1).shuffle(mixed)
        return [TimelineItem(self._world, item) for item in mixed]

    def GetCurrentVideoItem(self) -> TimelineItem | None:
        item = self._state.under_playhead
        return None if item is None else TimelineItem(self._world, item)

    def GetCurrentTimecode(self) -> str:
        return self._state.timecode

    def GetMarkInOut(self) -> dict[str, dict[str, int]]:
        return {kind: dict(marks) for kind, marks in self._state.marks.items()}

    def GetMarkers(self) -> dict[float, dict[str, Any]]:
        return dict(self._state.markers)

    def AddTrack(self, kind: str, options: Any = None) -> bool:
        """Mono, unless it is told. An `index` within the tracks shifts those after it."""
        subtype = options.get("audioType", "mono") if isinstance(options, dict) else options or "mono"
        tracks = self._state.tracks(kind)
        index = options.get("index", len(tracks) + 1) if isinstance(options, dict) else len(tracks) + 1
        tracks.insert(index - 1, Track(kind, subtype, f"{kind.capitalize()} {len(tracks) + 1}"))
        return True

    def GetTrackName(self, kind: str, index: int) -> str | None:
        track = self._track(kind, index)
        return None if track is None else track.name

    def SetTrackName(self, kind: str, index: int, name: str) -> bool:
        track = self._track(kind, index)
        if track is not None:
            track.name = name
        return track is not None

    def GetTrackSubType(self, kind: str, index: int) -> str | None:
        track = self._track(kind, index)
        return None if track is None else track.subtype

    def GetIsTrackLocked(self, kind: str, index: int) -> bool | None:
        track = self._track(kind, index)
        return None if track is None else track.locked

    def GetIsTrackEnabled(self, kind: str, index: int) -> bool:
        return self._track(kind, index) is not None

    def DeleteClips(self, items: list[TimelineItem], ripple: bool = False) -> bool:
        """On the Edit page alone; may fail once; linked items stay."""
        if self._world.page != "edit":
            return False
        if self._world.deletion_fails:
            self._world.deletion_fails -= 1
            return False
        assert not ripple, "a ripple would move the user's clips"
        gone: list[Item] = [object.__getattribute__(item, "_state") for item in items]
        for track in (*self._state.video, *self._state.audio):
            if not track.locked:
                track.items = [item for item in track.items if item not in gone]
        return True

    def SetClipsLinked(self, items: list[TimelineItem], linked: bool) -> bool:
        return True

    def ImportIntoTimeline(self, path: str, options: dict[str, Any]) -> bool:
        return path.lower().endswith(".aaf")

    def Export(self, path: str, kind: Any, subtype: Any) -> bool:
        return True

    def _track(self, kind: str, index: int) -> Track | None:
        tracks = self._state.tracks(kind)
        return tracks[index - 1] if 1 <= index <= len(tracks) else None
