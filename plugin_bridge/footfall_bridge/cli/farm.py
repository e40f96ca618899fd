"""`footfall farm`: what the sessions and tasks of `footfall export openjd` run on the nodes of a render farm.

They tell the farm by lines on stdout, as Open Job Description has it.
"""

from __future__ import annotations

import functools
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ParamSpec

import typer

from footfall_bridge.cli.output import NO_DAEMON, Exit, name_of, printable, say

if TYPE_CHECKING:
    from footfall_bridge.protocol import JobInfo, Order, Refusal

_P = ParamSpec("_P")


def _telling(command: Callable[_P, Exit]) -> Callable[_P, Exit]:
    """A refusal becomes the farm's word for why a task has failed."""

    @functools.wraps(command)
    def run(*args: _P.args, **options: _P.kwargs) -> Exit:
        from footfall_bridge.protocol import Refusal

        try:
            return command(*args, **options)
        except Refusal as refusal:
            _failed(refusal.code, refusal.message)
            return Exit.no_daemon if refusal.code in NO_DAEMON else Exit.refused

    return run


@_telling
def enter_session(
    engine: Annotated[list[str], typer.Argument(metavar="ENGINE...", help="What the tasks will need.")],
) -> Exit:
    """Start this node's daemon where none runs, and refuse where an engine is not ready on it."""
    from footfall_bridge.farm.session import VARIABLE, enter
    from footfall_bridge.places import Places

    instance = enter(Places.of_user(), engine)
    if instance is not None:
        say(f"openjd_env: {VARIABLE}={instance}")
    return Exit.done


def leave_session() -> Exit:
    """Stop the daemon that the session has started, unless others have work for it.

    The tasks have ended: what goes wrong here is told, and fails none of them.
    """
    from footfall_bridge.cli.daemon import stop_daemon
    from footfall_bridge.farm.session import VARIABLE, may_end
    from footfall_bridge.places import Places
    from footfall_bridge.protocol import Refusal

    places = Places.of_user()
    try:
        if may_end(places, os.environ.get(VARIABLE, "")):
            stop_daemon(places)
    except Refusal as refusal:
        _told(refusal)
    return Exit.done


@_telling
def run_task(
    orders: Annotated[Path, typer.Argument(metavar="ORDERS", help="The orders of the job.")],
    clip: Annotated[int, typer.Argument(metavar="CLIP", help="The number of one of them.")],
    media: Annotated[Path, typer.Option(help="Its media, where this node has it.")],
    output: Annotated[Path, typer.Option(help="The folder of the WAVs, where this node has it.")],
    proxy: Annotated[Path | None, typer.Option(help="What is linked to the media; itself: nothing is.")] = None,
) -> Exit:
    """Make one clip with this node's daemon, and wait for it. Prints the WAVs.

    What is there already is not made again, whoever made it. A cancelled task cancels its jobs.
    """
    from footfall_bridge.farm.sheet import order_of
    from footfall_bridge.farm.task import files_there
    from footfall_bridge.orders import absolute
    from footfall_bridge.protocol import Refusal

    linked = None if proxy in (None, media) else absolute(str(proxy))
    order = order_of(orders, clip, media=absolute(media), proxy=linked, dest=absolute(output))
    there = files_there(order)
    if there is not None:
        say("openjd_progress: 100")
        _made(there)
        return Exit.done
    if not media.is_file():
        raise Refusal("no-such-file", f"this node has no file {str(media)!r}: see the farm's path mapping")
    return _carried_out(order)


def _carried_out(order: Order) -> Exit:
    from footfall_bridge.client import Client
    from footfall_bridge.farm.task import carry_out
    from footfall_bridge.protocol import JobState

    with _noticed():
        try:
            with Client() as client:
                if client.status().paused:
                    say("openjd_status: the queue of this node is paused")
                jobs = carry_out(client, order, Telling())
        except KeyboardInterrupt:
            return _given_up(order)
    for job in jobs:
        for notice in job.notices:
            say(f"{name_of(job)}: {printable(notice)}")
    bad = next((job for job in jobs if job.state is not JobState.done), None)
    if bad is not None:
        code = bad.error.code if bad.error else str(bad.state)
        _failed(code, f"{name_of(bad)}: {bad.error.message if bad.error else 'it was cancelled'}")
        return Exit.failed
    _made([Path(output.path) for job in jobs for output in job.outputs])
    return Exit.done


@contextmanager
def _noticed() -> Iterator[None]:
    """A farm's notice that a task is cancelled arrives as Ctrl-C; those that follow it change nothing."""
    heard = [getattr(signal, name) for name in ("SIGTERM", "SIGBREAK") if hasattr(signal, name)]

    def interrupt(*_: object) -> None:
        for each in heard:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {each: signal.signal(each, interrupt) for each in heard}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _given_up(order: Order) -> Exit:
    """By a line of its own: the one that was interrupted may be in the middle of something."""
    from footfall_bridge.client import Client
    from footfall_bridge.farm.task import give_up
    from footfall_bridge.protocol import Refusal

    try:
        with Client(start=False) as client:
            give_up(client, order)
    except Refusal as refusal:
        _told(refusal)
    say("openjd_status: cancelled")
    return Exit.interrupted


class Telling:
    """How far the jobs of a task are, told when it changes."""

    def __init__(self) -> None:
        self._jobs: dict[str, JobInfo] = {}
        self._told = -1

    def __call__(self, job: JobInfo) -> None:
        before = self._jobs.get(job.id)
        self._jobs[job.id] = job
        shares = [1.0 if each.state.ended else each.progress for each in self._jobs.values()]
        percentage = round(100 * sum(shares) / len(shares))
        if percentage > self._told:
            say(f"openjd_progress: {percentage}")
            self._told = percentage
        if before is None or before.state is not job.state:
            say(f"openjd_status: {name_of(job)}, take {job.take}: {job.state}")


def _made(files: list[Path]) -> None:
    for file in files:
        say(printable(str(file)))


def _told(refusal: Refusal) -> None:
    say(f"{printable(refusal.message)} [{refusal.code}]")


def _failed(code: str, message: str) -> None:
    say(f"openjd_fail: {printable(message)} [{code}]")
