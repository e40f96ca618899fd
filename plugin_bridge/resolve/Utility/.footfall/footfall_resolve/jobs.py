"""Jobs of the daemon as this bridge sees them: which part of which file they are of, and what they have made."""

from fractions import Fraction
from typing import Any, Dict, List, NamedTuple, Optional

from footfall_resolve.editor import Timeline
from footfall_resolve.gateway import Gateway
from footfall_resolve.rates import seconds_of

EDITOR = "DaVinci Resolve"
_LOST = ("failed", "cancelled")


class Sound(NamedTuple):
    """A file that a job has written."""

    path: str
    layer: str
    channels: int
    seconds: Fraction


class Job(NamedTuple):
    """Times in seconds; the source range counts from the media's first frame."""

    id: str
    state: str
    media: str
    source_in: Optional[Fraction]
    """None where the daemon does not know it yet."""
    source_out: Optional[Fraction]
    length: Optional[Fraction]
    timeline: str
    clip: str
    prompt: str
    engine: str
    seed: int
    take: int
    handles: Fraction
    sounds: List[Sound]
    trouble: str
    progress: float
    eta_s: Optional[float]

    @property
    def is_lost(self) -> bool:
        return self.state in _LOST

    @property
    def speed(self) -> Optional[Fraction]:
        if self.source_in is None or self.source_out is None or not self.length:
            return None
        return (self.source_out - self.source_in) / self.length

    def overlaps(self, other: "Job") -> bool:
        """Whether they are of the same pictures, at least in part."""
        if self.source_in is None or self.source_out is None or self.media != other.media:
            return False
        if other.source_in is None or other.source_out is None:
            return False
        return self.source_in < other.source_out and other.source_in < self.source_out

    def is_other_take_of(self, other: "Job") -> bool:
        return self.id != other.id and self.overlaps(other)

    def covers(self, media: str, source_in: Fraction, source_out: Fraction) -> bool:
        """Whether it is of all that is shown there (handles not counted)."""
        if self.source_in is None or self.source_out is None:
            return False
        return self.media == media and self.source_in <= source_in and source_out <= self.source_out


def of_timeline(gateway: Gateway, timeline: Timeline) -> List[Job]:
    """All that were asked for from this timeline of Resolve, oldest first."""
    found = []
    for fields in gateway.jobs():
        place = fields.get("place") or {}
        if str(place.get("editor", "")).startswith(EDITOR) and place.get("timeline") == timeline.id:
            found.append(job_of(fields))
    return found


def job_of(fields: Dict[str, Any]) -> Job:
    place = fields.get("place") or {}
    return Job(
        id=fields["id"],
        state=fields["state"],
        media=fields.get("media") or "",
        source_in=_seconds(fields.get("source_in")),
        source_out=_seconds(fields.get("source_out")),
        length=_seconds(fields.get("duration")),
        timeline=place.get("timeline", ""),
        clip=place.get("clip", ""),
        prompt=fields.get("prompt", ""),
        engine=fields.get("engine", ""),
        seed=fields.get("seed", 0),
        take=fields.get("take", 1),
        handles=seconds_of(fields["handles"]),
        sounds=[_sound(output) for output in fields.get("outputs", [])],
        trouble=(fields.get("error") or {}).get("message", ""),
        progress=fields.get("progress", 0.0),
        eta_s=fields.get("eta_s"),
    )


def _sound(output: Dict[str, Any]) -> Sound:
    seconds = Fraction(output["samples"], output["sample_rate"])
    return Sound(output["path"], output.get("layer", "mix"), output["channels"], seconds)


def _seconds(time: Optional[Dict[str, Any]]) -> Optional[Fraction]:
    return None if time is None else seconds_of(time)
