"""Where the daemon listens, whether it lives, and how it is started when it does not."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Final, TypedDict

import zmq
from filelock import FileLock, Timeout
from pydantic import ValidationError

from footfall_bridge import skew
from footfall_bridge.environment import Environment
from footfall_bridge.line import Line, LineLost, NoAnswer
from footfall_bridge.places import Connection, Places
from footfall_bridge.protocol import DaemonInfo, GetStatus, Nothing, Refusal, Status, Stop

START_PATIENCE: Final = 20.0
"""Seconds that a daemon may take until it answers."""
_GREETING: Final = 2.0
_STOP_PATIENCE: Final = 30.0
_END_PATIENCE: Final = 5.0
KEYS_PATIENCE: Final = 3.0
"""Seconds in which keys may not fit: a daemon that starts still writes them, one that dies hangs up on us."""
_LOOK_EVERY: Final = 0.05


class Detached(TypedDict, total=False):
    """The arguments of `Popen` that differ from system to system."""

    creationflags: int
    start_new_session: bool


def read_connection(places: Places) -> Connection | None:
    """What the connection file says; None where there is none that can be read."""
    try:
        return Connection.model_validate_json(places.connection_file.read_bytes())
    except (OSError, ValidationError):
        return None


def daemon_lives(places: Places) -> bool:
    """Whether a process holds the daemon's lock."""
    return is_held(places.daemon_lock)


def is_held(lock: Path) -> bool:
    """Whether a process holds this lock; a look holds it for an instant."""
    if not lock.exists():
        return False
    try:
        with FileLock(lock, blocking=False):
            return False
    except Timeout:
        return True


def wait_until_ended(places: Places, patience: float) -> bool:
    """Whether the daemon's lock came free within `patience` seconds."""
    if not places.daemon_lock.exists():
        return True
    try:
        with FileLock(places.daemon_lock, timeout=patience):
            return True
    except Timeout:
        return False


def end_daemon(places: Places, patience: float = _END_PATIENCE) -> bool:
    """End a daemon that does not do as it is told: it hangs, or speaks another protocol. Whether it has ended.

    It is asked to end, and after `patience` seconds ended by the system. Its jobs are kept.
    """
    connection = read_connection(places)
    for signal_ in (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
        if connection is None or not daemon_lives(places):
            break  # the number in the file may be another program's by now
        with suppress(OSError):
            os.kill(connection.pid, signal_)
        wait_until_ended(places, patience)
    return not daemon_lives(places)


def find_daemon(places: Places) -> Connection:
    """The daemon that runs. Raises `LineLost("no-daemon")`, also while one is on its way up or down."""
    connection = read_connection(places)
    if connection is None:
        raise LineLost("no-daemon", "no daemon runs: `footfall daemon` starts one, as do most other commands")
    return connection


def greet(connection: Connection, timeout: float = _GREETING) -> DaemonInfo:
    """Say hello over a connection of its own. Raises what `Line.open` raises."""
    with zmq.Context() as context, closing(Line(context, connection)) as line:
        line.open(timeout)
        return line.daemon


def ensure_daemon(
    places: Places, *, patience: float = START_PATIENCE, command: Sequence[str] | None = None
) -> Connection:
    """The daemon that runs, started if none does. Many clients at once start one.

    Raises `Refusal`: as `daemon_command` does, "daemon-start" where it does not come up, "not-allowed" or
    "protocol" where one runs that is not for us.
    """
    connection = read_connection(places)
    if connection is not None and _answers(connection) is None and not _made_room(places, connection):
        return connection
    places.make()
    try:
        with FileLock(places.start_lock, timeout=2 * patience):
            return _start_once(places, list(command or daemon_command(places=places)), patience)
    except Timeout:
        raise Refusal("daemon-start", "another program has been starting the daemon for too long") from None


def _made_room(places: Places, connection: Connection) -> bool:
    """Whether an older daemon has been ended to make room for one of our version: it had nothing to do."""
    if not skew.is_older(connection.version, than=skew.own_version()):
        return False
    try:
        with zmq.Context() as context, closing(Line(context, connection)) as line:
            line.open(_GREETING)
            if skew.has_work(line.ask(GetStatus(), Status, _GREETING).queue):
                return False
            line.ask(Stop(), Nothing, _GREETING)
    except LineLost as lost:
        if not lost.sent:
            return False
    except Refusal:
        return False  # it is left to whoever speaks to it to say why
    return wait_until_ended(places, _STOP_PATIENCE)


def daemon_command(program: str = "footfall_daemon", places: Places | None = None) -> list[str]:
    """How the daemon, or another program of its, is run.

    Raises `Refusal`: "no-daemon" where none is installed; "no-engines" or "stale-engines" where PyTorch is not.
    """
    return [engines_python(places or Places.of_user()), "-m", program]


def engines_python(places: Places) -> str:
    """The Python that has what engines need: ours, or the environment that was made beside it.

    Raises as `daemon_command` does.
    """
    if importlib.util.find_spec("footfall_daemon") is None:
        raise Refusal("no-daemon", "only Footfall's client is installed here: `pip install footfall[daemon]`")
    if importlib.util.find_spec("torch") is not None:
        return sys.executable
    return Environment(places).command()


def last_words(places: Places) -> str:
    """The last line that a daemon left when it ended early."""
    for file in (_start_log(places), places.log_file):
        lines = file.read_text(encoding="utf-8", errors="replace").split("\n") if file.exists() else []
        line = next((line.strip() for line in reversed(lines) if line.strip()), "")
        if line:
            return _message_of(line)
    return "it left no word"


def _start_once(places: Places, command: list[str], patience: float) -> Connection:
    """With the start lock held: start a daemon where none lives, and wait until it answers."""
    began = time.monotonic()
    process: subprocess.Popen[bytes] | None = None
    while True:
        connection = read_connection(places)
        refusal = _answers(connection) if connection is not None else None
        if connection is not None and refusal is None:
            _reap_later(process)
            return connection
        # The lock is looked at while no daemon of ours is coming up: a look holds it for an instant.
        if process is None and not daemon_lives(places):
            process = _start(places, command)
        elif process is not None and process.poll() is not None and not daemon_lives(places):
            raise Refusal("daemon-start", f"the daemon ended at once ({places.logs}): {last_words(places)}")
        if refusal is not None:
            _check_patience(refusal, time.monotonic() - began)
        if time.monotonic() - began > patience:
            _reap_later(process)
            raise Refusal(
                "daemon-start",
                f"the daemon runs but does not answer after {patience:g} seconds ({places.log_file}): "
                f"{last_words(places)}",
            )
        time.sleep(_LOOK_EVERY)


def _answers(connection: Connection) -> Refusal | None:
    """None if this daemon answers; else why it does not."""
    try:
        greet(connection)
    except Refusal as refusal:
        return refusal
    return None


def _check_patience(refusal: Refusal, waited: float) -> None:
    """Raise what waiting cannot mend: one that runs speaks another protocol, or does not know our keys."""
    if not isinstance(refusal, LineLost | NoAnswer) and waited > KEYS_PATIENCE:
        raise refusal


def _start(places: Places, command: list[str]) -> subprocess.Popen[bytes]:
    """A daemon that outlives us, holds no terminal, and keeps no folder of the user's busy."""
    # Not the daemon's own log: that one rotates, which Windows refuses while another handle is open.
    with _start_log(places).open("wb") as words:
        return subprocess.Popen(
            command,
            cwd=places.data,
            env=places.environment,
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            **detached(),
        )


def detached() -> Detached:
    """What makes a process outlive the one that starts it, on this system."""
    if sys.platform == "win32":
        flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        return {"creationflags": flags}
    return {"start_new_session": True}


def _reap_later(process: subprocess.Popen[bytes] | None) -> None:
    """Leave no zombie, should the daemon end before this program does."""
    if process is not None:
        threading.Thread(target=process.wait, name="footfall-daemon-reaper", daemon=True).start()


def _start_log(places: Places) -> Path:
    return places.logs / "start.log"


def _message_of(line: str) -> str:
    try:
        record = json.loads(line)
    except ValueError:
        return line
    return str(record.get("message", line)) if isinstance(record, dict) else line
