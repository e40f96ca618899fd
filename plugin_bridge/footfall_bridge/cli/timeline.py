"""`footfall timeline`: Foley for a timeline that any editor has exported, and the timeline with its tracks."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from footfall_bridge.cli import options as opt
from footfall_bridge.cli.ordering import order_fields
from footfall_bridge.cli.output import Exit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from footfall_bridge.hosts.interchange.documents import Document
    from footfall_bridge.hosts.interchange.plan import Plan

SUFFIXES: Final = frozenset((".otio", ".xml", ".fcpxml", ".aaf", ".edl"))
"""Of files that are timelines."""


@opt.spread_wishes
def timeline(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="OTIO, FCP7 XML, FCPXML, AAF or EDL.")],
    tracks: opt.Tracks = None,
    prompts: opt.Prompts = "markers",
    marker_color: opt.MarkerColor = "",
    picture: opt.Picture = None,
    reframed: opt.Reframed = None,
    search: opt.Search = None,
    rate: opt.Rate = None,
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

    fields = order_fields(without_contacts(wishes))
    document = opened(file, rate)
    from footfall_bridge.hosts.interchange import writing

    target = home_expanded(out).absolute() if out is not None else writing.default_out(document)
    writing.check_out(target)
    reading = Reading(tracks, prompts, marker_color, picture, search, reframed)
    return Laying(reading.plan(document, fields), target, json=json).run()


@dataclass(frozen=True)
class Reading:
    """How a timeline is read, as the command line says it."""

    tracks: str | None = None
    prompts: str = "markers"
    marker_color: str = ""
    picture: Path | None = None
    search: Sequence[Path] | None = None
    reframed: str | None = None
    """`media`: clips that the timeline reframes are heard as their media shows them."""

    def plan(self, document: Document, fields: Mapping[str, Any]) -> Plan:
        """Raises `Refusal`."""
        from footfall_bridge.hosts.interchange.markers import Listener
        from footfall_bridge.hosts.interchange.plan import plan
        from footfall_bridge.orders import home_expanded

        return plan(
            document,
            fields,
            tracks=[name.strip() for name in (self.tracks or "").split(",") if name.strip()],
            listener=Listener(self.marker_color) if self.prompts == "markers" else None,
            search=[home_expanded(folder).absolute() for folder in self.search or ()],
            picture=None if self.picture is None else _there(self.picture),
            as_media_shows=self.reframed == "media",
        )


def without_contacts(wishes: opt.Wishes) -> opt.Wishes:
    """Raises `Refusal` where there are: a timeline is of many clips."""
    from footfall_bridge.protocol import Refusal

    if wishes.contacts is not None:
        raise Refusal("usage", "--contacts goes with one clip: on a timeline, markers named `foley:` are hits")
    return wishes


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
