"""One timeline of three clips, one of them used twice, at any rate and in every format that we read.

What is laid under them is known without looking at any file: `PLACES` and `SOURCES`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from footfall_bridge.timeline import drop_frame_possible, frames_of_timecode, timecode_of_frames
from tests.bridge.hosts.timelines import NTSC_24, NTSC_30, asset, clip, final_cut, gap, saved, timeline, track
from tests.footage import Film

RATES: Final = {"25": Fraction(25), "23.976": NTSC_24, "29.97 DF": NTSC_30}
PLACES: Final = ((0, 20), (30, 25), (55, 20))
"""First frame on the timeline, and frames."""
SOURCES: Final = (("first film.mp4", 5), ("second.mp4", 10), ("first film.mp4", 5))
"""File, and the first frame in it."""


@dataclass(frozen=True)
class ThreeClips:
    folder: Path
    rate: Fraction

    @classmethod
    def made(cls, folder: Path, rate: Fraction) -> ThreeClips:
        """With their media."""
        for name in dict(SOURCES):
            Film(rate=rate, frames=60).make(folder / name)
        return cls(folder, rate)

    @property
    def drop_frame(self) -> bool:
        return drop_frame_possible(self.rate)

    @property
    def start(self) -> int:
        """Frames since midnight of one o'clock on its clock."""
        return frames_of_timecode("01:00:00:00", self.rate, drop_frame=self.drop_frame)

    def media(self, number: int) -> Path:
        return self.folder / SOURCES[number][0]

    def as_otio(self) -> Any:
        """With a sound track of its own, which must stay as it is."""
        one, two, three = (
            clip(self.media(number), SOURCES[number][1], length, rate=self.rate, holds=60)
            for number, (_, length) in enumerate(PLACES)
        )
        sound = track(clip(self.media(1), 0, 40, rate=self.rate, holds=60), kind="Audio")
        pictures = track(one, gap(PLACES[1][0] - PLACES[0][1], self.rate), two, three)
        return timeline(pictures, sound, rate=self.rate, start=self.start)

    def file(self, suffix: str) -> Path:
        path = self.folder / f"cut{suffix}"
        if suffix == ".fcpxml":
            path.write_text(self._final_cut())
        elif suffix == ".edl":
            path.write_text(self._edit_list())
        else:
            saved(self.as_otio(), path)
        if suffix == ".xml" and self.drop_frame:  # OpenTimelineIO's adapter knows of none
            path.write_text(path.read_text("utf-8").replace(">NDF<", ">DF<"), "utf-8")
        return path

    def _final_cut(self) -> str:
        items = []
        for number, (at, length) in enumerate(PLACES):
            times = f'start="{self._seconds(SOURCES[number][1])}" duration="{self._seconds(length)}"'
            offset = f'offset="{self._seconds(self.start + at)}"'
            items.append(f'<asset-clip ref="{self.media(number).stem[0]}" name="clip" {offset} {times}/>')
        hole = PLACES[0][1]
        lasts = self._seconds(PLACES[1][0] - hole)
        items.insert(1, f'<gap offset="{self._seconds(self.start + hole)}" start="3600s" duration="{lasts}"/>')
        assets = "".join(asset(self.media(n).stem[0], self.media(n), length=self._seconds(60)) for n in (0, 1))
        drop = "DF" if self.drop_frame else "NDF"
        return final_cut(*items, assets=assets, frame=self._seconds(1), start=self._seconds(self.start), drop=drop)

    def _edit_list(self) -> str:
        lines = ["TITLE: Cut", f"FCM: {'' if self.drop_frame else 'NON-'}DROP FRAME", ""]
        for number, (at, length) in enumerate(PLACES):
            first = SOURCES[number][1]
            moments = (first, first + length, self.start + at, self.start + at + length)
            times = [timecode_of_frames(moment, self.rate, drop_frame=self.drop_frame) for moment in moments]
            lines.append(f"{number + 1:03}  AX       V     C        {' '.join(times)}")
            lines.append(f"* FROM CLIP NAME: {SOURCES[number][0]}")
        return "\n".join(lines) + "\n"

    def _seconds(self, frames: int) -> str:
        return f"{Fraction(frames) / self.rate}s"
