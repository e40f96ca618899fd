"""`footfall generate`: Foley for files, folders and globs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from footfall_bridge.cli import options as opt
from footfall_bridge.cli.ordering import media_clips, order_fields, text_clip
from footfall_bridge.cli.output import Exit

if TYPE_CHECKING:
    from footfall_bridge.timeline import Clip

_PRESETS: Final = "presets."


@opt.spread_wishes
def generate(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="PATH", help="Files, folders, or globs such as 'day1/*.mov'.")
    ] = None,
    start: opt.Start = None,
    end: opt.End = None,
    *,
    wishes: opt.Wishes,
    preset: Annotated[
        str | None, typer.Option(metavar="NAME", help="The prompt that `config set presets.NAME` keeps.")
    ] = None,
    text_only: Annotated[bool, typer.Option("--text-only", help="No media: the prompt alone.")] = False,
    duration: Annotated[str | None, typer.Option(metavar="SECONDS", help="Length, with --text-only.")] = None,
    no_wait: opt.NoWait = False,
    notify: opt.Notify = False,
    json: opt.Json = False,
) -> Exit:
    """Make Foley for clips, and wait for it.

    Prints the paths of the files made. Exits with 1 if a job failed.
    """
    from footfall_bridge import orders
    from footfall_bridge.cli.follow import carry_out
    from footfall_bridge.cli.notices import told_on_desktop

    with told_on_desktop(notify) as desktop:
        clips = (
            _text_clips(paths, start, end, duration) if text_only else _media_clips(paths, start, end, duration)
        )
        fields = order_fields(wishes)
        if preset is not None:
            fields["prompt"] = _prompt_of(preset, fields)
        asked = [orders.order(clip, **fields) for clip in clips]
        return carry_out(asked, wait=not no_wait, json=json, desktop=desktop)


def _prompt_of(preset: str, fields: dict[str, Any]) -> str:
    from footfall_bridge.client import Client
    from footfall_bridge.protocol import Refusal

    if "prompt" in fields:
        raise Refusal("usage", "--preset is a prompt: give it or --prompt")
    with Client() as client:
        presets = {one.key: str(one.value) for one in client.settings().settings if one.key.startswith(_PRESETS)}
    if (prompt := presets.get(_PRESETS + preset)) is not None:
        return prompt
    known = ", ".join(key.removeprefix(_PRESETS) for key in presets) or "none"
    words = f'there is {known}; `footfall config set presets.{preset} "..."` makes it'
    raise Refusal("no-such-preset", f"there is no preset {preset!r}: {words}")


def _text_clips(paths: list[str] | None, start: str | None, end: str | None, duration: str | None) -> list[Clip]:
    from footfall_bridge.protocol import Refusal

    if paths:
        raise Refusal("usage", "--text-only goes without files: the prompt alone says what is heard")
    if start is not None or end is not None:
        raise Refusal("usage", "--in and --out go with a file: --text-only has --duration")
    return [text_clip(duration)]


def _media_clips(paths: list[str] | None, start: str | None, end: str | None, duration: str | None) -> list[Clip]:
    from footfall_bridge.cli.paths import media_files
    from footfall_bridge.protocol import Refusal

    if not paths:
        raise Refusal("usage", "name files, folders or globs, or use --text-only: see `footfall generate --help`")
    if duration is not None:
        raise Refusal("usage", "--duration goes with --text-only: files have --in and --out")
    return media_clips(media_files(paths), start, end)
