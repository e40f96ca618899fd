"""Options that several commands share."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from inspect import Parameter
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints

import typer

from footfall_bridge.cli.output import Exit

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Jobs = Annotated[list[str] | None, typer.Argument(metavar="JOB", help="Ids, or their beginnings.")]
Search = Annotated[
    list[Path] | None, typer.Option(metavar="DIR", help="Look for missing media below DIR. May be repeated.")
]
Tracks = Annotated[
    str | None, typer.Option(metavar="V1,...", help="All of these video tracks; if not said, what a viewer sees.")
]
Prompts = Annotated[
    Literal["markers", "none"], typer.Option(help="Whether markers named `foley: ...` are prompts.")
]
MarkerColor = Annotated[
    str, typer.Option(metavar="COLOR", help="Markers of this colour are prompts, too, by their names.")
]
Picture = Annotated[
    Path | None,
    typer.Option(metavar="REF", help="Look at this rendering of the whole timeline instead of at the media."),
]
Reframed = Annotated[
    Literal["media"] | None,
    typer.Option(help="Hear clips that the timeline reframes as their media shows them, as if they were not."),
]
Rate = Annotated[str | None, typer.Option(metavar="FPS", help="Frames per second, which an EDL does not say.")]
Start = Annotated[
    str | None, typer.Option("--in", metavar="TC|SECONDS", help="First frame: source timecode, or seconds.")
]
End = Annotated[str | None, typer.Option("--out", metavar="TC|SECONDS", help="The frame after the last one.")]
NoWait = Annotated[bool, typer.Option("--no-wait", help="Return when the jobs are queued.")]

Notify = Annotated[bool, typer.Option("--notify", help="Say it on the desktop, too.")]


@dataclass(frozen=True)
class Wishes:
    """What an order may say beside its clip, as the command line says it. None: not said."""

    prompt: Annotated[str | None, typer.Option(help="What should be heard.")] = None
    negative: Annotated[
        str | None,
        typer.Option(help="What should not be heard; '' is nothing. The engine has its own if not said."),
    ] = None
    guidance: Annotated[
        float | None,
        typer.Option(min=0, max=20, help="How strictly to follow the prompt. The engine has its own if not said."),
    ] = None
    steps: Annotated[
        int | None,
        typer.Option(min=1, max=200, help="Steps of the engine; more take longer. It has its own if not said."),
    ] = None
    engine: Annotated[
        str | None, typer.Option(help="Engine; `footfall config get generate.engine` is the default.")
    ] = None
    seed: Annotated[
        int | None, typer.Option(min=0, max=2**32 - 1, help="Of the first take; each further take adds one.")
    ] = None
    takes: Annotated[int | None, typer.Option(min=1, max=32, help="Variants of each clip.")] = None
    handles: Annotated[str | None, typer.Option(metavar="SECONDS", help="More sound at each end, up to 10.")] = (
        None
    )
    priority: Annotated[
        Literal["interactive", "normal", "background"] | None, typer.Option(help="Who goes first.")
    ] = None
    dest: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where the files go, instead of beside the media.")
    ] = None
    movie: Annotated[
        Literal["mixed", "only"] | None,
        typer.Option(help="Also a review movie: Foley mixed with the original sound, or with --movie=only alone."),
    ] = None
    stamp: Annotated[Literal["record", "source"] | None, typer.Option(help="Which timecode the files bear.")] = (
        None
    )
    layers: Annotated[
        str | None,
        typer.Option(metavar="LAYER,...", help="A file for each: feet, props, cloth, ambience, or `all`."),
    ] = None
    pan: Annotated[
        bool | None, typer.Option("--pan/--no-pan", help="Place sounds where the picture shows them.")
    ] = None
    room: Annotated[str | None, typer.Option(help="Put the sounds in a room: small, hall ... or none.")] = None
    sensitivity: Annotated[
        float | None, typer.Option(min=0, max=1, help="0 takes only the surest contacts, 1 all; 0.5 if not said.")
    ] = None
    offset_ms: Annotated[
        float | None,
        typer.Option("--offset", min=-1000, max=1000, metavar="MS", help="Sound this much after the picture."),
    ] = None
    contacts: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Contacts to use instead of those seen: CSV or JSON, see `contacts`."),
    ] = None
    fresh: Annotated[
        bool | None, typer.Option("--fresh", help="Look at the picture again, ignoring what is remembered.")
    ] = None


def spread_wishes(command: Callable[..., Exit]) -> Callable[..., Exit]:
    """The command with an option for each field of `Wishes` where it has its parameter `wishes`."""
    names = [field.name for field in fields(Wishes)]

    @wraps(command)
    def run(**words: Any) -> Exit:
        wishes = Wishes(**{name: words.pop(name) for name in names})
        return command(wishes=wishes, **words)

    vars(run)["__signature__"] = _spread(inspect.signature(command, eval_str=True))
    return run


def _spread(signature: inspect.Signature) -> inspect.Signature:
    hints = get_type_hints(Wishes, include_extras=True)
    options = [
        Parameter(field.name, Parameter.KEYWORD_ONLY, default=field.default, annotation=hints[field.name])
        for field in fields(Wishes)
    ]
    spread: list[Parameter] = []
    for name, parameter in signature.parameters.items():
        spread += options if name == "wishes" else [parameter.replace(kind=Parameter.KEYWORD_ONLY)]
    return signature.replace(parameters=spread)
