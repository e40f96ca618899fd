"""What is ordered for the cuts of a timeline: one order for each range of a source, however often it is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from pydantic import ValidationError

from footfall_bridge.hosts.interchange.cuts import Cut, Source
from footfall_bridge.hosts.interchange.times import up_to_frames
from footfall_bridge.protocol import Contact, Order, sentence_of
from footfall_bridge.timeline import Clip, Point, Time, TimelinePlace, timecode_of_frames

HANDLES: Final = Fraction(1)
"""Seconds at each end, where nothing else is asked for."""
_LONGEST_HANDLES: Final = Fraction(10)
_LONGEST_NAME: Final = 200
_ON_FRAME: Final = Fraction(1, 1000)
_FINEST: Final = 1_000_000


@dataclass
class Wanted:
    """An order, and the places that its sound belongs in."""

    order: Order
    cuts: list[Cut] = field(default_factory=list)


def orders(cuts: Sequence[Cut], fields: Mapping[str, Any], timeline: str) -> tuple[list[Wanted], list[Cut]]:
    """For cuts that have a source; and those that cannot be ordered, with their problem.

    `fields`: of an order, as the user named them. What a cut says itself goes before.
    """
    wanted: dict[str, Wanted] = {}
    refused: list[Cut] = []
    for cut in cuts:
        try:
            order = _order(cut, fields, timeline, _joints(cut, cuts))
        except ValidationError as error:
            refused.append(cut.without("bad-order", sentence_of(error)))
            continue
        wanted.setdefault(_identity(order), Wanted(order)).cuts.append(cut)
    return list(wanted.values()), refused


def rejoined(wanted: Sequence[Wanted], cuts: Sequence[Cut]) -> list[Wanted]:
    """`cuts`: those that are left. The ambience ends where the next clip will have none."""
    found = []
    for one in wanted:
        before, after = _joints(one.cuts[0], cuts)
        order = one.order.model_copy(update={"joined_before": before, "joined_after": after})
        found.append(Wanted(order, one.cuts))
    return found


def _order(cut: Cut, fields: Mapping[str, Any], timeline: str, joints: tuple[bool, bool]) -> Order:
    told: dict[str, Any] = {"prompt": cut.prompt} if cut.prompt else {}
    if cut.hits:
        told["contacts"] = [Contact(time=float(hit - cut.start)) for hit in cut.hits]
    handles = fields.get("handles")
    length = up_to_frames(HANDLES if handles is None else handles.seconds, cut.rate)
    if length <= _LONGEST_HANDLES:
        handles = Time.of(length, cut.rate)
    told |= {"joined_before": joints[0], "joined_after": joints[1]}
    if cut.source and cut.source.name:
        told["name"] = cut.source.name[:_LONGEST_NAME]
    return Order(**{**fields, **told, "handles": handles, "clip": _clip(cut, timeline)})


def _clip(cut: Cut, timeline: str) -> Clip:
    source = cut.source
    assert source is not None
    place = TimelinePlace(
        record_in=Time.of(cut.start, cut.rate),
        drop_frame=cut.drop_frame,
        editor="timeline file",
        timeline=timeline[:1000],
        clip=cut.name[:1000],
    )
    return Clip(
        media=str(source.path),
        proxy=str(source.proxy) if source.proxy else None,
        source_in=_point(source, source.start, cut),
        source_out=_point(source, source.start + cut.length * source.speed, cut),
        play_rate=source.speed,
        reverse=source.reverse,
        bounded=source.bounded,
        reframed=source.reframed,
        place=place,
    )


def _point(source: Source, seconds: Fraction, cut: Cut) -> Point:
    if source.timecode_rate is not None:
        frames = round(seconds * source.timecode_rate)
        return timecode_of_frames(frames, source.timecode_rate, drop_frame=cut.drop_frame)
    frames = round(seconds * cut.rate)
    # What went through floats is on a frame again; what is between frames keeps its place to a microsecond.
    if abs(seconds * cut.rate - frames) < _ON_FRAME:
        return Time.of(frames / cut.rate, cut.rate)
    return Time.of(seconds.limit_denominator(_FINEST))


def _joints(cut: Cut, cuts: Sequence[Cut]) -> tuple[bool, bool]:
    """Whether it goes on in others that are of its sound: then they share one ambience across the cut."""
    others = [other for other in cuts if other.prompt == cut.prompt]
    return any(other.end == cut.start for other in others), any(other.start == cut.end for other in others)


def _identity(order: Order) -> str:
    """The same for orders whose sound is the same wherever it lies."""
    clip = order.clip.model_copy(update={"place": None, "proxy": None})
    bare = {"clip": clip, "joined_before": None, "joined_after": None}
    return order.model_copy(update=bare).model_dump_json()
