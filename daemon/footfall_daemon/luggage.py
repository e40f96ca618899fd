"""How a worker on another machine comes to see a segment's picture: what its node is given."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from footfall_daemon.engine.messages import SegmentOrder
from footfall_daemon.media.messages import Film


@dataclass(frozen=True, slots=True)
class Luggage:
    order: SegmentOrder
    """As the node shall have it: its paths are those of this machine."""
    folder: Path | None = None
    """Of this machine, for it alone: it goes when the luggage was sent."""
    film: Film | None = None
    """What the node films by itself; None: nothing, its engine sees none or its features are known."""
    files: tuple[Path, ...] = ()
    """In the folder, that travel along: the coded pictures, or film where those cannot be copied."""
