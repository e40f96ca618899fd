"""The media files that a command line names."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from footfall_bridge import footage
from footfall_bridge.cli.output import printable, tell
from footfall_bridge.protocol import Refusal


def media_files(arguments: Iterable[str]) -> list[Path]:
    """Those of `footage.media_files`; says which were left out. Raises `Refusal`."""
    return footage.media_files(arguments, _tell)


def _tell(refusal: Refusal) -> None:
    tell(f"footfall: left out: {printable(refusal.message)} [{refusal.code}]")
