"""What is asked for in Resolve: orders for the selected clips, but for what is there already or on its way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from footfall_bridge.hosts.interchange.cuts import Cut
from footfall_bridge.hosts.interchange.markers import Listener, spoken
from footfall_bridge.hosts.interchange.ordering import Wanted, orders, rejoined
from footfall_bridge.hosts.resolve.ledger import Ledger
from footfall_bridge.hosts.resolve.reading import EDITOR, Shot, Timeline, shots_of
from footfall_bridge.projects import reframing_in
from footfall_bridge.protocol import JobInfo, JobState, Order, Setting
from footfall_bridge.timeline import Clip, Time

_LOST = (JobState.failed, JobState.cancelled)


@dataclass(frozen=True)
class Asking:
    """Sorted out: nothing is submitted yet."""

    missing: list[Wanted]
    met: list[tuple[Wanted, JobInfo]]
    """By a job that is done or on its way."""
    left_out: list[Cut]


def sort_out(
    timeline: Timeline,
    jobs: Sequence[JobInfo],
    fields: Mapping[str, Any],
    listener: Listener | None,
    ledger: Ledger,
    *,
    anew: bool,
) -> Asking:
    """`jobs` of this timeline; `fields` of an order, as the user named them; `anew`: further takes of all."""
    shots = shots_of(timeline, listener)
    parts = [part for shot in shots for part in spoken(shot, shot.marks)]
    wanted, refused = orders([part for part in parts if part.problem is None], fields, timeline.name)
    wanted = [Wanted(_placed_in(one, timeline), one.cuts) for one in wanted]
    left_out = [shot for shot in shots if shot.problem is not None]
    missing: list[Wanted] = []
    met: list[tuple[Wanted, JobInfo]] = []
    for one in wanted:
        there = [job for job in jobs if covers(job, one.order) and _has_its_hits(job, one, ledger)]
        if there and not anew:
            met += [(one, job) for job in there]
        else:
            missing.append(_further(one, there))
    return Asking(missing, met, [*left_out, *refused])


def of_files(paths: Sequence[str], fields: Mapping[str, Any]) -> list[Order]:
    """Of whole files, which are on no timeline."""
    return [Order(**{**fields, "clip": Clip(media=path)}) for path in dict.fromkeys(paths)]


def allowed(asking: Asking, settings: Sequence[Setting]) -> Asking:
    """Without what would be refused for one clip alone: it is left out, and the others are made."""
    allowance = [(one, reframing_in(one.order, settings) is None) for one in asking.missing]
    missing = [one for one, may in allowance if may]
    left_out = [cut.refused_as_reframed() for one, may in allowance if not may for cut in one.cuts]
    present = [cut for one in (*missing, *(one for one, _ in asking.met)) for cut in one.cuts]
    return replace(asking, missing=rejoined(missing, present), left_out=[*asking.left_out, *left_out])


def of_timeline(jobs: Sequence[JobInfo], timeline: str) -> list[JobInfo]:
    """Jobs that were asked for from this timeline of Resolve."""
    found = [job for job in jobs if job.place is not None and job.place.timeline == timeline]
    return [job for job in found if job.place is not None and job.place.editor.startswith(EDITOR)]


def clips_of(wanted: Wanted) -> list[str]:
    """Ids of the clips that show it."""
    return list(dict.fromkeys(cut.clip for cut in wanted.cuts if isinstance(cut, Shot)))


def covers(job: JobInfo, order: Order) -> bool:
    """Whether its sound is of all that the order's clip shows, and was asked for in the same words."""
    clip = order.clip
    same = job.prompt == order.prompt and order.engine in ("", job.engine) and job.media == clip.media
    if not same or job.state in _LOST or job.source_in is None or job.source_out is None:
        return False
    assert isinstance(clip.source_in, Time)
    assert isinstance(clip.source_out, Time)
    first, last = clip.source_in.seconds, clip.source_out.seconds
    return job.source_in.seconds <= first and last <= job.source_out.seconds and plays_as_it_is(job)


def hits_of(wanted: Wanted) -> list[str]:
    """In seconds of the media, exactly: there a trim does not move them."""
    cut = wanted.cuts[0]
    assert cut.source is not None
    return [str(cut.source.start + hit - cut.start) for hit in cut.hits]


def plays_as_it_is(job: JobInfo) -> bool:
    """At its own speed, as all clips that this way can read."""
    if job.source_in is None or job.source_out is None or job.duration is None:
        return False
    return job.source_out.seconds - job.source_in.seconds == job.duration.seconds


def _has_its_hits(job: JobInfo, wanted: Wanted, ledger: Ledger) -> bool:
    """A trim may have cut some off: those that are left are to be the same."""
    cut = wanted.cuts[0]
    assert cut.source is not None
    first, last = cut.source.start, cut.source.start + cut.length
    left = [hit for hit in ledger.of(job.id).hits if first <= Fraction(hit) < last]
    return left == hits_of(wanted)


def _placed_in(wanted: Wanted, timeline: Timeline) -> Order:
    clip = wanted.order.clip
    assert clip.place is not None
    known = {
        "editor": timeline.editor,
        "project": timeline.project,
        "timeline": timeline.timeline,
        "clip": clips_of(wanted)[0],
    }
    place = clip.place.model_copy(update=known)
    return wanted.order.model_copy(update={"clip": clip.model_copy(update={"place": place})})


def _further(wanted: Wanted, there: Sequence[JobInfo]) -> Wanted:
    """After the takes that there are, none sounds like another."""
    made = max((job.take for job in there), default=0)
    seed = (wanted.order.seed + made) % 2**32
    return Wanted(wanted.order.model_copy(update={"first_take": made + 1, "seed": seed}), wanted.cuts)
