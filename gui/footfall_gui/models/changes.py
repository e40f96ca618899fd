"""Orders made from others: a clip again with other contacts or words, only a part of it, or from another place."""

from __future__ import annotations

from fractions import Fraction
from pathlib import PurePath
from typing import Any, Final

from pydantic import ValidationError

from footfall_bridge import orders
from footfall_bridge.protocol import Contact, JobInfo, Movie, Order, Output, Priority, Refusal, sentence_of
from footfall_bridge.timeline import Time

_AROUND: Final = Fraction(3, 2)
"""Seconds about a contact in which it may be heard."""


def changed(order: Order, **changes: Any) -> Order:
    """Checked, as `model_copy` is not. Raises `Refusal("bad-order")`."""
    try:
        return orders.changed(order, changes)
    except ValidationError as error:
        raise Refusal("bad-order", sentence_of(error)) from None


def from_elsewhere(order: Order, media: str) -> Order:
    """The same clip of a file that has moved or was renamed."""
    clip = order.clip.model_copy(update={"media": orders.absolute(media)})
    return changed(order, clip=clip)


def part_of(order: Order, output: Output, start: Time, stop: Time, **changes: Any) -> Order:
    """This part of this file anew: all else of it stays, sample by sample."""
    return changed(order, **orders.part(PurePath(output.path), output.layer, start, stop), **changes)


def with_contacts(order: Order, job: JobInfo, contacts: list[Contact] | None, touched: list[float]) -> Order:
    """The job again, following these contacts.

    A file of which only a part was made last has its rest from another file, made with other words: then only what
    is around the contacts `touched` is made anew of the job's own file.
    """
    again = changed(order, contacts=contacts, priority=Priority.interactive)
    if order.region is None or not touched or not job.outputs or job.duration is None:
        return again
    start = max(Fraction(0), Fraction(min(touched)) - _AROUND / 2)
    stop = min(job.duration.seconds, Fraction(max(touched)) + _AROUND)
    ends = (_to_samples(start), _to_samples(max(stop, start + Fraction(1, 10))))
    return part_of(again, job.outputs[0], *ends)


def audition(order: Order, folder: PurePath) -> Order:
    """To listen to and throw away: one file in `folder`, no movie. A part keeps the layer that it is a part of."""
    layers = order.layers if order.region is not None else ()
    return changed(order, dest=str(folder), movie=Movie.none, layers=layers)


def _to_samples(seconds: Fraction) -> Time:
    return Time(value=int(seconds * 48_000), rate=(48_000, 1))
