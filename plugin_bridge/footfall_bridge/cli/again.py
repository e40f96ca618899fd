"""`footfall again`: regenerate from a WAV alone, which holds the request that made it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from footfall_bridge.cli import options as opt
from footfall_bridge.cli.ordering import order_fields
from footfall_bridge.cli.output import Exit

if TYPE_CHECKING:
    from footfall_bridge.protocol import Order


@opt.spread_wishes
def again(
    file: Annotated[Path, typer.Argument(metavar="FILE.wav", help="A file that Footfall made.")],
    start: Annotated[
        str | None,
        typer.Option("--from", metavar="TC|SECONDS", help="Make only this part anew: its start ..."),
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="TC|SECONDS", help="... and its end, in the file's timecode.")
    ] = None,
    *,
    wishes: opt.Wishes,
    no_wait: opt.NoWait = False,
    json: opt.Json = False,
) -> Exit:
    """Make a file anew, as it was or with something changed.

    What is not named stays as it was: prompt, seed, range; but another engine has a guidance and steps of its
    own. The old file stays too. With --from and --to all outside that part is the old file's, sample by sample;
    so it is with a file that was made in this way.
    """
    from footfall_bridge.cli.follow import carry_out

    changes = order_fields(wishes)
    if start is not None or end is not None:
        changes |= part_of(file, start, end)
    return carry_out([order_of_wav(file, changes)], wait=not no_wait, json=json)


def part_of(file: Path, start: str | None, end: str | None) -> dict[str, Any]:
    """The fields of an order that makes this part of this file anew, and no other file. Raises `Refusal`."""
    from footfall_bridge import orders
    from footfall_bridge.protocol import MIX, Refusal
    from footfall_bridge.provenance import read_request

    if start is None or end is None:
        raise Refusal("usage", "--from and --to go together: the part's start, and the moment after its end")
    path = orders.home_expanded(file).absolute()
    layer = read_request(path).get("layer", MIX)
    return orders.part(Path(orders.absolute(file)), layer, orders.point(start), orders.point(end))


def order_of_wav(file: Path, changes: dict[str, Any]) -> Order:
    """The order that made `file`, with `changes`. Raises `Refusal`."""
    from pydantic import ValidationError

    from footfall_bridge.orders import changed, home_expanded
    from footfall_bridge.protocol import Order, Refusal, sentence_of
    from footfall_bridge.provenance import read_request

    file = home_expanded(file).absolute()
    fields = read_request(file).get("order")
    try:
        order = Order.model_validate(fields)
        clip = order.clip.model_copy(update={"media": _found(order.clip.media, file)})
        here: dict[str, Any] = {"clip": clip, "dest": _dest(order.dest, file)}
        if order.region is not None and "region" not in changes:
            here["region"] = order.region.model_copy(update={"file": _found(order.region.file, file)})
        return changed(order, here | changes)
    except ValidationError as error:
        raise Refusal("bad-order", f"the request in {str(file)!r} cannot be used: {sentence_of(error)}") from None


def _found(media: str | None, wav: Path) -> str | None:
    """The media where it was, else beside the WAV or one folder up: projects move as a whole. Raises `Refusal`."""
    from footfall_bridge.protocol import Refusal

    if media is None or _is_there(media):
        return media
    # Not PurePath: the request may have been made on another system.
    name = media.replace("\\", "/").rpartition("/")[2]
    for place in (wav.parent, wav.parent.parent):
        if (place / name).is_file():
            return str(place / name)
    raise Refusal(
        "no-such-file", f"what it was made of is gone: {media!r}, and {name!r} is not near {str(wav)!r} either"
    )


def _dest(dest: str | None, wav: Path) -> str | None:
    """The folder that was named, else the WAV's own: the project has moved, and its old place is not made anew."""
    from footfall_bridge.orders import absolute

    return dest if dest is None or _is_there(dest) else absolute(wav.parent)


def _is_there(path: str) -> bool:
    try:
        return Path(path).exists()
    except (OSError, ValueError):  # a path that we may not look at, or that is none on this system
        return False
