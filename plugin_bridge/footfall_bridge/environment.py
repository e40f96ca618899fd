"""The environment in which engines run, below the user's data: where it is, and whether it still fits.

A virtual environment of the same Python as ours with what the daemon needs beyond us. Our own packages are found
by a path in it: whoever upgrades the app upgrades the daemon. `provision` makes it.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import sys
import sysconfig
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from footfall_bridge.places import Places
from footfall_bridge.protocol import Refusal

_WHAT: Final = "`footfall engines setup`"


class Record(BaseModel):
    """What the environment was made of: written last, so it is there where all else is."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    build: str
    torch_index: str | None = None
    python: str
    app: list[str]
    requirements: list[str]
    packages: dict[str, str] = Field(default_factory=dict)
    """What was installed: versions by name."""


class Environment:
    def __init__(self, places: Places) -> None:
        self.root = places.engines
        self.folder = self.root / "environment"
        self.wheels = self.root / "wheels"
        """What was fetched so far; gone when all is installed."""
        self.scratch = self.root / "coming"
        self.lock = self.root / "setup.lock"
        self._record_file = self.root / "environment.json"

    @property
    def python(self) -> Path:
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def record(self) -> Record | None:
        """None where there is none that can be read: the environment is to be made."""
        try:
            return Record.model_validate_json(self._record_file.read_bytes())
        except (OSError, ValidationError):
            return None

    @property
    def outgrown(self) -> bool:
        """It is ours and whole, but this version of us needs more, or other versions."""
        record = self.record
        return record is not None and self.python.exists() and _is_for_us(record)

    def note(self, record: Record) -> None:
        fresh = self._record_file.with_suffix(".new")
        fresh.write_text(record.model_dump_json(indent=1), "utf-8")
        fresh.replace(self._record_file)

    def forget(self) -> None:
        self._record_file.unlink(missing_ok=True)

    def lack(self) -> Refusal | None:
        """Why it cannot be used: "no-engines" where it was never made, "stale-engines" where it no longer fits."""
        record = self.record
        if record is None or not self.python.exists():
            return Refusal("no-engines", f"the engines are not installed yet: {_WHAT} gets them")
        if not _is_for_us(record):
            words = f"the engines were installed for another Python or another Footfall: {_WHAT} gets them anew"
            return Refusal("stale-engines", words)
        if record.requirements != requirements():
            words = f"this Footfall needs other libraries than the last one: {_WHAT} gets what is missing"
            return Refusal("stale-engines", words)
        return None

    def command(self) -> str:
        """The Python to run engines with. Raises `lack`."""
        if (lack := self.lack()) is not None:
            raise lack
        return str(self.python)


def _is_for_us(record: Record) -> bool:
    return record.python == python_tag() and record.app == app_folders()


def app_folders() -> list[str]:
    """Where our own packages lie, and the libraries that came with them."""
    specs = (importlib.util.find_spec(name) for name in ("footfall_bridge", "footfall_daemon"))
    ours = [str(Path(spec.origin).resolve().parents[1]) for spec in specs if spec is not None and spec.origin]
    return list(dict.fromkeys([*ours, sysconfig.get_path("purelib")]))


def python_tag() -> str:
    return f"{sys.implementation.name}-{sys.version_info[0]}.{sys.version_info[1]}"


def requirements() -> list[str]:
    """What the daemon needs, as this install's own metadata has it."""
    wanted = importlib.metadata.requires("footfall") or []
    return sorted(line for line in wanted if line.replace('"', "'").endswith("extra == 'daemon'"))
