"""`footfall resolve ...`: Foley for the clips that are selected in a Resolve which takes no Python scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from footfall_bridge.cli import options as opt
from footfall_bridge.cli.ordering import order_fields
from footfall_bridge.cli.output import Exit

if TYPE_CHECKING:
    from footfall_bridge.cli.mailing import Mailing


@opt.spread_wishes
def generate_selected(
    marker_color: Annotated[
        str, typer.Option(metavar="COLOR", help="Markers of this colour are prompts, too, by their names.")
    ] = "",
    anew: Annotated[bool, typer.Option("--anew", help="Further takes of what has its Foley already.")] = False,
    place: Annotated[bool, typer.Option("--place", help="Lay the sounds under their clips when made.")] = False,
    *,
    wishes: opt.Wishes,
    no_wait: opt.NoWait = False,
    json: opt.Json = False,
) -> Exit:
    """Make Foley for the clips that are selected in Resolve, else between in and out, else under the playhead.

    Where no clip is meant, files that are selected in the media pool are: --place brings their sound into the bin.
    What has its Foley already is not made again, but laid where its clip is now. Markers named `foley: ...` are
    prompts. Exits with 1 if a job failed or a sound could not be placed.
    """
    from footfall_bridge.protocol import Refusal

    if wishes.contacts is not None:
        raise Refusal("usage", "--contacts goes with one clip: in Resolve, markers named `foley:` are hits")
    if place and no_wait:
        raise Refusal(
            "usage", "--place waits for the sounds: leave --no-wait out, or use `footfall resolve place`"
        )
    fields = order_fields(wishes)
    return _mailing(json).generate(fields, marker_color, anew=anew, wait=not no_wait, place=place)


def place_finished(json: opt.Json = False) -> Exit:
    """Lay what is made under its clips of the timeline that is open in Resolve, each sound once."""
    return _mailing(json).place()


def take_use(
    number: Annotated[int, typer.Argument(metavar="N", min=1, help="Number of the take.")], json: opt.Json = False
) -> Exit:
    """Let take N be heard under the clips that are selected in Resolve."""
    return _mailing(json).use_take(number)


def remove_all(json: opt.Json = False) -> Exit:
    """Take all that Footfall laid off the timeline that is open in Resolve. The files stay."""
    return _mailing(json).remove()


def status_told(json: opt.Json = False) -> Exit:
    """Show what is open in Resolve, and the sounds of that timeline: made, placed, or stale."""
    return _mailing(json).status()


def stop_mailbox(json: opt.Json = False) -> Exit:
    """End the mailbox script in Resolve. It is started there: Workspace > Scripts > Footfall mailbox."""
    return _mailing(json).stop()


def _mailing(json: bool) -> Mailing:
    from footfall_bridge.protocol import Refusal

    try:
        from footfall_bridge.cli.mailing import Mailing
    except ModuleNotFoundError as error:
        words = f"timelines need OpenTimelineIO ({error.name} is missing): install footfall[otio]"
        raise Refusal("no-otio", words) from None
    return Mailing(json=json)
