"""What engines exist and what is known of them without loading them. No torch here."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineInfo:
    """What the daemon must know of an engine to plan for it."""

    name: str
    title: str
    licence: str
    channels: int
    window: Fraction
    """Seconds: the longest segment the engine takes at once."""
    base_bytes: int
    """Device memory of the loaded engine before its first segment: a first guess, then measured."""
    bytes_per_second: int
    """Device memory per second of sound in the running set: a first guess, then measured."""
    streamable_bytes: int = 0
    """Of the base: weights that can be fetched step by step from host memory."""
    tokens_per_second: int = 50
    """The engine's measure of a segment's size: cost is a function of it."""


SKETCH = EngineInfo(
    name="sketch",
    title="Sketch: procedural Foley, no weights",
    licence="MIT",
    channels=2,
    window=Fraction(60),
    base_bytes=512 * 2**20,
    bytes_per_second=4 * 2**20,
)


class Catalog:
    """The engines by name."""

    def __init__(self, engines: tuple[EngineInfo, ...] = (SKETCH,)) -> None:
        self._engines = {engine.name: engine for engine in engines}

    def __contains__(self, name: str) -> bool:
        return name in self._engines

    def __getitem__(self, name: str) -> EngineInfo:
        return self._engines[name]

    def names(self) -> list[str]:
        return list(self._engines)
