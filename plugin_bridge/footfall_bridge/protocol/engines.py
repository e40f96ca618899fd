"""The engines that there are, and what clients must know of them to offer them."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from footfall_bridge.protocol.messages import Info, Request


class Engine(Info):
    name: str
    title: str
    licence: str
    ready: bool
    missing: str = ""
    """Why it is not, and what to do, in words."""
    default: bool
    """Of orders that name none."""
    channels: int
    """Of its mix."""
    layers: list[str] = Field(default_factory=list)
    """Stems that it can give by themselves."""
    rooms: list[str] = Field(default_factory=list)
    materials: list[str] = Field(default_factory=list)
    """What a contact can be said to be made of."""
    follows_cues: bool
    """It can be told of contacts, panorama, sensitivity and offset."""
    negative: str = ""
    guidance: float | None = None
    steps: int | None = None
    """What it does where an order does not say; None: it cannot be told."""


class EngineList(Info):
    engines: list[Engine]


class ListEngines(Request):
    op: Literal["engines"] = "engines"
    Reply: ClassVar[type[Info]] = EngineList
