"""A timeline that was cut anew: which of our sounds lie on it for nothing, or beside their clips."""

from typing import Any, Dict, List

from footfall_resolve.editor import Timeline
from footfall_resolve.jobs import Job
from footfall_resolve.laid import Laid, laid_on_our_tracks
from footfall_resolve.ledger import Ledger
from footfall_resolve.placing import place_of
from footfall_resolve.rates import clock
from footfall_resolve.words import Refusal, Words

_MOVED = "its clip plays elsewhere now: `Generate Foley` on it, then `Place finished Foley`, lays it there"


def tell_stale(timeline: Timeline, jobs: List[Job], ledger: Ledger, words: Words) -> None:
    """One sentence for each. Nothing is taken away: that is the user's to do."""
    known = {job.id: job for job in jobs}
    laid = laid_on_our_tracks(timeline, ledger, list(known))
    pictures = timeline.pictures() if laid else {}
    for one in laid:
        why = _staleness(timeline, pictures, one, known, ledger)
        if why:
            where = clock(timeline.record(one.start), timeline.rate)
            words.say("stale: the sound at %s (%s): %s" % (where, one.item.GetName(), why))


def _staleness(
    timeline: Timeline, pictures: Dict[str, Any], one: Laid, known: Dict[str, Job], ledger: Ledger
) -> str:
    """Empty: it lies where it belongs, will be laid there, or nobody can say."""
    job = known.get(one.job)
    if job is None or not one.clip or ledger.asked_again(one.job, one.clip):
        return ""
    try:
        place = place_of(timeline, pictures, job, one.clip)
    except Refusal as refusal:
        return refusal.message
    return "" if place.is_filled_by(one) else _MOVED
