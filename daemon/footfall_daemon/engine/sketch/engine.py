"""Sketch, the built-in engine: procedural, without weights, the same samples on every device of a machine.

The sound is a function of absolute time on the timeline. A step renders the next block of each segment, on a grid
that counts from the timeline's zero, so that segments of one file, and the ambience of neighbouring clips, join as
if they had been made at once. Blocks are short: a step of many segments still ends within a fraction of a second.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgpack
import torch
from pydantic import ValidationError

from footfall_bridge.protocol import MIX, Layer
from footfall_bridge.protocol import Contact as Said
from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.cues import Contact, Cues
from footfall_daemon.engine.contract import SegmentError
from footfall_daemon.engine.messages import SegmentOrder
from footfall_daemon.engine.sketch.clockwork import Window
from footfall_daemon.engine.sketch.materials import Material
from footfall_daemon.engine.sketch.mix import mix
from footfall_daemon.engine.sketch.mixdown import Mixdown
from footfall_daemon.engine.sketch.prompt import Reader, Reading
from footfall_daemon.engine.sketch.score import Score, compose
from footfall_daemon.engine.sketch.space import Room

BLOCK = SAMPLE_RATE // 2


@dataclass
class SketchState:
    """A segment: its score, what is rendered of it, and the blocks of the grid that are still to come."""

    order: SegmentOrder
    mixdown: Mixdown
    score: Score
    rendered: list[torch.Tensor] = field(default_factory=list)
    """float32 (channels, samples) each: what the segment needs of its first blocks."""

    @property
    def segment(self) -> str:
        return self.order.id

    @property
    def window(self) -> Window:
        start = self.mixdown.origin + self.order.start
        return Window(start, start + self.order.samples)

    @property
    def blocks(self) -> range:
        return range(self.window.start // BLOCK, -(-self.window.stop // BLOCK))

    @property
    def progress(self) -> float:
        return len(self.rendered) / len(self.blocks)


class SketchEngine:
    """Foley from contacts, motion and the words of the prompt."""

    tolerance = 0.0
    device = torch.device("cpu")
    mode = "float32"

    def __init__(self) -> None:
        self._reader: Reader | None = None

    def load(self, device: torch.device) -> None:
        """Works on the CPU whatever the device: little to compute, and the editor keeps its GPU."""
        self._reader = Reader()

    def unload(self) -> None:
        self._reader = None

    def encode_picture(self, orders: Sequence[SegmentOrder]) -> list[Cues]:
        return [_edited(_cues(order), order.sounding.contacts) for order in orders]

    def encode_text(self, orders: Sequence[SegmentOrder]) -> list[Reading]:
        reader = self._reader or Reader()
        return [reader.read(order.prompt, order.negative) for order in orders]

    def start(self, order: SegmentOrder, picture: Cues, text: Reading) -> SketchState:
        if order.samples < 1 or order.start < 0 or order.start + order.samples > order.total_samples:
            raise SegmentError("bad-segment", f"segment {order.id} does not lie within its file")
        if text.refusal:
            raise SegmentError("out-of-scope", text.refusal)
        mixdown = _mixdown(order)
        with _one_thread():
            return SketchState(order, mixdown, compose(picture, text, order.seed, order.total_samples, mixdown))

    def step(self, states: Sequence[SketchState]) -> None:
        with _one_thread():
            for state in states:
                if len(state.rendered) < len(state.blocks):
                    _render_next(state)

    def finish(self, states: Sequence[SketchState]) -> list[dict[str, torch.Tensor]]:
        return [_layers(state) for state in states]

    def notes(self, state: Any) -> list[str]:
        return list(state.score.notes)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Sums over several threads are rounded otherwise: the samples shall not tell how many cores a machine has."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _layers(state: SketchState) -> dict[str, torch.Tensor]:
    """Rendered are two channels for each; those of a spot layer are the same unless it is placed somewhere."""
    pairs = torch.cat(state.rendered, dim=1).reshape(-1, 2, state.order.samples)
    if not state.mixdown.stems:
        return {MIX: pairs[0]}
    return {
        str(stem): pair if state.mixdown.wide or stem is Layer.ambience else pair[:1]
        for stem, pair in zip(state.mixdown.stems, pairs, strict=True)
    }


def _mixdown(order: SegmentOrder) -> Mixdown:
    sounding = order.sounding
    return Mixdown(
        pan=sounding.pan,
        room=Room(sounding.room) if sounding.room else None,
        stems=tuple(Layer(layer) for layer in sounding.layers),
        sensitivity=sounding.sensitivity,
        offset=sounding.offset,
        origin=sounding.origin,
        joined_before=sounding.joined_before,
        joined_after=sounding.joined_after,
        levels=tuple((Layer(layer), level) for layer, level in sounding.levels.items()),
    )


def _cues(order: SegmentOrder) -> Cues:
    try:
        return Cues.load(Path(order.cues))
    except OSError as error:
        reason = error.strerror or str(error)
    except (ValidationError, msgpack.UnpackException, ValueError):
        reason = "it holds something else"
    raise SegmentError("cues", f"what was seen in the picture cannot be read: {reason}")


def _edited(cues: Cues, contacts: Sequence[Said] | None) -> Cues:
    """With the contacts that the user gave instead of those that were seen."""
    if contacts is None:
        return cues
    for said in contacts:
        if said.material and said.material not in set(Material):
            known = ", ".join(Material)
            raise SegmentError("unknown-material", f"{said.material!r} is no material of this engine: use {known}")
    fields = {"time", "kind", "strength", "confidence", "x", "area", "track", "material"}
    heard = [Contact(**said.model_dump(include=fields)) for said in contacts if not said.muted]
    return cues.model_copy(update={"contacts": heard})


def _render_next(state: SketchState) -> None:
    """One whole block of the grid, however little of it the segment needs: its samples never depend on that."""
    wanted = state.window
    begin = state.blocks[len(state.rendered)] * BLOCK
    block = mix(state.score.parts, Window(begin, begin + BLOCK), state.order.total_samples, state.mixdown)
    first, last = max(begin, wanted.start), min(begin + BLOCK, wanted.stop)
    state.rendered.append(block[:, first - begin : last - begin].clone())
