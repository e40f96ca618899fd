"""What only the daemon's package can tell, asked of it in a process of its own, with a time limit."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Any, Final

from footfall_bridge.checks.finding import Finding
from footfall_bridge.places import Places

TIME_LIMIT: Final = 90.0
INSTALL: Final = "pip install 'footfall[daemon]'"
_MODULE: Final = "footfall_daemon.checkup"


def has_daemon() -> bool:
    return importlib.util.find_spec("footfall_daemon") is not None


def state(places: Places) -> Iterator[Finding]:
    """Settings, queue, and the weights that were fetched. Nothing where the daemon's package is not installed."""
    if not has_daemon():
        return
    told = asked("state", places=places)
    if isinstance(told, str):
        yield Finding(name="state", ok=False, detail=told, fix=INSTALL)
    else:
        yield from (Finding(**fields) for fields in told)


def asked(*words: str, places: Places | None = None) -> Any:
    """What it prints, or a sentence on why it did not."""
    return told_by(["-m", _MODULE, *words], places)


def told_by(words: Sequence[str], places: Places | None = None) -> Any:
    """What a Python that is given these words prints as JSON, or a sentence on why it did not."""
    environment = places.environment if places is not None else None
    try:
        run = subprocess.run(
            [sys.executable, *words],
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
    except ValueError:
        return "loaded, but could not be asked"
