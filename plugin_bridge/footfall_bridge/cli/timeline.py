"""`footfall timeline`: Foley for a timeline that any editor has exported, and the timeline with its tracks."""

from __future__ import annotations

import importlib
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from footfall_bridge.cli import options as opt
from footfall_bridge.cli.ordering import order_fields
from footfall_bridge.cli.output import Exit

if TYPE_CHECKING:
    from footfall_bridge.hosts.interchange.documents import Document


@opt.spread_wishes
def timeline(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="OTIO, FCP7 XML, FCPXML, AAF or EDL.")],
    tracks: Annotated[
        str | None,
        typer.Option(metavar="V1,...", help="All of these video tracks; if not said, what a viewer sees."),
    ] = None,
    prompts: Annotated[
        Literal["markers", "none"], typer.Option(help="Whether markers named `foley: ...` are prompts.")
    ] = "markers",
    marker_color: Annotated[
        str, typer.Option(metavar="COLOR", help="Markers of this colour are prompts, too, by their names.")
    ] = "",
    picture: Annotated[
        Path | None,
        typer.Option(metavar="REF", help="Look at this rendering of the whole timeline instead of at the media."),
    ] = None,
    reframed: Annotated[
        Literal["media"] | None,
        typer.Option(help="Hear clips that the timeline reframes as their media shows them, as if they were not."),
    ] = None,
    search: opt.Search = None,
    rate: Annotated[
        str | None, typer.Option(metavar="FPS", help="Frames per second, which an EDL does not say.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="OUT", help=".otio, .xml, .fcpxml or .aaf. Never over a file."),
    ] = None,
    *,
    wishes: opt.Wishes,
    json: opt.Json = False,
) -> Exit:
    """Make Foley for the clips of a timeline, and write the timeline with Footfall tracks.

    Once more on a changed timeline: what still covers its clips is laid again, only the rest is made. All that is
    left out is named. Prints the file written. Exits with 1 if a job failed.
    """
    from footfall_bridge.cli.laying import Laying
    from footfall_bridge.orders import home_expanded
    from footfall_bridge.protocol import Refusal

    if wishes.contacts is not None:
        raise Refusal("usage", "--contacts goes with one clip: on a timeline, markers named `foley:` are hits")
    fields = order_fields(wishes)
    document = opened(file, rate)
    from footfall_bridge.hosts.interchange import writing
    from footfall_bridge.hosts.interchange.markers import Listener
    from footfall_bridge.hosts.interchange.plan import plan

    target = home_expanded(out).absolute() if out is not None else writing.default_out(document)
    writing.check_out(target)
    planned = plan(
        document,
        fields,
        tracks=[name.strip() for name in (tracks or "").split(",") if name.strip()],
        listener=Listener(marker_color) if prompts == "markers" else None,
        search=[home_expanded(folder).absolute() for folder in search or ()],
        picture=None if picture is None else _there(picture),
        as_media_shows=reframed == "media",
    )
    return Laying(planned, target, json=json).run()


def opened(file: Path, rate: str | None) -> Document:
    """The timeline in a file. Raises `Refusal`."""
    from footfall_bridge.orders import home_expanded

    timelines_readable()
    from footfall_bridge.hosts.interchange import documents

    return documents.read(home_expanded(file).absolute(), None if rate is None else rate_of(rate))


def timelines_readable() -> None:
    """Raises `Refusal("no-otio")` where they are not."""
    from footfall_bridge.protocol import Refusal

    try:
        importlib.import_module("footfall_bridge.hosts.interchange.documents")
    except ModuleNotFoundError as error:
        words = f"timelines need OpenTimelineIO ({error.name} is missing): install footfall[otio]"
        raise Refusal("no-otio", words) from None


def rate_of(text: str) -> Fraction:
    from footfall_bridge.hosts.interchange.times import exact_rate
    from footfall_bridge.protocol import Refusal

    try:
        found = exact_rate(Fraction(text))
    except (ValueError, ArithmeticError):
        found = Fraction(0)
    if not 1 <= found <= 240:
        raise Refusal("bad-rate", f"{text!r} is no frame rate: write 25, 29.97 or 30000/1001")
    return found


def _there(path: Path) -> Path:
    from footfall_bridge.orders import home_expanded
    from footfall_bridge.protocol import Refusal

    found = home_expanded(path).absolute()
    if not found.is_file():
        raise Refusal("no-such-file", f"there is no file {str(path)!r}")
    return found
