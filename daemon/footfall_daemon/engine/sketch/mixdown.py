"""How a clip is to be mixed: what may be asked for beside the prompt, and where on its timeline the clip lies."""

from __future__ import annotations

from dataclasses import dataclass

from footfall_bridge.protocol import Layer
from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.engine.sketch.space import Room


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixdown:
    """The defaults are those of plain Foley: one file, its spot sounds mono, centred and dry."""

    pan: bool = False
    """Spot sounds follow their place in the picture."""
    room: Room | None = None
    """Spot sounds stand in it."""
    stems: tuple[Layer, ...] = ()
    """Which layers are wanted each by itself, in this order; none: their sum."""
    sensitivity: float = 0.5
    """0..1: the more, the less sure a contact needs to be to sound."""
    offset: float = 0.0
    """Seconds by which all that follows the picture sounds later."""
    origin: int = 0
    """Samples from the timeline's zero to the file's first: clips of one timeline share its ambience."""
    joined_before: bool = False
    joined_after: bool = False
    """The clip goes on in a neighbour of the same request: its ambience is not faded there."""

    levels: tuple[tuple[Layer, float], ...] = ()
    """dB of layers that the user wants louder or quieter, in the mix as by themselves."""

    @property
    def wide(self) -> bool:
        """Spot sounds are not the same on both sides."""
        return self.pan or self.room is not None

    @property
    def start(self) -> float:
        """Seconds from the timeline's zero to the file's first sample."""
        return self.origin / SAMPLE_RATE
