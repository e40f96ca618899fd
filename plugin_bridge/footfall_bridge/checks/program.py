"""What only the daemon's package can tell, asked of it in a process of its own, with a time limit."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from typing import Any, Final

from footfall_bridge.checks.finding import Finding
from footfall_bridge.locate import daemon_command
from footfall_bridge.places import Places
from footfall_bridge.protocol import Refusal

TIME_LIMIT: Final = 90.0
INSTALL: Final = "pip install 'footfall[daemon]'"
_MODULE: Final = "footfall_daemon.checkup"


def interpreter() -> list[str]:
    """The Python that has the daemon's package. Raises `Refusal` where there is none."""
    return daemon_command()[:-2]  # without `-m`, and what of it


def has_daemon() -> bool:
    try:
        interpreter()
    except Refusal:
        return False
    return True


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
    """What the daemon's Python prints as JSON when it is given these words, or a sentence on why it did not."""
    environment = places.environment if places is not None else None
    try:
        run = subprocess.run(
            [*interpreter(), *words],
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
