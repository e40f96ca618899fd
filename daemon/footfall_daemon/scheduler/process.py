"""The engine process as the scheduler sees it: whether there is one, and what it holds of which engine."""

from __future__ import annotations

from dataclasses import dataclass

from footfall_daemon.scheduler.orders import Instruction, Load, PhasesBeside, StreamWeights, Unload


@dataclass(slots=True)
class Process:
    up: bool = False
    leaving: bool = False
    """It was asked to end and has not ended yet: it may still write the states of those that it parks."""
    loaded: str | None = None
    loading: str | None = None
    level: int = 0
    """How much of the loaded engine's weights is streamed, in eighths."""
    overlaps: bool = False
    """The loaded engine gains where there is room for phases of segments beside the steps of others."""
    beside: bool = False
    """It was told that there is."""

    @property
    def engine(self) -> str | None:
        """That it holds, or soon will."""
        return self.loading or self.loaded

    def load(self, engine: str, level: int) -> list[Instruction]:
        self.loading, self.level, self.beside = engine, level, False
        return [Load(engine, level)]

    def stream(self, level: int, reason: str) -> list[Instruction]:
        if level == self.level:
            return []
        self.level = level
        return [StreamWeights(level, reason)]

    def phases_beside(self, allowed: bool) -> list[Instruction]:
        if allowed == self.beside:
            return []
        self.beside = allowed
        return [PhasesBeside(allowed)]

    def unload(self, reason: str) -> list[Instruction]:
        self.loaded, self.level = None, 0
        return [Unload(reason)]

    def lose(self) -> None:
        """It could not be loaded, or not stream: none is there now."""
        self.loaded, self.loading = None, None

    def end(self, *, leaving: bool) -> None:
        self.up, self.leaving = False, leaving
        self.loaded, self.loading, self.level = None, None, 0
