"""What engines cost on this machine's devices, kept across restarts: one JSON file."""

from __future__ import annotations

import logging
from contextlib import suppress
from operator import attrgetter
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from footfall_daemon import paper
from footfall_daemon.catalog import EngineInfo
from footfall_daemon.memory import Costs

_log = logging.getLogger("footfall.calibration")
_KEPT: Final = 64
"""Records; beyond, those unused for longest are forgotten."""


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid")

    engine: str
    device: str
    mode: str
    costs: Costs

    @property
    def key(self) -> tuple[str, str, str]:
        return self.engine, self.device, self.mode


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: Literal[1] = 1
    records: list[_Record] = Field(default_factory=list)
    """The latest used last."""


class Calibration:
    """Costs by engine, device and mode of computing. They are handed out live: who learns changes the record."""

    def __init__(self, path: Path) -> None:
        """A file that cannot be used is set aside."""
        self._path = path
        self._seen = ""
        self._records: list[_Record] = []
        self.refresh()

    def refresh(self) -> None:
        """Take over what another process has measured and written meanwhile; never raises."""
        try:
            text = self._path.read_text("utf-8")
        except FileNotFoundError:
            return
        except UnicodeDecodeError as error:
            self._set_aside(error)
            return
        except OSError as error:
            _log.warning("%s cannot be read: %s", self._path, error)
            return
        if text == self._seen:
            return
        self._seen = text
        try:
            for record in _File.model_validate_json(text).records:
                self._take_over(record)
        except ValidationError as error:
            self._set_aside(error)

    def save(self) -> None:
        """Written only where something was learned; never raises."""
        self.refresh()
        measured = [record for record in self._records if record.costs.measured]
        text = _File(records=measured).model_dump_json()
        if text == self._seen or not measured:
            return
        try:
            paper.write(self._path, text)
        except OSError as error:
            _log.warning("what was measured could not be saved: %s", error)
        else:
            self._seen = text

    def costs(self, engine: EngineInfo, device: str, mode: str = "", streamable: int | None = None) -> Costs:
        """A mode that was never measured begins as the latest one that was on this device; else as a guess.

        `streamable`: bytes of the weights that can be streamed in this mode; None: as the catalog says.
        """
        known = [record for record in self._records if (record.engine, record.device) == (engine.name, device)]
        record = next((record for record in known if record.mode == mode), None)
        if record is None:
            guess = known[-1].costs.model_copy(deep=True) if known else Costs.guessed(engine)
            record = _Record(engine=engine.name, device=device, mode=mode, costs=guess)
        else:
            self._records.remove(record)
        self._records = [*self._records, record][-_KEPT:]
        record.costs.streamable_bytes = engine.streamable_bytes if streamable is None else streamable
        if engine.weights and not mode:  # it is chosen by what is free when they are loaded: so the least counts
            measured = (one.costs for one in known if one.mode and one.costs.measured)
            least = min([Costs.guessed(engine), *measured], key=attrgetter("base_bytes"))
            record.costs.base_bytes, record.costs.streamable_bytes = least.base_bytes, least.streamable_bytes
        return record.costs

    def _take_over(self, read: _Record) -> None:
        """Into the costs that were handed out, where there are such."""
        for record in self._records:
            if record.key == read.key:
                for name in Costs.model_fields:
                    setattr(record.costs, name, getattr(read.costs, name))
                return
        self._records = [*self._records, read][-_KEPT:]

    def _set_aside(self, error: Exception) -> None:
        aside = self._path.with_name(f"{self._path.name}.unusable")
        _log.warning("%s cannot be used, measuring anew: it is kept as %s (%s)", self._path, aside.name, error)
        with suppress(OSError):
            self._path.replace(aside)
