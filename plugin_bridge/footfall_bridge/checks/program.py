"""What only the daemon's package can tell, asked of it in a process of its own, with a time limit."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Any, Final

from footfall_bridge.checks.finding import Finding
from footfall_bridge.locate import engines_python
from footfall_bridge.places import Places
from footfall_bridge.protocol import Refusal

TIME_LIMIT: Final = 90.0
INSTALL: Final = "pip install 'footfall[daemon]'"
SETUP: Final = "footfall engines setup"
_MODULE: Final = "footfall_daemon.checkup"


def interpreter(places: Places | None = None) -> str:
    """The Python that the daemon runs in. Raises `Refusal` where there is none."""
    return engines_python(places or Places.of_user())


def has_daemon(places: Places) -> bool:
    try:
        interpreter(places)
    except Refusal:
        return False
    return True


def remedy(places: Places) -> str:
    """What gets what that Python lacks: where it is not ours, it is of an environment that we made."""
    try:
        return INSTALL if interpreter(places) == sys.executable else SETUP
    except Refusal as refusal:
        return INSTALL if refusal.code == "no-daemon" else SETUP


def state(places: Places) -> Iterator[Finding]:
    """Settings, queue, and the weights that were fetched. Nothing where the daemon's package is not installed."""
    if not has_daemon(places):
        return
    told = asked("state", places=places)
    if isinstance(told, str):
        yield Finding(name="state", ok=False, detail=told, fix=remedy(places))
    else:
        yield from (Finding(**fields) for fields in told)


def asked(*words: str, places: Places | None = None) -> Any:
    """What it prints, or a sentence on why it did not."""
    return told_by(["-m", _MODULE, *words], places)


def told_by(words: Sequence[str], places: Places | None = None) -> Any:
    """What the daemon's Python prints as JSON when it is given these words, or a sentence on why it did not."""
    environment = places.environment if places is not None else None
    try:
        run = subprocess.run(
            [interpreter(places), *words],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIME_LIMIT,
            check=True,
        )
        return json.loads(run.stdout)
    except subprocess.TimeoutExpired:
        return f"did not load within {TIME_LIMIT:g} s"
    except subprocess.CalledProcessError as error:
        return str(error.stderr).strip().rpartition("\n")[2] or f"ended with exit code {error.returncode}"
    except Refusal as refusal:
        return refusal.message
    except ValueError:
        return "loaded, but could not be asked"
