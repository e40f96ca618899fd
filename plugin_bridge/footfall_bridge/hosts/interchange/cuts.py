"""What a timeline file is made of, in exact time: cuts with their pictures, or with the reason why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path, PurePath
from typing import Final

from footfall_bridge.hosts.interchange.films import is_film
from footfall_bridge.timeline import timecode_of_frames


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a cut cannot have Foley of its own."""

    code: str
    message: str
    shown: bool = True
    """There is a picture all the same, so that a rendered reference has it and what lies below is hidden."""


_REFRAMED: Final = Problem(
    "reframed",
    "the timeline reframes it, and its media shows another picture: render the timeline and give it to "
    "`footfall timeline` with --picture, or accept what the media shows: there with --reframed media, for good "
    "with `footfall config set generate.reframed media`",
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a cut's pictures are: seconds from the media's first frame, or of its timecode."""

    path: Path
    start: Fraction
    speed: Fraction = Fraction(1)
    reverse: bool = False
    timecode_rate: Fraction | None = None
    """Not None: `start` is source timecode at this rate, because the file does not say where its media starts."""
    name: str = ""
    """What sounds are called after, where `path` stands in for what the editor plays."""
    proxy: Path | None = None
    """Linked to `path`, for the daemon where it cannot decode that."""
    bounded: bool = False
    """Beyond the cut there is another shot in it."""
    reframed: bool = False
    """The timeline zooms, moves, crops, turns or mirrors it."""
    notice: str = ""
    """What a user should know of it."""

    def later(self, skipped: Fraction, lost_at_end: Fraction) -> Source:
        """Of a part of the cut: both in seconds of the timeline."""
        return replace(self, start=self.start + (lost_at_end if self.reverse else skipped) * self.speed)


@dataclass(frozen=True, slots=True)
class Mark:
    """A marker that speaks to us, in record time. A length of 0: a hit."""

    start: Fraction
    length: Fraction
    text: str


@dataclass(frozen=True, slots=True)
class Cut:
    """A piece of picture on a timeline. Record times are seconds since midnight, `end` exclusive."""

    name: str
    track: str
    start: Fraction
    end: Fraction
    rate: Fraction
    """Frames per second of the timeline."""
    drop_frame: bool = False
    source: Source | None = None
    problem: Problem | None = None
    marks: tuple[Mark, ...] = field(default=())
    prompt: str | None = None
    """None: nothing on the timeline says what is heard."""
    hits: tuple[Fraction, ...] = ()
    """Record times at which something sounds."""

    @property
    def length(self) -> Fraction:
        return self.end - self.start

    @property
    def timecode(self) -> str:
        return self.timecode_at(self.start)

    def timecode_at(self, seconds: Fraction) -> str:
        return timecode_of_frames(round(seconds * self.rate), self.rate, drop_frame=self.drop_frame)

    def part(self, start: Fraction, end: Fraction) -> Cut:
        """What plays within these record times, which must meet the cut."""
        start, end = max(start, self.start), min(end, self.end)
        source = self.source and self.source.later(start - self.start, self.end - end)
        return replace(
            self, start=start, end=end, source=source, hits=tuple(hit for hit in self.hits if start <= hit < end)
        )

    def seen_in(self, reference: Path, timeline_start: Fraction) -> Cut:
        """The same cut, its pixels from a rendering of the whole timeline."""
        if self.problem is not None and not self.problem.shown:
            return self
        source = Source(reference, self.start - timeline_start, name=bare_name(self.name), bounded=True)
        return replace(self, source=source, problem=None)

    def reframed(self) -> Cut:
        """The same cut in a nested clip that is reframed as a whole."""
        return replace(self, source=self.source and replace(self.source, reframed=True))

    def as_media_shows(self) -> Cut:
        """The same cut; where it is reframed, that is accepted, and told."""
        if self.source is None or not self.source.reframed:
            return self
        told = f"{self.name} is reframed on the timeline: it is heard as its media shows it"
        notice = "; ".join(filter(None, (self.source.notice, told)))
        return replace(self, source=replace(self.source, reframed=False, notice=notice))

    def refused_as_reframed(self) -> Cut:
        return replace(self, source=None, problem=_REFRAMED)

    def without(self, code: str, message: str) -> Cut:
        return replace(self, source=None, problem=Problem(code, message))


def visible(tracks: list[list[Cut]]) -> list[Cut]:
    """What a viewer sees, `tracks` from the lowest up: parts that others hide are problems of their own."""
    found: list[Cut] = []
    above: list[Cut] = []
    for track in reversed(tracks):
        for cut in track:
            found += _uncovered(cut, above) if _shows(cut) else [cut]
        above += [cut for cut in track if _shows(cut)]
    return in_order(found)


def in_order(cuts: Iterable[Cut]) -> list[Cut]:
    return sorted(cuts, key=lambda cut: (cut.start, cut.track))


def bare_name(name: str) -> str:
    """A clip's name without the ending of a film: editors name clips after their files, or as people like."""
    return PurePath(name).stem if is_film(name) else name


def _shows(cut: Cut) -> bool:
    return cut.problem is None or cut.problem.shown


def _uncovered(cut: Cut, above: list[Cut]) -> list[Cut]:
    parts = [cut]
    hidden: list[Cut] = []
    for cover in above:
        for part in [part for part in parts if part.start < cover.end and cover.start < part.end]:
            parts.remove(part)
            parts += [part.part(*span) for span in _around(part, cover)]
            message = f"hidden by {cover.name!r} on {cover.track}: --tracks {cut.track} takes it"
            behind = part.part(cover.start, cover.end)
            hidden.append(replace(behind, source=None, problem=Problem("hidden", message, shown=False)))
    return parts + hidden


def _around(part: Cut, cover: Cut) -> list[tuple[Fraction, Fraction]]:
    spans = ((part.start, min(part.end, cover.start)), (max(part.start, cover.end), part.end))
    return [(start, end) for start, end in spans if start < end]
