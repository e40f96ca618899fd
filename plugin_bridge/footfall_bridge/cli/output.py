"""What the command line says, and with which exit code."""

from __future__ import annotations

import json
import sys
from enum import IntEnum
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from pydantic import BaseModel

    from footfall_bridge.protocol import Changed, JobInfo
    from footfall_bridge.timeline import Time


class Exit(IntEnum):
    """The documented exit codes."""

    done = 0
    failed = 1
    """A job failed, or was cancelled."""
    refused = 2
    """Bad usage, or the daemon refused."""
    no_daemon = 3
    """No daemon could be reached."""
    interrupted = 130


NO_DAEMON = {
    "no-daemon",
    "no-engines",
    "stale-engines",
    "daemon-start",
    "daemon-gone",
    "daemon-stopped",
    "no-answer",
    "not-allowed",
    "disconnected",
    "protocol",
}


def say(text: str) -> None:
    """To stdout: what was asked for."""
    typer.echo(text)


def tell(text: str) -> None:
    """To stderr: what a person may want to know meanwhile."""
    typer.echo(text, err=True)


def show_json(data: Any) -> None:
    typer.echo(json.dumps(data, indent=2))


def as_json(model: BaseModel) -> Any:
    return model.model_dump(mode="json")


def show_jobs_json(jobs: list[JobInfo]) -> None:
    show_json({"jobs": [as_json(job) for job in jobs]})


def report_error(code: str, message: str, *, json_wanted: bool) -> Exit:
    """One sentence with its code, and the exit code that goes with it."""
    if json_wanted:
        show_json({"error": {"code": code, "message": message}})
    else:
        tell(f"footfall: {printable(message)} [{code}]")
    return Exit.no_daemon if code in NO_DAEMON else Exit.refused


def report_changed(changed: Changed, verb: str, *, json_wanted: bool) -> Exit:
    if json_wanted:
        show_json(as_json(changed))
    else:
        say(f"{counted(len(changed.changed), 'job')} {verb}")
        for refused in changed.refused:
            tell(f"footfall: {printable(refused.error.message)} [{refused.error.code}]")
    return Exit.refused if changed.refused else Exit.done


def counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def printable(text: str) -> str:
    """Without what would move a terminal's cursor: names may hold anything."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def name_of(job: JobInfo) -> str:
    """What a person calls a job."""
    if job.media is None:
        return printable(job.prompt) or "text only"
    return printable(PurePath(job.media).name)


def range_of(job: JobInfo) -> str:
    if job.source_in is None or job.source_out is None:
        return in_seconds(job.duration)
    return f"{in_seconds(job.source_in)} to {in_seconds(job.source_out)}"


def in_seconds(time: Time | None) -> str:
    return "" if time is None else f"{float(time.seconds):.3f} s"


def size_of(count: int) -> str:
    """Bytes, for people."""
    return f"{count / 2**30:.1f} GiB" if count >= 2**30 else f"{count / 2**20:.0f} MiB"


def left(eta_s: float | None) -> str:
    """Time to go, for people."""
    if eta_s is None:
        return ""
    minutes, seconds = divmod(round(eta_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def write_anything() -> None:
    """Let no name, whatever its letters, end a command because the terminal cannot show it."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
