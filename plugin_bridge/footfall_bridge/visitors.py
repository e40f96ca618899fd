"""When each editor last spoke to the gateway, its edition and its plugin's version: the file `editors.json`."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from footfall_bridge.places import Places

HEADER: Final = "x-footfall-client"
"""Of a request: `resolve/0.1.0 (DaVinci Resolve Studio 19.1.2)`. Plugins told no version of their own at first."""
_CLIENT: Final = re.compile(r"([a-z]{1,20})(?:/([0-9][0-9A-Za-z.+-]{0,30}))? \(([^()\x00-\x1f]{1,80})\)")
_MOST: Final = 16
_EVERY: Final = timedelta(minutes=1)
"""How old a note becomes before it is written anew."""


class Visit(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    host: str
    """The program with its edition and version, as its plugin told it."""
    version: str = ""
    """Of the plugin; empty where it told none."""
    at: AwareDatetime


class _Paper(BaseModel):
    editors: dict[str, Visit] = Field(default_factory=dict)


def _now() -> datetime:
    return datetime.now(UTC)


class Visitors:
    def __init__(self, places: Places, clock: Callable[[], datetime] = _now) -> None:
        self._file = places.data / "editors.json"
        self._clock = clock
        self._known = dict(self.visits())

    def visits(self) -> Mapping[str, Visit]:
        """By the name of the editor, as setup has it."""
        try:
            return _Paper.model_validate_json(self._file.read_bytes()).editors
        except (OSError, ValidationError):
            return {}

    def note(self, client: str) -> None:
        """`client`: what a request with our token says of itself; it hinders nothing if that is wrong."""
        match = _CLIENT.fullmatch(client)
        if match is None or (match[1] not in self._known and len(self._known) >= _MOST):
            return
        visit = Visit(host=match[3], version=match[2] or "", at=self._clock())
        known = self._known.get(match[1])
        if known is not None and _same(known, visit) and visit.at - known.at < _EVERY:
            return
        self._known[match[1]] = visit
        with suppress(OSError):  # a note is not worth a request
            _write(self._file, _Paper(editors=self._known).model_dump_json(indent=1))


def _same(one: Visit, other: Visit) -> bool:
    return (one.host, one.version) == (other.host, other.version)


def _write(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    Path(name).replace(path)
