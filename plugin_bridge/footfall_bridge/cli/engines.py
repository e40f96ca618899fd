"""`footfall engines list|pull`: what engines there are, and their weights, behind their licence."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from footfall_bridge.cli import options as opt
from footfall_bridge.cli.output import Exit, as_json, printable, say, show_json, size_of, tell

if TYPE_CHECKING:
    from footfall_bridge.supply import Engine, Pulled, Said, Terms


def list_engines(json: opt.Json = False) -> Exit:
    """Show all engines: which are ready, and what the others lack."""
    from footfall_bridge import supply

    engines = supply.engines()
    if json:
        show_json({"engines": [as_json(engine) for engine in engines]})
    else:
        for engine in engines:
            _show(engine)
    return Exit.done


def pull_weights(
    engine: Annotated[str, typer.Argument(metavar="ENGINE", help="Such as hunyuan-xl.")],
    folder: Annotated[
        Path | None,
        typer.Option("--from", metavar="DIR", help="Use files that lie below DIR; they stay where they are."),
    ] = None,
    accept_licence: Annotated[
        bool, typer.Option("--accept-licence", help="You have read the terms of its licence and accept them.")
    ] = False,
    json: opt.Json = False,
) -> Exit:
    """Get the weights of an engine: many gigabytes, behind a licence. Interrupted, it goes on where it was."""
    from footfall_bridge import supply
    from footfall_bridge.cli.transfers import shown

    if not json:
        accept_licence = _agreed(engine, accept_licence)
    notices: list[str] = []
    with shown(hidden=json) as show_progress:

        def hear(said: Said) -> None:
            if isinstance(said, supply.Progress):
                show_progress(said)
            elif isinstance(said, supply.Notice):
                notices.append(said.text)

        pulled = supply.pull(engine, folder, hear, accept=accept_licence)
    if json:
        show_json({**pulled.model_dump(mode="json", exclude={"kind"}), "notices": notices})
    else:
        _show_pulled(pulled, notices)
    return Exit.done


def _agreed(name: str, accepted: bool) -> bool:
    """Shows the terms that were not accepted before, and asks where there is somebody to answer."""
    from footfall_bridge import supply
    from footfall_bridge.protocol import Refusal

    terms = next((engine.terms for engine in supply.engines() if engine.name == name), None)
    if terms is None or terms.accepted:
        return accepted
    _show_terms(name, terms)
    if accepted or not sys.stdin.isatty():
        return accepted
    if not typer.confirm("Do you accept these terms?", err=True):
        raise Refusal("licence-not-accepted", "nothing was fetched: without its licence the engine cannot be used")
    return True


def _show(engine: Engine) -> None:
    mark = typer.style("ok", fg=typer.colors.GREEN) if engine.installed else "--"
    say(f"{mark}  {printable(engine.name)}: {printable(engine.title)} ({printable(engine.licence)})")
    if engine.missing:
        size = f", about {size_of(engine.download_bytes)} to fetch" if engine.download_bytes else ""
        say(f"      {printable(engine.missing)}{size}")


def _show_terms(name: str, terms: Terms) -> None:
    tell(f"{name} is published under the {terms.licence} ({terms.version}). In our words, not as legal advice:")
    for point in (terms.territory, *terms.points):
        tell(f"  - {point}")
    tell(f"Read all of it: {terms.whole}.")


def _show_pulled(pulled: Pulled, notices: list[str]) -> None:
    for notice in notices:
        tell(f"Note: {printable(notice)}.")
    if pulled.source.kind == "folder":
        where = printable(pulled.source.where[0])
        say(f"{pulled.engine} is ready. Nothing was copied: its files must stay in {where}.")
    else:
        say(f"{pulled.engine} is ready: {size_of(pulled.fetched_bytes)} fetched.")
