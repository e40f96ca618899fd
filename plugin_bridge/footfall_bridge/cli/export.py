"""`footfall export openjd`: a job for a render farm, a task for each clip."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from footfall_bridge.cli import options as opt
from footfall_bridge.cli.ordering import media_clips, order_fields
from footfall_bridge.cli.output import Exit, counted, printable, say, show_json, tell
from footfall_bridge.cli.timeline import SUFFIXES, Reading, opened, without_contacts

if TYPE_CHECKING:
    from footfall_bridge.farm.job import FarmJob
    from footfall_bridge.hosts.interchange.cuts import Cut
    from footfall_bridge.hosts.interchange.documents import Document
    from footfall_bridge.protocol import Order, Setting

_WRITTEN: Final = frozenset((".json", ".yaml", ".yml"))
_OUTPUT: Final = "Foley"


@dataclass(frozen=True)
class Ordered:
    """What was named, as orders."""

    name: str
    orders: list[Order]
    left_out: list[Cut] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Written:
    template: Path
    sheet: Path | None
    """The orders, where they lie beside it."""
    too_large: bool
    """Even so, for some farms."""

    @property
    def notices(self) -> list[str]:
        words = "is so large that some farms refuse it: export fewer clips at once, such as with --tracks"
        return [f"{self.template.name} {words}"] if self.too_large else []


@opt.spread_wishes
def openjd_template(
    what: Annotated[list[str], typer.Argument(metavar="MEDIA...|TIMELINE", help="As of generate, or a timeline.")],
    out: Annotated[Path, typer.Option("--output", "-o", metavar="JOB", help=".yaml or .json. Never over a file.")],
    start: opt.Start = None,
    end: opt.End = None,
    tracks: opt.Tracks = None,
    prompts: opt.Prompts = "markers",
    marker_color: opt.MarkerColor = "",
    picture: opt.Picture = None,
    reframed: opt.Reframed = None,
    search: opt.Search = None,
    rate: opt.Rate = None,
    *,
    wishes: opt.Wishes,
    json: opt.Json = False,
) -> Exit:
    """Write a job of Open Job Description, for AWS Deadline Cloud and other render farms: a task for each clip.

    Each task goes to the daemon of its own node. WAVs go into the folder Foley beside JOB, or the one that the
    farm is told; `footfall timeline TIMELINE --dest DIR` lays them from there. Prints the file written.
    """
    from footfall_bridge.client import Client
    from footfall_bridge.farm.job import FarmJob, settled
    from footfall_bridge.orders import home_expanded

    target = _target(home_expanded(out).absolute())
    reading = Reading(tracks, prompts, marker_color, picture, search, reframed)
    timeline = _timeline(what)
    fields = order_fields(wishes if timeline is None else without_contacts(wishes))
    output = _below(target.parent, fields.pop("dest", None))
    with Client() as client:
        settings = client.settings().settings
    if timeline is not None:
        _only(start is None and end is None, "--in and --out go with a media file: a timeline has its cuts")
        ordered = _of_timeline(opened(timeline, rate), reading, fields, settings)
    else:
        words = "--tracks, --prompts, --marker-color, --picture, --reframed, --search and --rate"
        _only(rate is None and reading == Reading(), f"{words} go with a timeline")
        ordered = _of_media(what, start, end, fields)
    if not ordered.orders:
        _show(ordered, None, None, json=json)
        return Exit.refused
    orders = settled(ordered.orders, settings)
    job = FarmJob(ordered.name, orders, _on_gpu(orders), output)
    _show(ordered, job, _written(job, target), json=json)
    return Exit.done


def _target(out: Path) -> Path:
    """Raises `Refusal`: before any work is done for it."""
    from footfall_bridge.protocol import Refusal

    if out.suffix.lower() not in _WRITTEN:
        raise Refusal("not-written", f"{out.suffix or out.name} is no job template: use .yaml or .json")
    if not out.parent.is_dir():
        raise Refusal("no-such-folder", f"there is no folder {str(out.parent)!r}")
    return out


def _below(folder: Path, dest: str | None) -> str:
    """The output folder from the template's own, as Open Job Description has defaults. Raises `Refusal`."""
    from footfall_bridge.protocol import Refusal

    if dest is None:
        return _OUTPUT
    try:
        return Path(os.path.normpath(dest)).relative_to(os.path.normpath(folder)).as_posix()
    except ValueError:
        words = "in a template --dest lies below the template's own folder"
        raise Refusal("dest-outside", f"{words}: leave it out, and tell the farm Output={dest}") from None


def _timeline(what: Sequence[str]) -> Path | None:
    """The only file named, where it is one. Raises `Refusal`."""
    found = [Path(word) for word in what if Path(word).suffix.lower() in SUFFIXES]
    _only(not found or len(what) == 1, "name one timeline, or media")
    return found[0] if found else None


def _only(fits: bool, words: str) -> None:
    from footfall_bridge.protocol import Refusal

    if not fits:
        raise Refusal("usage", words)


def _of_timeline(
    document: Document, reading: Reading, fields: dict[str, Any], settings: Sequence[Setting]
) -> Ordered:
    from footfall_bridge.cli.laying import picture_notices
    from footfall_bridge.hosts.interchange.cuts import in_order
    from footfall_bridge.hosts.interchange.ordering import rejoined
    from footfall_bridge.projects import reframing_in

    plan = reading.plan(document, fields)
    made, left_out = [], list(plan.left_out)
    for wanted in plan.wanted:
        if reframing_in(wanted.order, settings) is None:
            made.append(wanted)
        else:
            left_out += [cut.refused_as_reframed() for cut in wanted.cuts]
    made = rejoined(made, [cut for wanted in made for cut in wanted.cuts])
    notices = dict.fromkeys(notice for wanted in made for notice in picture_notices(wanted))
    return Ordered(document.name, [wanted.order for wanted in made], in_order(left_out), list(notices))


def _of_media(what: Sequence[str], start: str | None, end: str | None, fields: dict[str, Any]) -> Ordered:
    from footfall_bridge import orders
    from footfall_bridge.cli.paths import media_files

    files = media_files(what)
    clips = media_clips(files, start, end)
    name = files[0].name if len(files) == 1 else f"{files[0].name} and {len(files) - 1} more"
    return Ordered(name, [orders.order(clip, **fields) for clip in clips])


def _on_gpu(orders: Sequence[Order]) -> frozenset[str]:
    """The engines named that have weights: those want a GPU. Raises `Refusal` where there is no such engine."""
    from footfall_bridge import supply
    from footfall_bridge.protocol import Refusal

    weights = {engine.name: engine.weights for engine in supply.engines()}
    named = {order.engine for order in orders}
    if unknown := sorted(named - weights.keys()):
        raise Refusal("unknown-engine", f"there is no engine {unknown[0]!r}: use one of {', '.join(weights)}")
    return frozenset(name for name in named if weights[name] is not None)


def _written(job: FarmJob, target: Path) -> Written:
    """With the orders beside it where it would be too large for a farm. Raises `Refusal`."""
    from footfall_bridge.farm.sheet import text_of
    from footfall_bridge.farm.template import LARGEST, template_of, text_of_template
    from footfall_bridge.filing import published

    text, sheet = text_of_template(template_of(job)), None
    if len(text) > LARGEST:
        orders = {number: order for step in job.steps for number, order in step.orders.items()}
        sheet = published(target.with_name(f"{target.stem}.orders.json"), _writer(text_of(orders)))
        text = text_of_template(template_of(job, sheet.name))
    return Written(published(target, _writer(text)), sheet, too_large=len(text) > LARGEST)


def _writer(text: str) -> Callable[[Path], int]:
    return lambda path: path.write_text(text, "utf-8", newline="\n")


def _show(ordered: Ordered, job: FarmJob | None, written: Written | None, *, json: bool) -> None:
    notices = [*ordered.notices, *(written.notices if written else ())]
    if json:
        show_json(_as_json(ordered, job, written) | {"notices": notices})
        return
    for notice in notices:
        tell(printable(notice))
    if written is not None:
        say(str(written.template))
    if written is not None and written.sheet is not None:
        tell(f"The orders are in {printable(str(written.sheet))}: submit it with the job.")
    tell(f"{counted(len(ordered.orders), 'task')}, {counted(len(ordered.left_out), 'clip')} left out.")
    if ordered.left_out:
        from footfall_bridge.cli.left_out import show_left_out

        show_left_out([(cut, cut.problem) for cut in ordered.left_out if cut.problem is not None])


def _as_json(ordered: Ordered, job: FarmJob | None, written: Written | None) -> dict[str, Any]:
    steps = [] if job is None else job.steps
    return {
        "template": None if written is None else str(written.template),
        "orders": None if written is None or written.sheet is None else str(written.sheet),
        "steps": [
            {"name": step.name, "engine": step.engine, "gpu": step.on_gpu, "tasks": len(step.orders)}
            for step in steps
        ],
        "left_out": _left_out_json(ordered.left_out) if ordered.left_out else [],
    }


def _left_out_json(cuts: Sequence[Cut]) -> list[dict[str, Any]]:
    from footfall_bridge.cli.laying import cut_json

    return [cut_json(cut, "left out", cut.problem) for cut in cuts]
