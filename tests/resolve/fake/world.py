"""The state of a pretended Resolve: what tests set up and read back, apart from the API in front of it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

_NUMBERS = itertools.count(1)

RATES: Final = {
    "23.976": Fraction(24000, 1001),
    "24": Fraction(24),
    "25": Fraction(25),
    "29.97": Fraction(30000, 1001),
    "29.97 DF": Fraction(30000, 1001),
    "30": Fraction(30),
    "50": Fraction(50),
    "59.94": Fraction(60000, 1001),
    "59.94 DF": Fraction(60000, 1001),
}
CLIP_COLOURS: Final = (
    "Orange Apricot Yellow Lime Olive Green Teal Navy Blue Purple Violet Pink Tan Beige Brown Chocolate"
)
MARKER_COLOURS: Final = (
    "Blue Cyan Green Yellow Red Pink Purple Fuchsia Rose Lavender Sky Mint Lemon Sand Cocoa Cream"
)


PROPERTIES: Final[dict[str, float | bool]] = {
    "Pan": 0.0, "Tilt": 0.0, "ZoomX": 1.0, "ZoomY": 1.0, "ZoomGang": True, "RotationAngle": 0.0,
    "AnchorPointX": 0.0, "AnchorPointY": 0.0, "Pitch": 0.0, "Yaw": 0.0, "FlipX": False, "FlipY": False,
    "CropLeft": 0.0, "CropRight": 0.0, "CropTop": 0.0, "CropBottom": 0.0, "CropSoftness": 0.0,
    "CropRetain": False, "DynamicZoomEase": 0, "CompositeMode": 0, "Opacity": 100.0, "Distortion": 0.0,
    "RetimeProcess": 0, "MotionEstimation": 0, "Scaling": 0, "ResizeFilter": 0,
}  # fmt: skip
"""Of a timeline item, by the vendor's names. Lengths are pixels; there is none for its speed."""


def fresh(kind: str) -> str:
    return f"{kind}-{next(_NUMBERS)}"


@dataclass(eq=False)
class Media:
    """A media pool item."""

    name: str
    path: str
    rate: str
    """As `FPS`; of a WAV, the project's rate when it was imported."""
    frames: int = 10_000
    start: Fraction = Fraction(0)
    """Seconds of its start timecode."""
    kind: str = "Video"
    proxy: str = ""
    resolution: str = "1920x1080"
    id: str = field(default_factory=lambda: fresh("media"))

    @property
    def exact(self) -> Fraction:
        return RATES[self.rate]


@dataclass(eq=False)
class Item:
    """A timeline item. `left` and `source_frames` are in the media's frames."""

    name: str
    start: int
    duration: int
    media: Media | None = None
    left: Fraction = Fraction(0)
    source_frames: Fraction | None = None
    """None: as many as it lasts."""
    kind: str = "video"
    track: int = 1
    enabled: bool = True
    colour: str = ""
    flags: list[str] = field(default_factory=list)
    markers: dict[float, dict[str, Any]] = field(default_factory=dict)
    off_by_one: bool = False
    """`GetSourceStartFrame` is."""
    errored: bool = False
    """Gone with the next save."""
    is_title: bool = False
    properties: dict[str, float | bool] = field(default_factory=dict)
    """Of those in `PROPERTIES` that are not at their defaults."""
    id: str = field(default_factory=lambda: fresh("item"))

    @property
    def end(self) -> int:
        return self.start + self.duration


@dataclass(eq=False)
class Track:
    kind: str
    subtype: str = ""
    name: str = ""
    locked: bool = False
    items: list[Item] = field(default_factory=list)


@dataclass(eq=False)
class Line:
    """A timeline."""

    name: str = "Cut 3"
    rate: str = "24"
    start: int = 86_400
    timecode: str = "01:00:00:00"
    video: list[Track] = field(default_factory=lambda: [Track("video", name="Video 1")])
    audio: list[Track] = field(default_factory=lambda: [Track("audio", "stereo", "Audio 1")])
    size: tuple[int, int] = (1920, 1080)
    scaling: str = "scaleToFit"
    markers: dict[float, dict[str, Any]] = field(default_factory=dict)
    marks: dict[str, dict[str, int]] = field(default_factory=dict)
    selected: list[Item] = field(default_factory=list)
    under_playhead: Item | None = None
    id: str = field(default_factory=lambda: fresh("timeline"))

    @property
    def exact(self) -> Fraction:
        return RATES[self.rate]

    def tracks(self, kind: str) -> list[Track]:
        return {"video": self.video, "audio": self.audio}.get(kind, [])

    @property
    def items(self) -> Iterator[Item]:
        for track in (*self.video, *self.audio):
            yield from track.items

    @property
    def end(self) -> int:
        return max((item.end for item in self.items), default=self.start)

    def add(self, item: Item) -> Item:
        self.tracks(item.kind)[item.track - 1].items.append(item)
        return item


@dataclass(eq=False)
class Bin:
    name: str
    clips: list[Media] = field(default_factory=list)
    bins: list[Bin] = field(default_factory=list)


@dataclass(eq=False)
class Show:
    """A project."""

    name: str = "The Film"
    rate: str = "24"
    line: Line | None = field(default_factory=Line)
    root: Bin = field(default_factory=lambda: Bin("Master"))
    bin: Bin | None = None
    """The current one; None: the root."""
    selected: list[Media] = field(default_factory=list)
    id: str = field(default_factory=lambda: fresh("project"))


@dataclass(eq=False)
class World:
    """One Resolve that runs, with the quirks that a test asks for."""

    product: str = "DaVinci Resolve Studio"
    version: tuple[int, int, int] = (21, 0, 4)
    show: Show | None = field(default_factory=Show)
    page: str = "edit"
    modal: bool = False
    """A dialog is open: every call answers None."""
    imports_again: bool = False
    """A path that is in the pool already becomes another item."""
    deletion_fails: int = 0
    """So many times."""
    errs: bool = False
    """What is placed is held for wrong, and gone with the next save."""
    lays: Callable[[Item], None] = lambda item: None
    """What it does to an item that it lays, beside what is documented."""
    no_gui: bool = False
    before: Callable[[str], None] = lambda name: None
    """Called before each call of the API, with its name."""
    latency: Callable[[str], float] = lambda name: 0.0
    """Seconds that a call takes, by its name. They are counted, not waited: see `blocked`."""
    blocked: float = 0.0
    """Seconds that calls have taken so far."""
    calls: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    """Calls that no document knows, or that would hang."""

    @property
    def line(self) -> Line:
        assert self.show is not None
        assert self.show.line is not None
        return self.show.line

    def ours(self) -> list[tuple[str, Item]]:
        """Sound of ours on the timeline: with the name of its track, by time."""
        found = [(track.name, item) for track in self.line.audio for item in track.items]
        return sorted(
            (pair for pair in found if pair[0].startswith("Footfall")), key=lambda pair: (pair[1].start, pair[0])
        )
