"""From the words of the command line to what an order says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from footfall_bridge.cli.options import Wishes
    from footfall_bridge.timeline import Clip, Point


def order_fields(wishes: Wishes) -> dict[str, Any]:
    """The fields of an order that were named; an order has its own defaults for the rest. Raises `Refusal`."""
    from footfall_bridge import orders
    from footfall_bridge.contacts import read_contacts
    from footfall_bridge.protocol import Movie, Priority, Stamp

    read: dict[str, Callable[[Any], Any]] = {
        "handles": orders.handles,
        "priority": Priority,
        "dest": orders.absolute,
        "movie": Movie,
        "stamp": Stamp,
        "layers": orders.layers,
        "room": orders.room,
        "contacts": lambda path: read_contacts(orders.home_expanded(path)),
    }
    named = {field: value for field, value in vars(wishes).items() if value is not None}
    return {field: read[field](value) if field in read else value for field, value in named.items()}


def text_clip(duration: str | None) -> Clip:
    """A clip without media. Raises `Refusal`."""
    from footfall_bridge import orders
    from footfall_bridge.protocol import Refusal
    from footfall_bridge.timeline import LONGEST_CLIP, Clip

    if duration is None:
        raise Refusal("usage", "--text-only needs --duration SECONDS")
    length = orders.seconds(duration)
    if not 0 < length.seconds <= LONGEST_CLIP:
        raise Refusal("bad-time", "--duration lies above 0 and within one hour")
    return Clip(duration=length)


def media_clips(files: list[Path], start: str | None, end: str | None) -> list[Clip]:
    """The files, or a range of the only one. Raises `Refusal`."""
    from footfall_bridge import orders
    from footfall_bridge.protocol import Refusal

    if (start is not None or end is not None) and len(files) > 1:
        raise Refusal("usage", f"--in and --out go with one file, not {len(files)}")
    source_in = _point(start)
    source_out = _point(end)
    return [orders.clip_of(file, source_in, source_out) for file in files]


def _point(text: str | None) -> Point | None:
    from footfall_bridge import orders

    return None if text is None else orders.point(text)
