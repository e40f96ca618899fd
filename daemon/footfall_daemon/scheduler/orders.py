"""What the scheduler is told of a segment, and the instructions that it gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

Rank = tuple[int, float, int]


@dataclass(frozen=True, slots=True)
class Segment:
    """What the scheduler must know of a segment to place it."""

    id: str
    job: str
    engine: str
    rank: Rank
    """Priority class, turn of the user action it came with (or of the job, where the user moved it), number."""
    tokens: float
    """The engine's measure of its size: bytes and seconds are functions of it."""
    progress: float = 0.0
    filmed: bool = True
    """What its engine must see of the picture is there; else only a worker that films for itself can make it."""

    @property
    def in_step(self) -> float:
        """Tokens that it adds to a step: none once it only waits to be finished."""
        return self.tokens if self.progress < 1 else 0.0


@dataclass(frozen=True, slots=True)
class Load:
    engine: str
    level: int = 0
    """How much of its weights is streamed, in eighths."""


@dataclass(frozen=True, slots=True)
class Admit:
    segments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Park:
    """Take these out at the next step boundary and keep them in host memory."""

    segments: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Resume:
    """Go on with these where they were parked."""

    segments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drop:
    segments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StreamWeights:
    level: int
    reason: str


@dataclass(frozen=True, slots=True)
class PhasesBeside:
    """Whether there is room for what segments take beside their steps while others step."""

    allowed: bool


@dataclass(frozen=True, slots=True)
class Unload:
    """Give the weights back; parked segments stay in host memory."""

    reason: str


@dataclass(frozen=True, slots=True)
class Release:
    """End the engine process: a device context alone holds hundreds of megabytes."""

    reason: str


@dataclass(frozen=True, slots=True)
class GiveUp:
    """This segment cannot be made here: it takes the engine down, or does not fit, also alone."""

    segment: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Wait:
    """There is no room for what is wanted, and there may be: tell the user. Said once, when it begins."""

    reason: str


Instruction = Load | Admit | Park | Resume | Drop | StreamWeights | PhasesBeside | Unload | Release | GiveUp | Wait


SOMEBODY: Final = "another program"
"""Who took memory, as far as a scheduler knows: whoever carries out what it says may know the name."""


def gib(number: float) -> str:
    return f"{number / 2**30:.1f} GiB"
