"""`footfall again`: regenerate from a WAV alone, which holds the request that made it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from footfall_bridge.cli import options as opt
from footfall_bridge.cli.ordering import order_options
from footfall_bridge.cli.output import Exit

if TYPE_CHECKING:
    from footfall_bridge.protocol import Order


def again(
    file: Annotated[Path, typer.Argument(metavar="FILE.wav", help="A file that Footfall made.")],
    prompt: opt.Prompt = None,
    negative: opt.Negative = None,
    engine: opt.Engine = None,
    seed: opt.Seed = None,
    takes: opt.Takes = None,
    handles: opt.Handles = None,
    priority: opt.Priority = None,
    dest: opt.Dest = None,
    movie: opt.Movie = None,
    stamp: opt.Stamp = None,
    fresh: opt.Fresh = False,
    no_wait: opt.NoWait = False,
    json: opt.Json = False,
) -> Exit:
    """Make a file anew, as it was or with something changed.

    What is not named stays as it was: prompt, seed, range. The old file stays too.
    """
    from footfall_bridge.cli.follow import carry_out

    changes = order_options(
        prompt=prompt,
        negative=negative,
        engine=engine,
        seed=seed,
        takes=takes,
        handles=handles,
        priority=priority,
        dest=dest,
        movie=movie,
        stamp=stamp,
        fresh=fresh,
    )
    return carry_out([order_of_wav(file, changes)], wait=not no_wait, json=json)


def order_of_wav(file: Path, changes: dict[str, Any]) -> Order:
    """The order that made `file`, with `changes`. Raises `Refusal`."""
    from pydantic import ValidationError

    from footfall_bridge.protocol import Order, Refusal, sentence_of
    from footfall_bridge.provenance import read_request

    fields = read_request(file).get("order")
    try:
        order = Order.model_validate(fields)
        clip = order.clip.model_copy(update={"media": _found(order.clip.media, file)})
        return Order.model_validate({**order.model_dump(), "clip": clip, **changes})
    except ValidationError as error:
        raise Refusal("bad-order", f"the request in {str(file)!r} cannot be used: {sentence_of(error)}") from None


def _found(media: str | None, wav: Path) -> str | None:
    """The media where it was, else beside the WAV or one folder up: projects move as a whole. Raises `Refusal`."""
    from footfall_bridge.protocol import Refusal

    if media is None or Path(media).exists():
        return media
    # Not PurePath: the request may have been made on another system.
    name = media.replace("\\", "/").rpartition("/")[2]
    folder = wav.expanduser().absolute().parent
    for place in (folder, folder.parent):
        if (place / name).is_file():
            return str(place / name)
    raise Refusal(
        "no-such-file", f"the media is gone from {media!r}, and {name!r} is not near {str(wav)!r} either"
    )
