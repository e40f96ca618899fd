"""MediaPool and Folder: what is imported, and what is appended to the timeline that is current."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar

import soundfile

from tests.resolve.fake.items import MediaPoolItem, TimelineItem
from tests.resolve.fake.world import RATES, Bin, Item, Media, Show, World
from tests.resolve.fake.wrapper import Wrapper

_CLIP_INFO = {"mediaPoolItem", "startFrame", "endFrame", "mediaType", "trackIndex", "recordFrame"}


class Folder(Wrapper):
    _state: Bin
    _world: World

    def GetName(self) -> str:
        return self._state.name

    def GetSubFolderList(self) -> list[Folder]:
        return [Folder(self._world, one) for one in self._state.bins]

    def GetClipList(self) -> list[MediaPoolItem]:
        return [MediaPoolItem(self._world, clip) for clip in self._state.clips]


class MediaPool(Wrapper):
    SINCE: ClassVar[dict[str, tuple[int, int, int]]] = {"GetSelectedClips": (19, 0, 0)}
    _state: Show
    _world: World

    def GetRootFolder(self) -> Folder:
        return Folder(self._world, self._state.root)

    def GetCurrentFolder(self) -> Folder:
        return Folder(self._world, self._state.bin or self._state.root)

    def SetCurrentFolder(self, folder: Folder) -> bool:
        self._state.bin = object.__getattribute__(folder, "_state")
        return True

    def AddSubFolder(self, folder: Folder, name: str) -> Folder:
        parent: Bin = object.__getattribute__(folder, "_state")
        parent.bins.append(Bin(name))
        return Folder(self._world, parent.bins[-1])

    def ImportMedia(self, paths: list[str]) -> list[MediaPoolItem]:
        """Into the current folder alone; a WAV takes the project's rate of this moment, and keeps it."""
        found = [path for path in paths if Path(path).exists()]
        return [MediaPoolItem(self._world, self._imported(path)) for path in found]

    def AppendToTimeline(self, infos: list[dict[str, Any]]) -> list[TimelineItem]:
        """To the current timeline, whichever that is. What overlaps is dropped without a word, its item hollow."""
        return [TimelineItem(self._world, self._appended(info)) for info in infos]

    def GetSelectedClips(self) -> list[MediaPoolItem]:
        return [MediaPoolItem(self._world, clip) for clip in self._state.selected]

    def ImportTimelineFromFile(self, path: str, options: dict[str, Any]) -> None:
        return None

    def _imported(self, path: str) -> Media:
        folder = self._state.bin or self._state.root
        known = [clip for clip in folder.clips if clip.path == path]
        if known and not self._world.imports_again:
            return known[0]
        sound = soundfile.info(path)
        rate = self._state.rate
        frames = math.floor(Fraction(sound.frames, sound.samplerate) * RATES[rate])
        folder.clips.append(Media(Path(path).name, path, rate, frames, kind="Audio"))
        return folder.clips[-1]

    def _appended(self, info: dict[str, Any]) -> Item:
        assert set(info) <= _CLIP_INFO, f"clipInfo has no {set(info) - _CLIP_INFO}"
        media: Media = object.__getattribute__(info["mediaPoolItem"], "_state")
        line = self._world.line
        hollow = Item("", 0, 0, id="")
        if not 1 <= info["trackIndex"] <= len(line.audio) or info.get("mediaType") != 2:
            return hollow
        track = line.audio[info["trackIndex"] - 1]
        # `endFrame` is exclusive; both count in the media's rate, and the length on the timeline is floored.
        length = math.floor((info["endFrame"] - info["startFrame"]) * line.exact / media.exact)
        item = Item(
            media.name,
            int(info["recordFrame"]),
            length,
            media,
            Fraction(info["startFrame"]),
            kind="audio",
            track=info["trackIndex"],
            errored=self._world.errs,
        )
        if track.locked or length < 1 or info["endFrame"] > media.frames + 1:
            return hollow
        if any(item.start < other.end and other.start < item.end for other in track.items):
            return hollow
        self._world.lays(item)
        track.items.append(item)
        return item
