"""`footfall generate`: Foley for files, folders and globs."""

from __future__ import annotations

from typing import Annotated

import typer

from footfall_bridge.cli import options as opt
from footfall_bridge.cli.ordering import media_clips, order_options, text_clip
from footfall_bridge.cli.output import Exit


def generate(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="PATH", help="Files, folders, or globs such as 'day1/*.mov'.")
    ] = None,
    start: Annotated[
        str | None, typer.Option("--in", metavar="TC|SECONDS", help="First frame: source timecode, or seconds.")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--out", metavar="TC|SECONDS", help="The frame after the last one.")
    ] = None,
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
    text_only: Annotated[bool, typer.Option("--text-only", help="No media: the prompt alone.")] = False,
    duration: Annotated[str | None, typer.Option(metavar="SECONDS", help="Length, with --text-only.")] = None,
    no_wait: opt.NoWait = False,
    json: opt.Json = False,
) -> Exit:
    """Make Foley for clips, and wait for it.

    Prints the paths of the files made. Exits with 1 if a job failed.
    """
    from footfall_bridge import orders
    from footfall_bridge.cli.follow import carry_out
    from footfall_bridge.cli.paths import media_files
    from footfall_bridge.protocol import Refusal

    if text_only == bool(paths):
        raise Refusal("usage", "name files, folders or globs, or use --text-only: see `footfall generate --help`")
    if duration is not None and not text_only:
        raise Refusal("usage", "--duration goes with --text-only: files have --in and --out")
    clips = [text_clip(duration)] if text_only else media_clips(media_files(paths or []), start, end)
    chosen = order_options(
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
    return carry_out([orders.order(clip, prompt or "", **chosen) for clip in clips], wait=not no_wait, json=json)
