"""What helps a job that failed or waits: from the daemon's codes to what a person can do about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from footfall_bridge.protocol import JobInfo, JobState, Status


class Remedy(StrEnum):
    retry = "retry"
    locate = "locate"
    """Choose the media anew: the clip is ordered again from there."""
    destination = "destination"
    """Order it again into another folder."""
    weights = "weights"
    """Look at the engines: fetch, repair, accept a licence."""
    other_engine = "other engine"
    """Order it again with the engine that needs nothing."""
    whole = "whole"
    """Make the whole clip again instead of a part."""
    other_seed = "other seed"
    take_back = "take back"
    """The devices that were left to other programs."""
    resume = "resume"
    log = "log"


_MEDIA: Final = (Remedy.locate, Remedy.retry)
_FOLDER: Final = (Remedy.destination, Remedy.retry)
_WEIGHTS: Final = (Remedy.weights, Remedy.other_engine, Remedy.retry)
_FAULT: Final = (Remedy.retry, Remedy.log)


def _each(codes: Iterable[str], remedies: tuple[Remedy, ...]) -> dict[str, tuple[Remedy, ...]]:
    return dict.fromkeys(codes, remedies)


_REMEDIES: Final[Mapping[str, tuple[Remedy, ...]]] = MappingProxyType(
    _each(
        ("media-missing", "media-unreadable", "film-missing", "no-such-file", "no-file", "proxy-mismatch"), _MEDIA
    )
    | _each(("no-picture", "no-frames", "in-past-end"), (Remedy.locate,))
    | _each(("dest-unwritable", "dest-gone", "dest-camera-card", "dest-relative"), _FOLDER)
    | _each(("dest-busy", "disk-full"), (Remedy.retry, Remedy.destination))
    | _each(("weights-missing", "weights-damaged", "weights-other-size", "unknown-weights"), _WEIGHTS)
    | _each(("no-weights", "licence-not-accepted", "unknown-engine"), _WEIGHTS)
    | _each(("base-mismatch", "not-ours", "not-wav", "bad-region", "bad-timecode"), (Remedy.whole,))
    | _each(("bad-wave",), (Remedy.other_seed, Remedy.retry, Remedy.log))
    | _each(("out-of-memory",), (Remedy.retry, Remedy.other_engine, Remedy.log))
    | _each(("engine-start", "engine-crash", "engine-error", "no-engine"), (*_FAULT, Remedy.other_engine))
    | _each(("too-long", "too-short", "unknown-material", "bad-contacts", "bad-order"), ())
)


def remedies_of(job: JobInfo) -> tuple[Remedy, ...]:
    """The best first; none for a job that is well, or whose order itself must be changed."""
    if job.state is JobState.needs_media:
        return (Remedy.locate,)
    if job.state is JobState.cancelled:
        return (Remedy.retry,)
    if job.state is not JobState.failed:
        return ()
    return _REMEDIES.get(job.error.code, _FAULT) if job.error is not None else _FAULT


def obstacle_to(job: JobInfo, status: Status) -> Remedy | None:
    """What keeps this job from beginning, as it keeps all."""
    return None if job.state.ended or job.state is JobState.needs_media else obstacle_in(status)


def obstacle_in(status: Status) -> Remedy | None:
    if status.released:
        return Remedy.take_back
    return Remedy.resume if status.paused else None
