"""What the picture shows, as far as sound is concerned: contacts and curves of motion.

The media child writes cues, engines read them. Times are seconds from the first sample of the file to be
written (head handle included), so that an engine never needs to know about source timecode.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self

import msgpack
from pydantic import BaseModel, ConfigDict, Field

from footfall_bridge.protocol import ContactKind as ContactKind

_Unit = Annotated[float, Field(ge=0.0, le=1.0)]


class Contact(BaseModel):
    """A moment at which things touch."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    time: float
    kind: ContactKind
    strength: _Unit
    confidence: _Unit
    x: _Unit = 0.5
    y: _Unit = 0.5
    """Position in the upright picture: 0 is left, top."""
    area: _Unit = 0.05
    """Share of the picture that the moving thing covers."""
    track: int = -1
    material: str = ""
    """What was struck, where the user says so of this contact; empty: as the prompt says."""


class Curves(BaseModel):
    """One value per analysed frame, all lists of one length."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    time: list[float] = []
    energy: list[float] = []
    """Residual motion after the camera's, 0..1."""
    speed: list[float] = []
    """Of the largest moving thing, in picture diagonals per second."""
    x: list[float] = []
    """Of the largest moving thing, 0..1, smoothed."""
    camera: list[float] = []
    """Speed of the camera, in picture diagonals per second."""


class Cues(BaseModel):
    """All that was seen in one clip."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    analyser: str
    """Name and version of what looked at the picture."""
    contacts: list[Contact] = []
    cuts: list[float] = []
    curves: Curves = Curves()
    notes: list[str] = []
    """What a user should know, in words: a moving camera, no moving thing ..."""

    def save(self, path: Path) -> None:
        path.write_bytes(msgpack.packb(self.model_dump(mode="json")))

    @classmethod
    def load(cls, path: Path) -> Self:
        return cls.model_validate(msgpack.unpackb(path.read_bytes()))
