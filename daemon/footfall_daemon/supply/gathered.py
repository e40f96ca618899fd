"""A set whose files are all there and checked, ready to be written down."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from footfall_daemon.library.manifest import Role
from footfall_daemon.library.records import Held, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    paths: dict[Role, Path]
    files: tuple[Held, ...]
    source: Source
    fetched_bytes: int = 0
