"""Swapping takes: the sound that is heard under a clip is taken away, and another laid in its place."""

from typing import Callable, List, NamedTuple, Optional

from footfall_resolve.editor import Editor, Timeline, identity
from footfall_resolve.gateway import Gateway
from footfall_resolve.jobs import Job, of_timeline
from footfall_resolve.laid import Laid, all_laid, take_away
from footfall_resolve.ledger import Ledger
from footfall_resolve.placing import Place, Placing, clips_of
from footfall_resolve.selection import Choice
from footfall_resolve.words import Refusal, Words, quoted

Chooser = Callable[[str, List[str], int], Optional[int]]
"""Asked with a title, lines and the number of the line that is heard now: which one shall be; None: none."""


class Takes(NamedTuple):
    """What there is for a clip."""

    clip: str
    name: str
    jobs: List[Job]
    laid: List[Laid]

    @property
    def heard(self) -> int:
        """Number of the take that is on the timeline, -1 for none."""
        there = [one.job for one in self.laid]
        return next((number for number, job in enumerate(self.jobs) if job.id in there), -1)


def use_take(
    editor: Editor,
    timeline: Timeline,
    choice: Choice,
    gateway: Gateway,
    ledger: Ledger,
    words: Words,
    choose: Chooser,
) -> None:
    """Raises `Refusal`."""
    made = of_timeline(gateway, timeline)
    takes = _takes_of(timeline, choice, made, ledger)
    number = choose("Foley for %s" % takes.name, [_line(job) for job in takes.jobs], takes.heard)
    if number is None:
        words.say("nothing changed")
        return
    placing = Placing(editor, timeline, gateway, ledger, words)
    with ledger.alone():
        place = placing.place_of(takes.jobs[number], takes.clip)
        _swap(editor, timeline, placing, place, takes)
        placing.settle([place])
    words.say("%s: take %d is heard now" % (quoted(takes.name), place.job.take))


def _takes_of(timeline: Timeline, choice: Choice, made: List[Job], ledger: Ledger) -> Takes:
    if choice.files:
        raise Refusal("no-selection", "takes are swapped under clips of a timeline: select one there")
    item = choice.items[0]
    clip, name = identity(item), str(item.GetName())
    jobs = [job for job in made if job.state == "done" and clip in clips_of(job, ledger)]
    if not jobs:
        raise Refusal(
            "no-takes", "%s has no finished Foley yet: generate it, or see `Foley status`" % quoted(name)
        )
    laid = all_laid(timeline, ledger, [job.id for job in made])
    return Takes(clip, name, jobs, [one for one in laid if one.clip == clip])


def _swap(editor: Editor, timeline: Timeline, placing: Placing, place: Place, takes: Takes) -> None:
    """Raises `Refusal`; then what was heard is heard again."""
    by_id = {job.id: job for job in takes.jobs}
    out = [one for one in takes.laid if one.job not in by_id or by_id[one.job].overlaps(place.job)]
    take_away(editor, timeline, out)
    try:
        placing.lay(place)
    except Refusal:
        for job in {one.job for one in out} & set(by_id):
            placing.lay(placing.place_of(by_id[job], takes.clip))
        raise


def _line(job: Job) -> str:
    return "take %d, seed %d, %s: %s" % (job.take, job.seed, job.engine, job.prompt or "no prompt")


def next_take(_title: str, lines: List[str], heard: int) -> int:
    """Where nobody can be asked: one after the other."""
    return (heard + 1) % len(lines)
