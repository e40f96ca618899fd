"""Jobs of the daemon as this add-on sees them: which part of which movie they are of, and what they have made."""

import re
from fractions import Fraction
from typing import Any, NamedTuple

from .rates import seconds_of
from .shots import Shot

EDITOR = "Blender"
_LOST = ("failed", "cancelled")
_MOST_HITS = 40  # that a clip's text has room for
_TEXT = re.compile(r"(\S+) (forward|reverse) (?:(-|\d+(?:/[1-9]\d*)?(?:,\d+(?:/[1-9]\d*)?)*) )?(.*)", re.DOTALL)
"""Older add-ons wrote no hits, and their jobs are still there."""


class Sound(NamedTuple):
    """A file that a job has written."""

    path: str
    layer: str


class Clip(NamedTuple):
    """What a job is for, as written in its place on the timeline."""

    id: str
    reverse: bool
    name: str
    """Of the strip, when it was asked for."""
    hits: tuple[Fraction, ...] = ()
    """Seconds of the movie at which markers wanted something to sound: there a trim does not move them."""

    @property
    def text(self) -> str:
        hits = ",".join(str(hit) for hit in self.hits[:_MOST_HITS]) or "-"
        return "%s %s %s %s" % (self.id, "reverse" if self.reverse else "forward", hits, self.name)


def clip_of(text: str) -> Clip | None:
    """None for what is not one of ours."""
    found = _TEXT.fullmatch(text)
    if found is None:
        return None
    id_, direction, hits, name = found.groups()
    marked = () if hits in (None, "-") else tuple(Fraction(hit) for hit in hits.split(","))
    return Clip(id_, direction == "reverse", name, marked)


class Job(NamedTuple):
    """Times in seconds; the source range counts from the movie's first frame."""

    id: str
    state: str
    timeline: str
    clip: Clip
    media: str
    source_in: Fraction
    source_out: Fraction
    length: Fraction
    prompt: str
    engine: str
    seed: int
    take: int
    handles: Fraction
    sounds: list[Sound]
    trouble: str
    progress: float

    @property
    def is_done(self) -> bool:
        return self.state == "done"

    @property
    def is_lost(self) -> bool:
        return self.state in _LOST

    @property
    def speed(self) -> Fraction:
        return (self.source_out - self.source_in) / self.length

    def seen_by(self, shot: Shot) -> "Job":
        """The same in the time of the strip's movie, also where its proxy was looked at."""
        if shot.proxy is None or self.media != shot.proxy.path:
            return self
        scale = shot.proxy.rate / shot.media_rate
        return self._replace(
            media=shot.media, source_in=self.source_in * scale, source_out=self.source_out * scale
        )

    def is_shown_by(self, shot: Shot) -> bool:
        """Whether the strip shows a part of it, as it did then."""
        one = self.seen_by(shot)
        same = one.media == shot.media and one.clip.reverse == shot.reverse and one.speed == shot.speed
        return same and one.source_in < shot.source_out and shot.source_in < one.source_out

    def covers(self, shot: Shot) -> bool:
        """Whether it is of all that the strip shows."""
        one = self.seen_by(shot)
        all_of_it = one.source_in <= shot.source_in and shot.source_out <= one.source_out
        return all_of_it and self.is_shown_by(shot)

    def has_its_hits(self, shot: Shot, hits: tuple[Fraction, ...]) -> bool:
        """A trim may have cut some off: those that are left are to be the same."""
        left = [hit for hit in self.clip.hits if shot.source_in <= hit < shot.source_out]
        return left == list(hits[:_MOST_HITS])

    def overlaps(self, other: "Job") -> bool:
        return self.source_in < other.source_out and other.source_in < self.source_out


def job_of(fields: dict[str, Any]) -> Job | None:
    """None for what is not of a clip in Blender."""
    place = fields.get("place") or {}
    times = [fields.get(name) for name in ("source_in", "source_out", "handles")]
    clip = clip_of(str(place.get("clip", ""))) if place.get("editor") == EDITOR else None
    if clip is None or None in times:
        return None
    source_in, source_out, handles = (seconds_of(time) for time in times if time is not None)
    duration = fields.get("duration")  # not known before its media was opened
    return Job(
        id=fields["id"],
        state=fields["state"],
        timeline=place["timeline"],
        clip=clip,
        media=fields["media"] or "",
        source_in=source_in,
        source_out=source_out,
        length=source_out - source_in if duration is None else seconds_of(duration),
        prompt=fields["prompt"],
        engine=fields["engine"],
        seed=fields["seed"],
        take=fields["take"],
        handles=handles,
        sounds=[Sound(output["path"], output["layer"]) for output in fields["outputs"]],
        trouble=(fields.get("error") or {}).get("message", ""),
        progress=float(fields["progress"]),
    )


def jobs_of(listed: list[dict[str, Any]], timeline: str) -> list[Job]:
    found = (job_of(fields) for fields in listed)
    return [job for job in found if job is not None and job.timeline == timeline]
