"""The daemon: whether it runs, answers, and is of our version; and the file that tells where it listens."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from footfall_bridge import skew
from footfall_bridge.checks.finding import Finding, Mend
from footfall_bridge.checks.papers import outlived, private
from footfall_bridge.client import Client
from footfall_bridge.locate import (
    daemon_lives,
    ensure_daemon,
    greet,
    last_words,
    read_connection,
    wait_until_ended,
)
from footfall_bridge.places import Places
from footfall_bridge.protocol import DaemonInfo, Refusal

_PATIENCE: Final = 30.0


def daemon(places: Places) -> Iterator[Finding]:
    lives = daemon_lives(places)
    if places.connection_file.exists():
        file = places.connection_file
        yield private("connection file", file) if lives else outlived("connection file", file)
    if not lives:
        words = f"; its last words: {last_words(places)}" if places.log_file.exists() else ""
        yield Finding(name="daemon", ok=True, detail=f"not running: the next command starts it{words}")
        return
    told = _told(places)
    if isinstance(told, Refusal):
        yield _silent(places, told)
        return
    yield Finding(name="daemon", ok=True, detail=f"{told.version}, process {told.pid}, up {told.uptime_s:.0f} s")
    yield _version(places, told)


def _told(places: Places) -> DaemonInfo | Refusal:
    connection = read_connection(places)
    if connection is None:
        return Refusal("no-daemon", "its connection file cannot be read")
    try:
        return greet(connection)
    except Refusal as refusal:
        return refusal


def _silent(places: Places, refusal: Refusal) -> Finding:
    connection = read_connection(places)
    who = f"process {connection.pid}" if connection else "the process that runs `footfall_daemon`"
    detail = f"its lock is held, but it does not answer: {refusal.message} [{refusal.code}]"
    return Finding(
        name="daemon",
        ok=False,
        detail=f"{detail}; its last words: {last_words(places)}",
        fix=f"end {who}, its jobs are kept, then try again",
    )


def _version(places: Places, told: DaemonInfo) -> Finding:
    own = skew.own_version()
    return Finding(
        name="daemon version",
        ok=told.version == own,
        detail=own if told.version == own else f"{told.version} runs, and {own} is installed",
        fix="footfall stop: the next command starts the one that is installed",
        required=False,
        mends=(Mend(what=f"restart the daemon as {own}, if it is idle", carry_out=partial(restart, places)),),
    )


def restart(places: Places) -> None:
    """The installed daemon in place of the one that runs. Raises `Refusal`: daemon-busy, still-stopping."""
    with Client(places, start=False) as client:
        if skew.has_work(client.status().queue):
            raise Refusal("daemon-busy", "the daemon is at work: wait for its jobs, or `footfall stop`")
        client.stop()
    if not wait_until_ended(places, _PATIENCE):
        raise Refusal("still-stopping", f"the daemon has not ended after {_PATIENCE:g} s: see `footfall logs`")
    ensure_daemon(places)
