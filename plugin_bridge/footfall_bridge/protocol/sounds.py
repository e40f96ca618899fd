"""What can be said of the sound of a clip: its layers, the contacts that it follows, the part to make again."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from footfall_bridge.protocol.messages import Info, JobId, Message, Request
from footfall_bridge.timeline import Point

MIX: Final = "mix"
"""The name of the file that holds all layers together."""


class Layer(StrEnum):
    """A stem that an engine can give by itself."""

    feet = "feet"
    props = "props"
    cloth = "cloth"
    ambience = "ambience"


class ContactKind(StrEnum):
    impact = "impact"
    stop = "stop"
    step = "step"
    merge = "merge"
    coincidence = "coincidence"


class Contact(Message):
    """A moment at which things touch, as the picture shows it or as the user says."""

    time: float
    """Seconds from the first frame of the clip, handles not counted."""
    kind: ContactKind = ContactKind.impact
    strength: Annotated[float, Field(ge=0, le=1)] = 0.7
    confidence: Annotated[float, Field(ge=0, le=1)] = 1.0
    x: Annotated[float, Field(ge=0, le=1)] = 0.5
    """Where in the picture: 0 is left."""
    area: Annotated[float, Field(ge=0, le=1)] = 0.05
    """Share of the picture that the moving thing covers: small is far away."""
    track: int = -1
    """Contacts of one thing have one number; -1: of nothing that was followed."""
    material: Annotated[str, Field(max_length=40)] = ""
    """Empty: as the prompt says."""
    muted: bool = False


class Region(Message):
    """A part of a file that is made again; all else is taken from the file, sample by sample."""

    file: Annotated[str, Field(max_length=4096)]
    start: Point
    stop: Point
    """Time from the first frame of the clip, or the file's timecode. Exclusive."""


class ContactList(Info):
    job: str
    contacts: list[Contact]
    """By time."""
    edited: bool = False
    """They came with the order; otherwise they are what the picture shows."""


class GetContacts(Request):
    op: Literal["contacts"] = "contacts"
    job: JobId
    Reply: ClassVar[type[Info]] = ContactList
