"""Submits orders and stays with them: progress, files made, and what becomes of jobs at Ctrl-C."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from footfall_bridge.cli.output import Exit, counted, name_of, printable, say, show_jobs_json, tell
from footfall_bridge.client import Client
from footfall_bridge.protocol import JobState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from footfall_bridge.protocol import JobInfo, Order


def carry_out(
    orders: Sequence[Order], *, wait: bool, json: bool, desktop: Callable[[str], None] = lambda _: None
) -> Exit:
    """Submit, wait if wanted, and print what was made. `desktop` is told when they are queued, and when ended."""
    with Client() as client:
        ids = client.submit(orders)
        desktop(f"Foley for {counted(len(orders), 'clip')} is in the queue.")
        if not wait:
            return _submitted(client, ids, json=json)
        try:
            if client.status().paused:
                tell("The queue is paused: `footfall resume` lets it go on.")
            jobs = followed(client, ids, json=json)
        except KeyboardInterrupt:
            return _interrupted(client, ids, json=json)
    desktop(_summary(jobs))
    return _ended(jobs, json=json)


def _submitted(client: Client, ids: list[str], *, json: bool) -> Exit:
    if json:
        _show_now(client, ids)
    else:
        for job in ids:
            say(job)
    return Exit.done


def _show_now(client: Client, ids: list[str]) -> None:
    """The JSON of the jobs as they are at this moment."""
    known = {job.id: job for job in client.jobs(ids=ids)}
    show_jobs_json([known[job] for job in ids if job in known])


def followed(client: Client, ids: list[str], *, json: bool) -> list[JobInfo]:
    """The jobs as they ended; progress is shown meanwhile. Raises `KeyboardInterrupt`."""
    if json:
        return client.wait(ids)
    from footfall_bridge.cli.board import open_board

    with open_board(len(ids)) as board:
        return client.wait(ids, on_progress=board.note)


def _ended(jobs: list[JobInfo], *, json: bool) -> Exit:
    if json:
        show_jobs_json(jobs)
    else:
        show_files(jobs)
    return Exit.done if all(job.state is JobState.done for job in jobs) else Exit.failed


def _summary(jobs: list[JobInfo]) -> str:
    made = sum(job.state is JobState.done for job in jobs)
    if made == len(jobs):
        return f"Foley is made: {counted(made, 'job')}."
    reason = next((f": {job.error.message}" for job in jobs if job.error is not None), "")
    return f"{made} of {counted(len(jobs), 'job')} made{reason}."


def show_files(jobs: list[JobInfo]) -> None:
    for job in jobs:
        for notice in job.notices:
            tell(f"{name_of(job)}: {printable(notice)}")
        for path in [output.path for output in job.outputs] + ([job.movie] if job.movie else []):
            say(path)
        if job.error is not None:
            tell(f"footfall: {name_of(job)}: {printable(job.error.message)} [{job.error.code}]")
        elif job.state is not JobState.done:
            tell(f"{name_of(job)}: {job.state}")


def _interrupted(client: Client, ids: list[str], *, json: bool) -> Exit:
    """The jobs go on, unless a person at the terminal says otherwise."""
    if at_terminal() and _cancel_wanted():
        going_on = [job.id for job in client.jobs(ids=ids) if not job.state.ended]
        tell(f"{counted(len(client.cancel(going_on).changed), 'job')} cancelled.")
    else:
        tell("The jobs go on: `footfall watch` shows them, `footfall cancel` ends them.")
    if json:
        _show_now(client, ids)
    return Exit.interrupted


def at_terminal() -> bool:
    """Whether there is someone to ask."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _cancel_wanted() -> bool:
    try:
        answer = typer.prompt("Enter: the jobs go on. c: cancel them", default="", show_default=False, err=True)
    except typer.Abort:
        return False
    return str(answer).strip().lower() in ("c", "cancel")
