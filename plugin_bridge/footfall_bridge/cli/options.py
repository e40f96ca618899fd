"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Jobs = Annotated[list[str] | None, typer.Argument(metavar="JOB", help="Ids, or their beginnings.")]
NoWait = Annotated[bool, typer.Option("--no-wait", help="Return when the jobs are queued.")]

Prompt = Annotated[str | None, typer.Option(help="What should be heard.")]
Negative = Annotated[str | None, typer.Option(help="What should not be heard.")]
Engine = Annotated[str | None, typer.Option(help="Engine; `footfall config get generate.engine` is the default.")]
Seed = Annotated[
    int | None, typer.Option(min=0, max=2**32 - 1, help="Of the first take; each further take adds one.")
]
Takes = Annotated[int | None, typer.Option(min=1, max=32, help="Variants of each clip.")]
Handles = Annotated[str | None, typer.Option(metavar="SECONDS", help="More sound at each end, up to 10.")]
Priority = Annotated[Literal["interactive", "normal", "background"] | None, typer.Option(help="Who goes first.")]
Dest = Annotated[Path | None, typer.Option(metavar="DIR", help="Where the files go, instead of beside the media.")]
Movie = Annotated[
    Literal["mixed", "only"] | None,
    typer.Option(help="Also a review movie: Foley mixed with the original sound, or with --movie=only alone."),
]
Stamp = Annotated[Literal["record", "source"] | None, typer.Option(help="Which timecode the files bear.")]
Fresh = Annotated[bool, typer.Option("--fresh", help="Look at the picture again, ignoring what is remembered.")]
