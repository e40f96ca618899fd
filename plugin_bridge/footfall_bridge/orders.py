"""Orders from what people and scripts have at hand: paths, seconds, timecodes."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path, PurePath
from typing import Any, Final, TypedDict, Unpack

from pydantic import ValidationError

from footfall_bridge.protocol import (
    MIX,
    Contact,
    Layer,
    Movie,
    Order,
    Priority,
    Refusal,
    Region,
    Stamp,
    sentence_of,
)
from footfall_bridge.timeline import Clip, Point, Time, is_timecode

LONGEST_HANDLE: Final = 10

_DECIMAL: Final = re.compile(r"(\d+)(?:\.(\d*))?|\.(\d+)", re.ASCII)
_MOST_DECIMALS: Final = 9  # units of 10**-9 seconds still fit a rate
_MOST_DIGITS: Final = 15
_OF_THE_ENGINE: Final = {"guidance": None, "steps": None}
"""Numbers that mean nothing to another engine."""


class Options(TypedDict, total=False):
    """What an order may say beside its clip and prompt; see `protocol.Order`."""

    negative: str | None
    guidance: float | None
    steps: int | None
    engine: str
    seed: int
    takes: int
    first_take: int
    handles: Time | None
    priority: Priority
    dest: str | None
    name: str
    movie: Movie
    stamp: Stamp | None
    layers: tuple[Layer, ...]
    pan: bool
    room: str
    sensitivity: float
    offset_ms: float
    contacts: list[Contact] | None
    region: Region | None
    joined_before: bool | None
    joined_after: bool | None
    fresh: bool
    complete: bool


def order(clip: Clip | str | Path, prompt: str = "", **options: Unpack[Options]) -> Order:
    """An order for one clip, or for the whole of a file. Raises `Refusal("bad-order")`."""
    try:
        return Order(clip=clip if isinstance(clip, Clip) else clip_of(clip), prompt=prompt, **options)
    except ValidationError as error:
        raise Refusal("bad-order", sentence_of(error)) from None


def clip_of(path: str | Path, source_in: Point | None = None, source_out: Point | None = None) -> Clip:
    """A range of a file. Raises `Refusal("bad-order")`."""
    try:
        return Clip(media=absolute(path), source_in=source_in, source_out=source_out)
    except ValidationError as error:
        raise Refusal("bad-order", sentence_of(error)) from None


def changed(order: Order, changes: Mapping[str, Any]) -> Order:
    """The order with other fields, checked anew. Another engine has a guidance and steps of its own.

    Raises `pydantic.ValidationError`.
    """
    other = changes.get("engine", order.engine) != order.engine
    return Order.model_validate({**order.model_dump(), **(_OF_THE_ENGINE if other else {}), **changes})


def part(file: PurePath, layer: str, start: Point, stop: Point) -> dict[str, Any]:
    """The fields of an order that makes this part of this file of this layer anew, and no other file."""
    return {"region": Region(file=str(file), start=start, stop=stop), "layers": () if layer == MIX else (layer,)}


def absolute(path: str | Path) -> str:
    """The path as the daemon, which runs in another folder, understands it. Links are kept as they are."""
    text = str(home_expanded(path).absolute())
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Refusal("bad-name", f"{text!a} is not valid Unicode: rename it") from None
    return text


def home_expanded(path: str | Path) -> Path:
    """The path with `~` and `~user` replaced, as a shell does it: a `~name` that is no user's is a name."""
    return Path(os.path.expanduser(path))  # noqa: PTH111 - Path.expanduser raises where there is no such user


def layers(text: str) -> tuple[Layer, ...]:
    """Of `feet,props`, in their usual order; `all`; nothing or `mix` is one mixed file. Raises `Refusal`."""
    words = {word.strip().lower() for word in text.split(",")} - {""}
    if MIX in words and len(words) > 1:
        raise Refusal("unknown-layer", "mix is all layers in one file: ask for it or for layers, not for both")
    words -= {MIX}
    unknown = sorted(words - {"all", *Layer})
    if unknown:
        raise Refusal("unknown-layer", f"there is no layer {unknown[0]!r}: use {', '.join(Layer)} or all")
    return tuple(layer for layer in Layer if layer in words or "all" in words)


def room(text: str) -> str:
    """`none` takes a room away that a file was made with."""
    name = text.strip().lower()
    return "" if name == "none" else name


def point(text: str) -> Point:
    """A timecode as it is, or decimal seconds exactly. Raises `Refusal("bad-time")`."""
    return text.strip() if is_timecode(text) else seconds(text)


def seconds(text: str) -> Time:
    """Decimal seconds, exactly: `1.5` is 15 units of 1/10 second. Raises `Refusal("bad-time")`."""
    match = _DECIMAL.fullmatch(text.strip())
    if match is None:
        raise Refusal("bad-time", f"{text!r} is neither seconds such as 12.5 nor a timecode such as 01:00:00:00")
    whole, decimals = match[1] or "0", match[2] or match[3] or ""
    if len(decimals) > _MOST_DECIMALS or len(whole) + len(decimals) > _MOST_DIGITS:
        raise Refusal("bad-time", f"{text!r} has too many digits: nine after the point at most, fifteen in all")
    return Time(value=int(whole + decimals), rate=(10 ** len(decimals), 1))


def handles(text: str) -> Time:
    """Seconds of handles at each end. Raises `Refusal`: "bad-time", or "bad-handles" above ten seconds."""
    length = seconds(text)
    if length.seconds > Fraction(LONGEST_HANDLE):
        raise Refusal("bad-handles", f"handles may last {LONGEST_HANDLE} seconds at most, not {text}")
    return length
