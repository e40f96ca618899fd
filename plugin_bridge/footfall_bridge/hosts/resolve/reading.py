"""What the script in Resolve tells of a timeline, as cuts; and which of them can have Foley."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from footfall_bridge.hosts.interchange.cuts import Cut, Mark, Problem, Source
from footfall_bridge.hosts.interchange.markers import Listener
from footfall_bridge.hosts.interchange.times import exact_rate
from footfall_bridge.hosts.resolve.framing import framing_of, size_of
from footfall_bridge.hosts.resolve.mailbox import Mailbox
from footfall_bridge.protocol import Refusal
from footfall_bridge.timeline import frames_of_timecode

EDITOR: Final = "DaVinci Resolve"
MARK: Final = "footfall:"
"""What the marker of each sound of ours begins with; then come job, clip and layer."""
_AT_ONCE: Final = 50  # clips in one request
_SLACK: Final = Fraction(1, 1000)
_RAW: Final = (".braw", ".r3d", ".ari", ".arx", ".crm", ".rmf", ".nev")
"""Of cameras, which nobody but their makers can decode."""
_FALL_BACK: Final = "export the timeline, use `footfall timeline FILE`, and import the result"


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Marker(_Told):
    """`frame` counts from the start of what it is on."""

    frame: float
    duration: float = 0
    name: str = ""
    note: str = ""
    color: str = ""

    @property
    def comment(self) -> str:
        return self.note

    @property
    def metadata(self) -> dict[str, Any]:
        return {}


class Item(_Told):
    """A clip. Frames of the timeline, but `left`: frames of the media before the clip's first."""

    id: str
    name: str
    start: int
    duration: int
    enabled: bool = True
    left: float | None = None
    source_start: float | None = None
    source_end: float | None = None
    path: str | None = None
    rate: str | None = None
    proxy: str | None = None
    """Linked to it: of the same timecode and length."""
    resolution: str | None = None
    """Of the media, as `1920x1080`."""
    properties: dict[str, float | bool] = Field(default_factory=dict)
    """How it lies in the frame; empty where Resolve tells none."""
    markers: list[Marker] = Field(default_factory=list)

    @property
    def end(self) -> int:
        return self.start + self.duration


class Laid(_Told):
    """A sound of ours. Frames of the timeline."""

    item: str
    mark: str
    start: int
    duration: int

    @property
    def job(self) -> str:
        return self._part(0)

    @property
    def clip(self) -> str:
        return self._part(1)

    def _part(self, number: int) -> str:
        parts = self.mark.removeprefix(MARK).split("|")
        return parts[number] if number < len(parts) else ""


class Timeline(_Told):
    """One that is open in Resolve, and what was asked of it."""

    product: str
    version: str
    project: str
    timeline: str
    name: str
    rate: str
    start: int
    timecode: str
    size: str = ""
    """As `1920x1080`."""
    scaling: str = ""
    """What becomes of media of another size."""
    markers: list[Marker] = Field(default_factory=list)
    clips: list[Item] = Field(default_factory=list)
    span: tuple[int, int] | None = None
    """Frames that the clips are trimmed to, the second exclusive: those between the in and out marks."""
    files: list[str] = Field(default_factory=list)
    """Selected in the media pool, where no clip of the timeline is meant: whole files."""
    laid: list[Laid] = Field(default_factory=list)
    more: bool = False

    @property
    def exact(self) -> Fraction:
        return _rate(self.rate, f"the timeline {self.name}")

    @property
    def drop_frame(self) -> bool:
        return "DF" in self.rate.upper() or ";" in self.timecode

    @property
    def editor(self) -> str:
        return f"{self.product} {self.version}"[:100]

    def record(self, frame: int) -> Fraction:
        """Its timecode in seconds: whether Resolve's own count drops frames is not assumed."""
        first = frames_of_timecode(self.timecode, self.exact, drop_frame=self.drop_frame)
        return (frame - self.start + first) / self.exact


def selection(mailbox: Mailbox, color: str = "") -> Timeline:
    """The selected clips; else those between in and out, else the one under the playhead, else files of the media
    pool. Raises `Refusal`.

    With the markers that may be meant for us: those of this colour, too, where it is not empty.
    """
    return _read(mailbox.ask("selection", color=color))


def look(mailbox: Mailbox, clips: Iterable[str] = ()) -> Timeline:
    """These clips, where they are now, and all sounds of ours. Raises `Refusal`."""
    ids = list(dict.fromkeys(clips))
    pages = [ids[at : at + _AT_ONCE] for at in range(0, len(ids), _AT_ONCE)] or [[]]
    told = [_read(mailbox.ask("look", clips=page, first=1)) for page in pages]
    laid = list(told[0].laid)
    more = told[0].more
    while more:
        following = _read(mailbox.ask("look", clips=[], first=len(laid) + 1))
        laid += following.laid
        more = following.more
    if len({one.timeline for one in told}) > 1:
        raise Refusal("timeline-switched", "another timeline was opened meanwhile: go back to it, then try again")
    return told[0].model_copy(update={"clips": [clip for one in told for clip in one.clips], "laid": laid})


@dataclass(frozen=True, slots=True)
class Shot(Cut):
    """A cut that is open in Resolve."""

    clip: str = ""
    """Its id there."""


def shots_of(timeline: Timeline, listener: Listener | None) -> list[Shot]:
    """The clips that were told of, by time. `listener`: None leaves markers aside. Raises `Refusal`."""
    once = {clip.id: clip for clip in timeline.clips}
    shots = [shot_of(clip, timeline, listener) for clip in once.values()]
    return sorted((_within(shot, timeline) for shot in shots), key=lambda shot: shot.start)


def _within(shot: Shot, timeline: Timeline) -> Shot:
    """What of it lies between the in and out marks, where those were meant."""
    if timeline.span is None:
        return shot
    part = shot.part(*map(timeline.record, timeline.span))
    assert isinstance(part, Shot)
    return part


def shot_of(clip: Item, timeline: Timeline, listener: Listener | None = None) -> Shot:
    rate = timeline.exact
    source = _source(clip, rate)
    if isinstance(source, Source):
        source = replace(source, reframed=_is_reframed(clip, timeline))
    marks = () if listener is None else tuple(_marks(clip, timeline, listener))
    return Shot(
        name=clip.name,
        track="",
        start=timeline.record(clip.start),
        end=timeline.record(clip.end),
        rate=rate,
        drop_frame=timeline.drop_frame,
        source=source if isinstance(source, Source) else None,
        problem=source if isinstance(source, Problem) else None,
        marks=marks,
        clip=clip.id,
    )


def _source(clip: Item, rate: Fraction) -> Source | Problem:
    name = repr(clip.name)
    if clip.left is None or clip.source_start is None or clip.source_end is None:
        return Problem("no-media", f"{name} is a title, generator or transition: it shows no file to look at")
    if not clip.enabled:
        return Problem("disabled", f"{name} is disabled: enable it, or leave it without sound")
    if not clip.path or not clip.rate:
        return Problem("no-file", f"{name} is no file of its own: render it in place, or {_FALL_BACK}")
    path = _decodable(clip.path, clip.proxy)
    if path is None:
        return _undecodable(clip.path, name)
    media_rate = _rate(clip.rate, name)
    if not _plays_as_it_is(clip, rate, media_rate):
        return Problem("speed", f"{name} does not play at its own speed: {_FALL_BACK}")
    proxy = _existing(clip.proxy)
    return Source(path, Fraction(clip.left) / media_rate, proxy=None if proxy == path else proxy)


def _is_reframed(clip: Item, timeline: Timeline) -> bool:
    media = size_of(clip.resolution or "")
    return framing_of(clip.properties, media, size_of(timeline.size), timeline.scaling).is_reframed


def _decodable(path: str, proxy: str | None) -> Path | None:
    """The file itself, or its proxy where it is not there or camera RAW."""
    if Path(path).exists() and not path.lower().endswith(_RAW):
        return Path(path)
    return _existing(proxy)


def _existing(path: str | None) -> Path | None:
    return Path(path) if path and Path(path).exists() else None


def _undecodable(path: str, name: str) -> Problem:
    if Path(path).exists():
        words = f"{name} is camera RAW, which cannot be decoded: generate its proxy media, then try again"
        return Problem("raw", words)
    words = f"{name} is offline: its file {path} is not there; relink it, then try again"
    return Problem("offline", words)


def _plays_as_it_is(clip: Item, rate: Fraction, media_rate: Fraction) -> bool:
    """Speed is not readable: what is shown of the source is as long as the clip, within a frame, or it is changed.

    Source times include the media's start timecode: only their difference says something.
    """
    assert clip.source_start is not None
    assert clip.source_end is not None
    shown = Fraction(clip.source_end) - Fraction(clip.source_start)
    return abs(shown - clip.duration / rate) <= max(1 / rate, 1 / media_rate) + _SLACK


def _marks(clip: Item, timeline: Timeline, listener: Listener) -> Iterator[Mark]:
    for markers, origin in ((timeline.markers, timeline.start), (clip.markers, clip.start)):
        for marker in markers:
            text = listener.text_of(marker)
            if text is not None:
                frames = round(marker.duration)
                length = frames / timeline.exact if frames > 1 else Fraction(0)
                yield Mark(timeline.record(origin + round(marker.frame)), length, text)


def _rate(text: str, of: str) -> Fraction:
    try:
        found = exact_rate(Fraction(text.upper().replace("DF", "").strip()))
    except ValueError:
        found = Fraction(0)
    if not 1 <= found <= 240:
        raise Refusal("bad-rate", f"{of} has no frame rate that we know ({text!r}): set one in Resolve")
    return found


def _read(answer: dict[str, Any]) -> Timeline:
    try:
        return Timeline.model_validate(answer)
    except ValidationError:
        words = "Resolve's answer is not of this version: install `Footfall mailbox` anew, and start it"
        raise Refusal("unreadable", words) from None
