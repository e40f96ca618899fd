"""Asking for sounds: each part of a movie once, however many strips show it, and not what is made already."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, NamedTuple

from . import tags
from .files import Files
from .gateway import Gateway
from .jobs import Clip, Job, jobs_of
from .orders import Wanted, Wish, heard, order_of
from .rates import scene_rate
from .sequencer import opened, strips_of
from .shots import Shot, shot_of
from .submission import hand_in, left_out
from .words import Refusal, quoted


class Selection(NamedTuple):
    """What of the selected strips can be asked for, and why the others cannot."""

    wanted: list[Wanted]
    refused: list[Refusal]

    @property
    def notices(self) -> list[str]:
        """What is to be known of those that can be asked for."""
        return [one.notice for one in self.wanted if one.notice]


class Asked(NamedTuple):
    """What became of it."""

    new: list[str]
    """Ids of jobs."""
    met: list[tuple[Wanted, Job]]
    """By a job that is done or on its way."""
    known: list[Job]
    """All of this timeline, as they were before."""
    left_out: list[str]
    """Sentences of single clips that were refused."""


def wanted_of(scene: Any, strips: Iterable[Any], prompt: str, files: Files) -> Selection:
    """Our own sounds, and sounds beside movies, are passed over."""
    found: dict[tuple[object, ...], Wanted] = {}
    refused: list[Refusal] = []
    beside = strips_of(opened(scene.sequence_editor))
    chosen = list(strips)
    movies = [strip for strip in chosen if strip.type != "SOUND"] or chosen
    for strip in movies:
        try:
            shot = shot_of(strip, scene_rate(scene.render), beside, files)
        except Refusal as refusal:
            refused.append(refusal)
            continue
        text, hits = heard(shot, prompt, scene.timeline_markers)
        key = _key(shot, text, hits)
        if key in found:
            tags.serve(strip, found[key].clip.id)
            found[key].strips.append(strip.name)
        else:
            clip = Clip(tags.clip_of(strip), shot.reverse, strip.name, tuple(sorted(map(shot.source_at, hits))))
            found[key] = Wanted(shot, clip, [strip.name], text, hits)
    return Selection(list(found.values()), refused)


def ask(gateway: Gateway, wanted: Iterable[Wanted], wish: Wish, project: str, timeline: str) -> Asked:
    """In a thread: it waits for the gateway. Raises `Refusal`."""
    made = jobs_of(gateway.jobs(), timeline)
    orders: list[tuple[Wanted, dict[str, Any]]] = []
    met: list[tuple[Wanted, Job]] = []
    for one in wanted:
        there = [job for job in made if one.is_met_by(job, wish.engine.strip())]
        if there and not wish.anew:
            met += [(one, job) for job in there]
        else:
            takes = max((job.take for job in there), default=0)
            orders.append((one, order_of(one, wish, project, timeline, takes)))
    answers = hand_in(gateway, [order for _, order in orders])
    pairs = zip(orders, answers, strict=True)
    refused = [_named(one, answer.refusal) for (one, _), answer in pairs if answer.refusal is not None]
    return Asked([job for answer in answers for job in answer.jobs], met, made, left_out(refused))


def _named(one: Wanted, refusal: Refusal) -> tuple[str, Refusal]:
    """By its strips: the daemon knows clips by their files."""
    strips = ", ".join(map(quoted, one.strips))
    return strips, Refusal(refusal.code, "%s: %s" % (strips, refusal.message))


def _key(shot: Shot, text: str, hits: tuple[Fraction, ...]) -> tuple[object, ...]:
    return (shot.media, shot.source_in, shot.source_out, shot.speed, shot.reverse, shot.reframed, text, hits)
