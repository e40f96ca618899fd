"""`footfall clip-job`: what Kdenlive runs for a clip of its bin; see `plugin_bridge/kdenlive`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from footfall_bridge.cli.output import Exit

if TYPE_CHECKING:
    from footfall_bridge.protocol import Order


def clip_job(
    source: Annotated[Path, typer.Option(metavar="FILE", help="The clip's media.")],
    out: Annotated[Path, typer.Option(metavar="FILE.wav", help="Where the editor expects the result.")],
    prompt: Annotated[str, typer.Option(help="What should be heard.")] = "",
    engine: Annotated[str, typer.Option(help="Engine, if not that of the settings.")] = "",
) -> Exit:
    """Make Foley for a clip in Kdenlive's bin.

    Tells `percentage:N` on stderr. The file lies beside the media as always, and OUT is a copy of it: never over
    another file, none where the job failed. When this command is killed, the job is cancelled.
    """
    from footfall_bridge import orders
    from footfall_bridge.protocol import Refusal

    target = orders.home_expanded(out).absolute()
    if target.exists():
        raise Refusal("file-exists", f"{str(target)!r} exists and is not overwritten: remove or rename it")
    clip = orders.clip_of(source)
    if not Path(clip.media or "").is_file():
        raise Refusal("no-such-file", f"there is no file {str(source)!r}")
    return _attended(orders.order(clip, prompt, engine=engine), target)


def _attended(order: Order, out: Path) -> Exit:
    """By a process that outlives us for long enough: who is killed can cancel nothing."""
    from footfall_bridge.cli.attendant import Errand
    from footfall_bridge.locate import detached

    command = [sys.executable, "-m", "footfall_bridge.cli.attendant"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, **detached()) as process:
        assert process.stdin is not None
        try:
            process.stdin.write(Errand(order=order, out=str(out)).model_dump_json().encode() + b"\n")
            process.stdin.flush()
            code = process.wait()
            return Exit(code) if code in set(Exit) else Exit.failed  # where the system ended it
        except KeyboardInterrupt:
            process.stdin.close()
            process.wait()
            return Exit.interrupted
