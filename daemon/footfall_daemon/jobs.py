"""Jobs: what is to be made, which states it goes through, and which moves between them are legal."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from footfall_bridge.protocol import MIX, ErrorInfo, JobInfo, JobState, Movie, Order, Output, Priority
from footfall_bridge.timeline import Clip, Time

_S = JobState
MOVES: Final[Mapping[JobState, frozenset[JobState]]] = {
    _S.queued: frozenset({_S.preparing, _S.needs_media, _S.failed, _S.cancelled}),
    _S.needs_media: frozenset({_S.queued, _S.failed, _S.cancelled}),
    _S.preparing: frozenset({_S.ready, _S.queued, _S.needs_media, _S.failed, _S.cancelled}),
    _S.ready: frozenset({_S.running, _S.queued, _S.failed, _S.cancelled}),
    _S.running: frozenset({_S.parked, _S.ready, _S.writing, _S.failed, _S.cancelled}),
    _S.parked: frozenset({_S.running, _S.ready, _S.failed, _S.cancelled}),
    _S.writing: frozenset({_S.done, _S.ready, _S.failed, _S.cancelled}),
    _S.done: frozenset(),
    _S.failed: frozenset({_S.queued}),
    _S.cancelled: frozenset({_S.queued}),
}
_STORY = 40
_CLASSES: Final = {Priority.interactive: 0, Priority.normal: 1, Priority.background: 2}


class IllegalMove(RuntimeError):
    """A move that the table does not have: a mistake in our code, told with the job's story."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class SegmentPlan(_Record):
    """A part of a clip that an engine makes at once, in samples from the file's first sample."""

    start: int
    samples: int


class RegionPlan(_Record):
    """The part of a file that is made again, in samples from its first."""

    start: int
    stop: int


class Plan(_Record):
    """What is known of a clip once its media was opened and its picture looked at."""

    source_in: Time | None
    source_out: Time | None
    """From the media's first frame; None without media."""
    duration: Time
    """Of the clip as it plays on the timeline, without handles."""
    samples: int
    """Of the file: the rounded duration and both handles."""
    handle_samples: int
    """At each end."""
    time_reference: int
    """Samples since midnight of the file's first sample, head handle included."""
    timecode: str
    """Of the clip's first frame (handles not included), `HH:MM:SS:FF`."""
    segments: list[SegmentPlan]
    region: RegionPlan | None = None
    cues: str
    """Path of the `Cues` file."""
    notices: list[str] = []


class Delivery(_Record):
    """A file on its way: where it is written, and where it shall lie."""

    layer: str = MIX
    temporary: str
    final: str | None = None
    """None until it is chosen, after the temporary file is complete."""
    reserved: bool = False
    """`final` was created empty to hold the name."""
    published: bool = False


def _asked(fields: Mapping[str, Any]) -> str:
    """What a job of an earlier Footfall keeps away: no engine had anything of its own then."""
    return fields["order"].negative or "" if "order" in fields else ""


class Job(_Record):
    """One clip in one take. Changed only by `moved` and `noted`, which return the job as it is afterwards."""

    id: str
    number: int = 0
    """Counts accepted jobs; given by the store."""
    request_id: str
    order: Order
    engine: str
    seed: int
    negative: str = Field(default_factory=_asked)
    guidance: float | None = None
    steps: int | None = None
    """As the engine is told to work: what the order says, else the engine's own. None: it cannot be told."""
    take: int
    handles: Time
    state: JobState = JobState.queued
    position: float | None = None
    """Orders jobs of one priority class; None: in order of arrival."""
    created: float
    updated: float
    story: list[tuple[float, JobState]] = []
    joined_before: bool = False
    joined_after: bool = False
    """The clip goes on in a neighbour of the same request, on the timeline or in the media."""
    seen: bool = False
    """The media was there when the job was accepted: if it is gone now, its volume is offline."""
    proxied: bool = False
    """The media cannot be decoded: its linked proxy is looked at."""
    plan: Plan | None = None
    wavs: list[Delivery] = []
    """One for each file that was ordered: the mix, or layers."""
    movie: Delivery | None = None
    outputs: list[Output] = []
    error: ErrorInfo | None = None
    notices: list[str] = []

    @property
    def place(self) -> float:
        return self.number if self.position is None else self.position

    @property
    def rank(self) -> tuple[int, float, int]:
        """Who comes first: priority class, then position."""
        return (_CLASSES[self.order.priority], self.place, self.number)

    @property
    def picture(self) -> Clip:
        """The clip as it is looked at: of its media, or of the proxy that stands in."""
        clip = self.order.clip
        return clip.model_copy(update={"media": clip.proxy, "proxy": None}) if self.proxied else clip

    @property
    def layers(self) -> list[str]:
        """Of the files that it makes."""
        return [str(layer) for layer in self.order.layers] or [MIX]

    @property
    def wants_movie(self) -> bool:
        clip = self.order.clip
        return self.order.movie is not Movie.none and clip.media is not None and not clip.reverse

    @property
    def order_again(self) -> Order:
        """The order that makes this very job again: one take, with what it left to others filled in."""
        made = {"engine": self.engine, "seed": self.seed, "takes": 1, "first_take": self.take}
        joints = {"joined_before": self.joined_before, "joined_after": self.joined_after}
        rest = {"handles": self.handles, "complete": True}
        return self.order.model_copy(update=made | joints | rest)

    def moved(self, state: JobState, **changes: Any) -> Job:
        """Raises `IllegalMove` where the table has no such move."""
        if state not in MOVES[self.state]:
            told = ", ".join(str(state) for _, state in self.story)
            raise IllegalMove(f"job {self.id}: {self.state} -> {state} is no legal move (story: {told})")
        now = time.time()
        story = [*self.story, (now, state)][-_STORY:]
        return self.model_copy(update={"state": state, "updated": now, "story": story, **changes})

    def noted(self, **changes: Any) -> Job:
        return self.model_copy(update={"updated": time.time(), **changes})

    def info(self, progress: float = 0.0) -> JobInfo:
        """The job as clients see it."""
        clip = self.order.clip
        plan = self.plan
        return JobInfo(
            id=self.id,
            number=self.number,
            state=self.state,
            media=clip.media,
            source_in=plan.source_in if plan else _time_or_none(clip.source_in),
            source_out=plan.source_out if plan else _time_or_none(clip.source_out),
            duration=plan.duration if plan else _length_or_none(clip),
            place=clip.place,
            engine=self.engine,
            prompt=self.order.prompt,
            negative=self.negative,
            guidance=self.guidance,
            steps=self.steps,
            seed=self.seed,
            take=self.take,
            handles=self.handles,
            priority=self.order.priority,
            outputs=self.outputs,
            movie=self.movie.final if self.movie and self.state is JobState.done else None,
            error=self.error,
            notices=[*self.notices, *(plan.notices if plan else [])],
            progress=1.0 if self.state is JobState.done else progress,
            position=self.place,
            created=self.created,
            updated=self.updated,
        )


def _length_or_none(clip: Clip) -> Time | None:
    return None if clip.length is None else Time.of(clip.length)


def _time_or_none(point: Time | str | None) -> Time | None:
    return point if isinstance(point, Time) else None
