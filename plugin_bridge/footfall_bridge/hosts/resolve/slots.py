"""Where a finished sound belongs on a timeline of Resolve, and what lies there instead of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from footfall_bridge.hosts.resolve.asking import plays_as_it_is
from footfall_bridge.hosts.resolve.ledger import Ledger
from footfall_bridge.hosts.resolve.reading import Laid, Shot, Timeline, shot_of
from footfall_bridge.protocol import JobInfo, Refusal


@dataclass(frozen=True, slots=True)
class Slot:
    """For a part of a job's sound: frames of the timeline, and seconds of the file before it."""

    shot: Shot
    start: int
    frames: int
    head: Fraction

    def is_filled_by(self, one: Laid) -> bool:
        """Its end may be off by what rates round."""
        return one.start == self.start and abs(one.duration - self.frames) <= 1


def slot_of(here: Timeline, job: JobInfo, clip: str) -> Slot:
    """Where the sound belongs now. Raises `Refusal`: clip-gone, stale, or why the clip cannot be read."""
    item = next((item for item in here.clips if item.id == clip), None)
    if item is None:
        raise Refusal("clip-gone", f"{Path(job.media or '').name}: its clip is not on this timeline any more")
    shot = shot_of(item, here)
    if shot.source is None:
        assert shot.problem is not None
        raise Refusal(shot.problem.code, shot.problem.message)
    stale = Refusal("stale", f"{shot.name} does not show what its sound was made for any more: generate it again")
    if job.media != str(shot.source.path) or not plays_as_it_is(job):
        raise stale
    assert job.source_in is not None
    assert job.duration is not None
    first = item.start + round((job.source_in.seconds - shot.source.start) * shot.rate)
    last = first + round(job.duration.seconds * shot.rate)
    start, end = max(first, item.start), min(last, item.end)
    if start >= end:
        raise stale
    return Slot(shot, start, end - start, job.handles.seconds + (start - first) / shot.rate)


def clips_for(job: JobInfo, ledger: Ledger) -> list[str]:
    """The clips that its sound is for."""
    own = [job.place.clip] if job.place is not None else []
    return list(dict.fromkeys([*own, *ledger.of(job.id).clips]))


def waits(job: JobInfo, clip: str, laid: Sequence[Laid], ledger: Ledger) -> bool:
    """What was placed and then removed by the user was placed all the same."""
    known = ledger.of(job.id)
    return clip in known.again or not (clip in known.placed or own(job, clip, laid))


def own(job: JobInfo, clip: str, laid: Sequence[Laid]) -> list[Laid]:
    return [one for one in laid if (one.job, one.clip) == (job.id, clip)]


def others(job: JobInfo, clip: str, laid: Sequence[Laid], known: Mapping[str, JobInfo]) -> list[Laid]:
    """Sounds under the same clip that are of the same pictures, at least in part."""
    there = [one for one in laid if one.clip == clip and one.job != job.id and one.job in known]
    return [one for one in there if _overlap(job, known[one.job])]


def newest(jobs: Iterable[JobInfo]) -> list[JobInfo]:
    """`jobs` of one clip, oldest first: the last of each of its parts."""
    kept: list[JobInfo] = []
    for job in reversed(list(jobs)):
        if not any(_overlap(job, later) for later in kept):
            kept.append(job)
    return kept[::-1]


def outdoes(slot: Slot, job: JobInfo, rivals: Sequence[JobInfo]) -> bool:
    """It is of all that the clip shows now, and none of these is: they were made before a recut."""
    return _is_whole(job, slot.shot) and not any(_is_whole(rival, slot.shot) for rival in rivals)


def stale(here: Timeline, jobs: Sequence[JobInfo], ledger: Ledger) -> list[tuple[Laid, str]]:
    """Sounds that lie for nothing or beside their clips, and why. `here` has looked at their clips."""
    known = {job.id: job for job in jobs}
    found = []
    for one in here.laid:
        job = known.get(one.job)
        if job is not None and one.clip not in ledger.of(job.id).again:
            why = _staleness(here, job, one)
            found += [(one, why)] if why else []
    return found


def _staleness(here: Timeline, job: JobInfo, one: Laid) -> str:
    """Empty: it lies where it belongs."""
    try:
        slot = slot_of(here, job, one.clip)
    except Refusal as refusal:
        return refusal.message
    moved = "its clip plays elsewhere now: `footfall resolve generate --place` on it lays it there"
    return "" if slot.is_filled_by(one) else moved


def _overlap(job: JobInfo, other: JobInfo) -> bool:
    if job.source_in is None or job.source_out is None or other.source_in is None or other.source_out is None:
        return False
    first, last = other.source_in.seconds, other.source_out.seconds
    return job.media == other.media and job.source_in.seconds < last and first < job.source_out.seconds


def _is_whole(job: JobInfo, shot: Shot) -> bool:
    if shot.source is None or job.source_in is None or job.source_out is None:
        return False
    last = shot.source.start + shot.length
    return job.source_in.seconds <= shot.source.start and last <= job.source_out.seconds
