"""All looks in their order, the quick ones first; whatever one of them runs into, the others follow."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final

from footfall_bridge.checks import daemon, editors, folders, gateway, libraries, program
from footfall_bridge.checks.finding import Finding
from footfall_bridge.places import Places
from footfall_bridge.protocol import Refusal

Look = Callable[[Places], Iterable[Finding]]
_LOOKS: Final[tuple[tuple[str, Look], ...]] = (
    ("python", libraries.installed),
    ("folders", folders.folders),
    ("daemon", daemon.daemon),
    ("gateway", gateway.gateway),
    ("editors", editors.editors),
    ("state", program.state),
    ("codecs", libraries.codecs),
    ("device", libraries.device),
)


def examine(places: Places) -> Iterator[Finding]:
    for name, look in _LOOKS:
        yield from _timed(name, look, places)


def _timed(name: str, look: Look, places: Places) -> Iterator[Finding]:
    began = time.monotonic()
    try:
        for finding in look(places):
            yield replace(finding, seconds=time.monotonic() - began)
            began = time.monotonic()
    except (Refusal, OSError) as error:
        detail = f"could not be looked at: {error}"
        yield Finding(name=name, ok=False, detail=detail, fix="footfall logs", seconds=time.monotonic() - began)
