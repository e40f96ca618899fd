"""How things stand: Resolve, the daemon, and the sounds of the timeline that is open."""

from typing import Dict, List, Set, Tuple

from footfall_resolve import recuts
from footfall_resolve.editor import Editor, Timeline
from footfall_resolve.gateway import Gateway
from footfall_resolve.jobs import Job, of_timeline
from footfall_resolve.laid import all_laid
from footfall_resolve.ledger import Ledger
from footfall_resolve.placing import clips_of
from footfall_resolve.words import Words


def show(editor: Editor, timeline: Timeline, gateway: Gateway, ledger: Ledger, words: Words) -> None:
    """Raises `Refusal`."""
    rate = "%.6g%s" % (float(timeline.rate.exact), " drop-frame" if timeline.rate.drop_frame else "")
    words.say("%s, timeline %s at %s frames per second" % (editor.name, timeline.name, rate))
    status = gateway.status()
    paused = ", paused" if status.get("paused") else ""
    words.say("Footfall %s is running%s" % (status["daemon"]["version"], paused))
    jobs = of_timeline(gateway, timeline)
    laid = {(one.job, one.clip) for one in all_laid(timeline, ledger, [job.id for job in jobs])}
    words.say("sounds of this timeline: " + (_counts(jobs, laid, ledger) or "none yet"))
    for job in jobs:
        if job.state == "running":
            words.say("%s: %d %%%s" % (job.prompt or job.media, job.progress * 100, _left(job)))
        elif job.state in ("failed", "needs media"):
            words.say("%s, %s: %s" % (job.media, job.state, job.trouble or "its media is not there"))
    recuts.tell_stale(timeline, jobs, ledger, words)


def _counts(jobs: List[Job], laid: Set[Tuple[str, str]], ledger: Ledger) -> str:
    counts: Dict[str, int] = {}
    for job in jobs:
        state = job.state
        if state == "done":
            on_timeline = any((job.id, clip) in laid for clip in clips_of(job, ledger))
            state = "placed" if on_timeline else "generated but not placed"
        counts[state] = counts.get(state, 0) + 1
    return ", ".join("%d %s" % (count, state) for state, count in counts.items())


def _left(job: Job) -> str:
    return "" if job.eta_s is None else ", about %d s left" % job.eta_s
