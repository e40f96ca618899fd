"""Asking for Foley: reads the clips, leaves out what is there already, submits, and returns at once."""

from fractions import Fraction
from typing import Any, Dict, List, NamedTuple, Set, Tuple

from footfall_resolve import recuts
from footfall_resolve.editor import Editor, Timeline, clip_property, has
from footfall_resolve.framing import is_reframed, size_of
from footfall_resolve.gateway import Gateway
from footfall_resolve.jobs import Job, of_timeline
from footfall_resolve.ledger import Ledger
from footfall_resolve.marks import Listener, Part, parts
from footfall_resolve.orders import Request, order_of, order_of_file
from footfall_resolve.rates import clock
from footfall_resolve.selection import Choice
from footfall_resolve.shots import Shot, shot_of
from footfall_resolve.submission import hand_in, left_out
from footfall_resolve.wishes import Wishes
from footfall_resolve.words import Refusal, Words, clips, quoted

_Range = Tuple[str, Fraction, Fraction, Fraction, str, Tuple[Fraction, ...], bool]


class Wanted(NamedTuple):
    """A sound that is to be made, for all clips that show the same."""

    shot: Shot
    part: Part
    others: Set[str]
    reframed: bool
    """The timeline shows it otherwise than its media does."""


def generate(
    editor: Editor,
    timeline: Timeline,
    choice: Choice,
    gateway: Gateway,
    ledger: Ledger,
    request: Request,
    wishes: Wishes,
    words: Words,
) -> None:
    """Raises `Refusal` where nothing can be asked for."""
    words.say("%s (%s)" % (choice.words, timeline.name))
    if choice.files:
        _of_files(editor, choice, gateway, ledger, request, wishes, words)
        return
    wanted = _wanted(timeline, choice, request, wishes, words)
    made = of_timeline(gateway, timeline)
    missing = [one for one in wanted if request.anew or not _covered(one, made, ledger, words)]
    orders = [
        order_of(one.shot, one.part, editor, timeline, request, wishes, _takes_of(one, made, ledger), one.reframed)
        for one in missing
    ]
    for one in missing:
        words.note(_described(one, timeline))
    count = _hand_in(gateway, timeline, missing, orders, ledger, words)
    if count:
        words.say(
            "asked for %d sounds; when they are made, `Place finished Foley` lays them under their clips" % count
        )
    else:
        words.say("nothing to ask for")
    recuts.tell_stale(timeline, made, ledger, words)


def _hand_in(
    gateway: Gateway,
    timeline: Timeline,
    missing: List[Wanted],
    orders: List[Dict[str, Any]],
    ledger: Ledger,
    words: Words,
) -> int:
    """How many jobs there are now."""
    count = 0
    refused = []
    for one, answer in zip(missing, hand_in(gateway, orders)):
        if answer.refusal is not None:
            refused.append((_called(one, timeline), answer.refusal))
        for job in answer.jobs:
            ledger.note_hits(job, _hits(one))
            for clip in one.others:
                ledger.serve(job, clip)
        count += len(answer.jobs)
    for sentence in left_out(refused):
        words.say(sentence)
    return count


def _wanted(timeline: Timeline, choice: Choice, request: Request, wishes: Wishes, words: Words) -> List[Wanted]:
    """Each source range once, however many clips show it."""
    listener = Listener(wishes.colour)
    found: Dict[_Range, Wanted] = {}
    for item in choice.items:
        try:
            shot = shot_of(item, timeline, request.even_speed or wishes.even_speed)
        except Refusal as refusal:
            words.say("left out: %s" % refusal.message)
            continue
        reframed = _is_reframed(item, timeline)
        marks = listener.marks(timeline, item, shot)
        for part in parts(shot, marks, request.prompt, choice.span):
            first, last = _source_range(shot, part)
            key = (shot.media, first, last, shot.speed, part.prompt, part.hits, reframed)
            one = found.setdefault(key, Wanted(shot, part, set(), reframed))
            if one.shot.id != shot.id:
                one.others.add(shot.id)
    return list(found.values())


def _is_reframed(item: Any, timeline: Timeline) -> bool:
    media = size_of(clip_property(item.GetMediaPoolItem(), "Resolution"))
    return is_reframed(item.GetProperty() if has(item, "GetProperty") else None, media, timeline.frame)


def _covered(one: Wanted, made: List[Job], ledger: Ledger, words: Words) -> bool:
    """Whether a sound of ours is there or on its way, which then serves these clips too, and is laid once more."""
    jobs = [job for job in made if _is_of(job, one, ledger)]
    if not jobs:
        return False
    for clip in sorted({one.shot.id} | one.others):
        there = [job for job in jobs if ledger.placed(job.id, clip)] or jobs[-1:]
        for job in there:
            if clip != job.clip:
                ledger.serve(job.id, clip)
            ledger.ask_again(job.id, clip)
    words.say("%s has its Foley already, or it is on its way (%s)" % (quoted(one.shot.name), jobs[-1].state))
    if one.reframed:
        words.say("%s is reframed on the timeline: that Foley is of what its media shows" % quoted(one.shot.name))
    return True


def _is_of(job: Job, one: Wanted, ledger: Ledger) -> bool:
    first, last = _source_range(one.shot, one.part)
    same = job.prompt == one.part.prompt and job.speed == one.shot.speed
    covers = same and not job.is_lost and job.covers(one.shot.media, first, last)
    # A trim may have cut hits off: those that are left are to be the same.
    return covers and [hit for hit in ledger.hits(job.id) if first <= Fraction(hit) < last] == _hits(one)


def _hits(one: Wanted) -> List[str]:
    """In the time of the media, where a trim does not move them."""
    first, _ = _source_range(one.shot, one.part)
    return [str(first + hit * one.shot.speed) for hit in one.part.hits]


def _takes_of(one: Wanted, made: List[Job], ledger: Ledger) -> int:
    return max([job.take for job in made if _is_of(job, one, ledger)] or [0])


def _source_range(shot: Shot, part: Part) -> Tuple[Fraction, Fraction]:
    return shot.source_at(part.start), shot.source_at(part.start + part.frames)


def _called(one: Wanted, timeline: Timeline) -> str:
    return "%s at %s" % (quoted(one.shot.name), clock(timeline.record(one.part.start), timeline.rate))


def _described(one: Wanted, timeline: Timeline) -> str:
    return "%s, %d frames of %s from %.3f s, prompt %r" % (
        _called(one, timeline),
        one.part.frames,
        one.shot.media,
        one.shot.source_at(one.part.start),
        one.part.prompt,
    )


def _of_files(
    editor: Editor,
    choice: Choice,
    gateway: Gateway,
    ledger: Ledger,
    request: Request,
    wishes: Wishes,
    words: Words,
) -> None:
    """Whole files: their sound goes to the bin."""
    paths: Dict[str, Any] = {clip_property(clip, "File Path"): clip for clip in choice.items}
    orders = [order_of_file(path, request, wishes) for path in paths if path]
    if not orders:
        raise Refusal("no-file", "what is selected in the media pool are no files: select clips with a file")
    ledger.note_asked(gateway.submit(orders), editor.project_id)
    words.say("asked for the sound of %s; `Place finished Foley` brings it to the bin" % clips(len(orders)))
