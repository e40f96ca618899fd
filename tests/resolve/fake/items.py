"""TimelineItem and MediaPoolItem, with all that is odd about their numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.resolve.fake.world import CLIP_COLOURS, MARKER_COLOURS, PROPERTIES, Item, Media, World
from tests.resolve.fake.wrapper import Wrapper


class TimelineItem(Wrapper):
    _state: Item
    _world: World

    def GetUniqueId(self) -> str:
        return self._state.id

    def GetName(self) -> str:
        return self._state.name

    def GetStart(self, subframe_precision: bool = False) -> float:
        return _number(self._state.start, subframe_precision)

    def GetEnd(self, subframe_precision: bool = False) -> float:
        return _number(self._state.end, subframe_precision)

    def GetDuration(self, subframe_precision: bool = False) -> float:
        return _number(self._state.duration, subframe_precision)

    def GetLeftOffset(self, subframe_precision: bool = False) -> float:
        """Of sound in timeline frames; of picture in the media's, and warped where its speed was changed."""
        item = self._state
        assert item.media is not None
        if item.kind == "audio":
            return _number(item.left * self._world.line.exact / item.media.exact, subframe_precision)
        if item.source_frames is not None:
            return _number(item.left * item.duration / item.source_frames, subframe_precision)
        return _number(item.left, subframe_precision)

    def GetRightOffset(self, subframe_precision: bool = False) -> float:
        item = self._state
        assert item.media is not None
        return _number(item.media.frames - item.left - self._shown(), subframe_precision)

    def GetSourceStartFrame(self) -> int:
        return int(self._state.left) + (1 if self._state.off_by_one else 0)

    def GetSourceEndFrame(self) -> int:
        """Exclusive with equal rates, else inclusive."""
        assert self._state.media is not None
        last = self._state.left + self._shown()
        return int(last) if self._state.media.exact == self._world.line.exact else int(last) - 1

    def GetSourceStartTime(self) -> float:
        assert self._state.media is not None
        return float(self._state.media.start + self._state.left / self._state.media.exact)

    def GetSourceEndTime(self) -> float:
        assert self._state.media is not None
        return float(self._state.media.start + (self._state.left + self._shown()) / self._state.media.exact)

    def GetTrackTypeAndIndex(self) -> list[Any]:
        return [self._state.kind, self._state.track]

    def GetMediaPoolItem(self) -> MediaPoolItem | None:
        return None if self._state.media is None else MediaPoolItem(self._world, self._state.media)

    def GetLinkedItems(self) -> list[TimelineItem]:
        return []

    def GetClipEnabled(self) -> bool:
        return self._state.enabled

    def GetProperty(self, name: str | None = None) -> Any:
        """All of them, where none is named; None for a name that is none, as for its speed."""
        told = PROPERTIES | self._state.properties
        return dict(told) if name is None else told.get(name)

    def GetMarkers(self) -> dict[float, dict[str, Any]]:
        return dict(self._state.markers)

    def AddMarker(self, frame: float, colour: str, name: str, note: str, duration: float, data: str = "") -> bool:
        if colour not in MARKER_COLOURS.split() or float(frame) in self._state.markers:
            return False
        fields = {"color": colour, "duration": float(duration), "note": note, "name": name, "customData": data}
        self._state.markers[float(frame)] = fields
        return True

    def GetMarkerByCustomData(self, data: str) -> dict[str, Any]:
        return next((marker for marker in self._state.markers.values() if marker["customData"] == data), {})

    def UpdateMarkerCustomData(self, frame: float, data: str) -> bool:
        if float(frame) not in self._state.markers:
            return False
        self._state.markers[float(frame)]["customData"] = data
        return True

    def DeleteMarkerByCustomData(self, data: str) -> bool:
        frames = [frame for frame, marker in self._state.markers.items() if marker["customData"] == data]
        for frame in frames[:1]:
            del self._state.markers[frame]
        return bool(frames)

    def GetFlagList(self) -> list[str]:
        return list(self._state.flags)

    def AddFlag(self, colour: str) -> bool:
        self._state.flags.append(colour)
        return colour in MARKER_COLOURS.split()

    def ClearFlags(self, colour: str) -> bool:
        self._state.flags = [flag for flag in self._state.flags if flag != colour]
        return True

    def GetClipColor(self) -> str:
        return self._state.colour

    def SetClipColor(self, colour: str) -> bool:
        """On a title it answers True, and does nothing."""
        if colour not in CLIP_COLOURS.split():
            return False
        if not self._state.is_title:
            self._state.colour = colour
        return True

    def ClearClipColor(self) -> bool:
        self._state.colour = ""
        return True

    def _shown(self) -> Fraction:
        """Of the source, in the media's frames."""
        item = self._state
        assert item.media is not None
        if item.source_frames is not None:
            return item.source_frames
        return item.duration / self._world.line.exact * item.media.exact


class MediaPoolItem(Wrapper):
    _state: Media
    _world: World

    def GetUniqueId(self) -> str:
        return self._state.id

    def GetName(self) -> str:
        return self._state.name

    def GetClipProperty(self, name: str) -> str:
        media = self._state
        known = {
            "File Path": media.path,
            "FPS": media.rate,
            "Start TC": "",
            "Type": media.kind,
            "Proxy Media Path": media.proxy,
            "Resolution": media.resolution,
        }
        return known.get(name, "")

    def GetMetadata(self, kind: str) -> str:
        return ""

    def SetMetadata(self, kind: str, value: str) -> bool:
        return True


def _number(value: Any, subframe_precision: bool) -> float:
    return float(value) if subframe_precision else int(value)
