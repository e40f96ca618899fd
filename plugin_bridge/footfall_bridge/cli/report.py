"""`footfall report`: a spotting list and clearance sheet of a timeline, or of jobs."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from footfall_bridge.cli import options as opt
from footfall_bridge.cli.output import Exit, say, show_json
from footfall_bridge.cli.timeline import opened

if TYPE_CHECKING:
    from footfall_bridge.hosts.interchange.documents import Document
    from footfall_bridge.hosts.interchange.spotting import Heard
    from footfall_bridge.protocol import JobInfo


class Counting(NamedTuple):
    """How a timeline counts its frames."""

    title: str
    rate: Fraction
    drop_frame: bool


def report(
    what: Annotated[list[str], typer.Argument(metavar="TIMELINE|JOB...", help="A timeline file, or ids of jobs.")],
    out: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="OUT", help=".csv, or contacts as markers: .edl (Resolve), .otio, .xml."
        ),
    ] = None,
    search: opt.Search = None,
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
    jobs = [] if document is not None else _jobs(what)
    heard = spotting.cues_of(document, folders) if document is not None else _of_jobs(jobs)
    heard = spotting.licensed(heard, _licences())
    counting = _counting(jobs) if document is None else Counting(document.name, document.rate, document.drop_frame)
    written = None if out is None else _written(out.absolute(), heard, document, counting)
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
    """Raises `Refusal("not-written")`: before any work."""
    from footfall_bridge.protocol import Refusal

    can = {".csv", ".edl"} | ({".otio"} if document else set())
    if document is not None and document.format == "xmeml":
        can.add(".xml")
    if out is not None and out.suffix.lower() not in can:
        words = "a report is a .csv, or markers in an .edl; of a timeline also in .otio, of an FCP7 .xml in .xml"
        raise Refusal("not-written", words)


def _jobs(ids: Sequence[str]) -> list[JobInfo]:
    from footfall_bridge.client import Client

    with Client() as client:
        return [client.job(job) for job in ids]


def _of_jobs(jobs: Sequence[JobInfo]) -> list[Heard]:
    from footfall_bridge.hosts.interchange.spotting import cues_of_job

    return sorted((heard for job in jobs for heard in cues_of_job(job)), key=lambda heard: heard.start)


def _counting(jobs: Sequence[JobInfo]) -> Counting | None:
    """Of the timeline that all of them are for; None where there is no such one."""
    places = [job.place for job in jobs if job.place is not None]
    found = {Counting(place.timeline, Fraction(*place.record_in.rate), place.drop_frame) for place in places}
    return found.pop() if len(found) == 1 and len(places) == len(jobs) else None


def _licences() -> dict[str, str]:
    """Of engines, as far as the daemon's installation tells."""
    from footfall_bridge import supply
    from footfall_bridge.protocol import Refusal

    try:
        return {engine.name: engine.licence for engine in supply.engines()}
    except Refusal:
        return {}


def _written(out: Path, heard: Sequence[Heard], document: Document | None, counting: Counting | None) -> Path:
    from footfall_bridge.hosts.interchange import contact_markers, spotting, writing
    from footfall_bridge.hosts.interchange.otio_tracks import write_otio
    from footfall_bridge.hosts.interchange.xmeml_tracks import write as write_xmeml
    from footfall_bridge.protocol import Refusal

    marks = contact_markers.marked(heard)
    match out.suffix.lower():
        case ".csv":
            return writing.published(out, lambda path: _write_table(path, spotting.as_csv(heard)))
        case ".edl":
            if counting is None:
                raise Refusal("no-timeline", "markers need a timeline: these jobs are not all for one")
            title, rate, drop_frame = counting
            edl = contact_markers.as_edl(title, marks, rate, drop_frame=drop_frame)
            return writing.published(out, lambda path: _write_text(path, edl))
        case suffix:
            assert document is not None
            if suffix == ".otio":
                timeline = contact_markers.in_otio(document, marks)
                return writing.published(out, lambda path: write_otio(timeline, path))
            root = contact_markers.in_xmeml(document, marks)
            return writing.published(out, lambda path: write_xmeml(root, path))


def _write_table(path: Path, table: str) -> None:
    """With a mark that says UTF-8: spreadsheets guess otherwise."""
    path.write_text(table, "utf-8-sig", newline="")


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", newline="\n")
