"""`footfall report`: a spotting list and clearance sheet of a timeline, or of jobs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from footfall_bridge.cli import options as opt
from footfall_bridge.cli.output import Exit, say, show_json
from footfall_bridge.cli.timeline import opened

if TYPE_CHECKING:
    from footfall_bridge.hosts.interchange.documents import Document
    from footfall_bridge.hosts.interchange.spotting import Heard
    from footfall_bridge.protocol import Contact

_TABLE = ".csv"
_TIMELINE = ".otio"


def report(
    what: Annotated[list[str], typer.Argument(metavar="TIMELINE|JOB...", help="A timeline file, or ids of jobs.")],
    out: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="OUT", help=".csv, or .otio: the timeline, contacts as markers."),
    ] = None,
    search: Annotated[
        list[Path] | None, typer.Option(metavar="DIR", help="Look for missing WAVs below DIR. May be repeated.")
    ] = None,
    rate: Annotated[str | None, typer.Option(metavar="FPS", help="Frames per second of the timeline.")] = None,
    json: opt.Json = False,
) -> Exit:
    """List the sounds: when, from which clip, layer, take, prompt, engine and its licence, file.

    Prints the table, or the path of the file written: never over another.
    """
    from footfall_bridge.hosts.interchange import spotting

    document = _timeline(what, rate)
    _check(out, document)
    folders = [folder.expanduser().absolute() for folder in search or ()]
    heard = _of_jobs(what) if document is None else spotting.cues_of(document, folders)
    heard = spotting.licensed(heard, _licences())
    written = None if out is None else _written(out.absolute(), heard, document)
    if json:
        cues = [vars(one.cue) for one in heard]
        show_json({"cues": cues, "out": None if written is None else str(written)})
    else:
        say(spotting.as_csv(heard).rstrip() if written is None else str(written))
    return Exit.done


def _timeline(what: Sequence[str], rate: str | None) -> Document | None:
    """The only file named; None: jobs are."""
    from footfall_bridge.protocol import Refusal

    files = [word for word in what if Path(word).exists()]
    if not files:
        return None
    if len(what) > 1:
        raise Refusal("usage", "name one timeline, or jobs")
    return opened(Path(files[0]), rate)


def _check(out: Path | None, document: Document | None) -> None:
    from footfall_bridge.protocol import Refusal

    if out is None or out.suffix.lower() == _TABLE or (out.suffix.lower() == _TIMELINE and document is not None):
        return
    raise Refusal("not-written", "a report is a .csv; that of a timeline may be an .otio with markers, too")


def _of_jobs(ids: Sequence[str]) -> list[Heard]:
    from footfall_bridge.client import Client
    from footfall_bridge.hosts.interchange.spotting import cues_of_job

    with Client() as client:
        found = [heard for job in ids for heard in cues_of_job(client.job(job))]
    return sorted(found, key=lambda heard: heard.start)


def _licences() -> dict[str, str]:
    """Of engines, as far as the daemon's installation tells."""
    from footfall_bridge import supply
    from footfall_bridge.protocol import Refusal

    try:
        return {engine.name: engine.licence for engine in supply.engines()}
    except Refusal:
        return {}


def _written(out: Path, heard: Sequence[Heard], document: Document | None) -> Path:
    from footfall_bridge.hosts.interchange import spotting, writing
    from footfall_bridge.hosts.interchange.otio_tracks import write_otio

    if document is not None and out.suffix.lower() == _TIMELINE:
        timeline = spotting.with_markers(document, heard, _contacts(heard))
        return writing.published(out, lambda path: write_otio(timeline, path))
    return writing.published(out, lambda path: _write_table(path, spotting.as_csv(heard)))


def _write_table(path: Path, table: str) -> None:
    """With a mark that says UTF-8: spreadsheets guess otherwise."""
    path.write_text(table, "utf-8-sig", newline="")


def _contacts(heard: Sequence[Heard]) -> dict[str, Sequence[Contact]]:
    """Of the jobs that the daemon still knows."""
    from footfall_bridge.client import Client
    from footfall_bridge.protocol import Refusal

    found: dict[str, Sequence[Contact]] = {}
    with Client() as client:
        for job in {one.cue.job for one in heard} - {""}:
            try:
                found[job] = client.contacts(job).contacts
            except Refusal as refusal:
                if refusal.code != "unknown-job":
                    raise
    return found
