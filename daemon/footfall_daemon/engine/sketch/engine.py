"""Sketch, the built-in engine: procedural, without weights, the same samples on every device of a machine.

The sound is a function of absolute time in the file. A step renders the next block of each segment, on a grid that
counts from the file's first sample, so that segments of one file join as if they had been made at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgpack
import torch
from pydantic import ValidationError

from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.catalog import SKETCH
from footfall_daemon.cues import Cues
from footfall_daemon.engine.contract import SegmentError
from footfall_daemon.engine.messages import SegmentOrder
from footfall_daemon.engine.sketch.clockwork import Window
from footfall_daemon.engine.sketch.mix import mix
from footfall_daemon.engine.sketch.prompt import Reader, Reading
from footfall_daemon.engine.sketch.score import Score, compose

BLOCK = 2 * SAMPLE_RATE


@dataclass
class SketchState:
    """A segment: its score, what is rendered of it, and the blocks of the grid that are still to come."""

    order: SegmentOrder
    score: Score
    sound: torch.Tensor = field(init=False)
    """float32 (2, samples)."""
    done: int = 0

    def __post_init__(self) -> None:
        self.sound = torch.zeros(SKETCH.channels, self.order.samples)

    @property
    def segment(self) -> str:
        return self.order.id

    @property
    def blocks(self) -> range:
        return range(self.order.start // BLOCK, -(-(self.order.start + self.order.samples) // BLOCK))

    @property
    def progress(self) -> float:
        return self.done / len(self.blocks)


class SketchEngine:
    """Foley from contacts, motion and the words of the prompt."""

    tolerance = 0.0

    def __init__(self) -> None:
        self._reader: Reader | None = None

    def load(self, device: torch.device) -> None:
        """Works on the CPU whatever the device: little to compute, and the editor keeps its GPU."""
        self._reader = Reader()

    def unload(self) -> None:
        self._reader = None

    def encode_picture(self, orders: Sequence[SegmentOrder]) -> list[Cues]:
        return [_cues(order) for order in orders]

    def encode_text(self, orders: Sequence[SegmentOrder]) -> list[Reading]:
        reader = self._reader or Reader()
        return [reader.read(order.prompt, order.negative) for order in orders]

    def start(self, order: SegmentOrder, picture: Cues, text: Reading) -> SketchState:
        if order.samples < 1 or order.start < 0 or order.start + order.samples > order.total_samples:
            raise SegmentError("bad-segment", f"segment {order.id} does not lie within its file")
        return SketchState(order, compose(picture, text, order.seed, order.total_samples))

    def step(self, states: Sequence[SketchState]) -> None:
        for state in states:
            if state.done < len(state.blocks):
                _render_next(state)

    def finish(self, states: Sequence[SketchState]) -> list[torch.Tensor]:
        return [state.sound for state in states]

    def notes(self, state: Any) -> list[str]:
        return list(state.score.notes)


def _cues(order: SegmentOrder) -> Cues:
    try:
        return Cues.load(Path(order.cues))
    except OSError as error:
        reason = error.strerror or str(error)
    except (ValidationError, msgpack.UnpackException, ValueError):
        reason = "it holds something else"
    raise SegmentError("cues", f"what was seen in the picture cannot be read: {reason}")


def _render_next(state: SketchState) -> None:
    """One whole block of the grid, however little of it the segment needs: its samples never depend on that."""
    order = state.order
    begin = state.blocks[state.done] * BLOCK
    block = mix(state.score.layers, Window(begin, begin + BLOCK), order.total_samples)
    first, last = max(begin, order.start), min(begin + BLOCK, order.start + order.samples)
    state.sound[:, first - order.start : last - order.start] = block[:, first - begin : last - begin]
    state.done += 1
