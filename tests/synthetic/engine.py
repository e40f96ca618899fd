"""An engine with given costs: real tensors, real memory, samples that tell of every step. It makes no Foley.

A segment's signal goes through a chaotic recurrence: a step too many, too few or on another's signal is heard.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import torch

from footfall_bridge.protocol import MIX
from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.engine.messages import SegmentOrder
from tests.synthetic.card import Card
from tests.synthetic.info import PARTS, RESIDENT_BYTES, STREAMABLE_BYTES, SYNTHETIC
from tests.synthetic.options import Cost, Options

_PART = STREAMABLE_BYTES // PARTS


@dataclass
class SyntheticState:
    order: SegmentOrder
    signal: torch.Tensor
    """float32 (channels, tokens), 0..1."""
    steps: int
    done: int = 0

    @property
    def segment(self) -> str:
        return self.order.id

    @property
    def progress(self) -> float:
        return self.done / self.steps

    @property
    def tokens(self) -> int:
        return self.signal.shape[1]

    def advance(self) -> None:
        if self.done < self.steps:
            grown = (3.9 - 0.2 * self.progress) * self.signal * (1 - self.signal)
            self.signal = 0.9 * grown + 0.1 * grown.roll(1, dims=1)
            self.done += 1


class SyntheticEngine:
    tolerance = 0.0
    mode = "given"
    device = torch.device("cpu")

    def __init__(self, options: Options | None = None) -> None:
        self._options = options or Options.of_environment()
        self._card = Card(self._options.card, self._options.editors)
        self._weights: list[torch.Tensor] = []
        self._parts: list[torch.Tensor] = []
        """Of the weights that can be streamed: those that stay."""
        self._staying = PARTS

    def load(self, device: torch.device) -> None:
        self._weights = [self._card.take(RESIDENT_BYTES)]
        self._fetch()

    def unload(self) -> None:
        self._weights, self._parts, self._staying = [], [], PARTS

    def stream_weights(self, share: float) -> None:
        self._staying = PARTS - round(PARTS * share)
        if self._weights:
            self._fetch()

    def _fetch(self) -> None:
        del self._parts[self._staying :]
        while len(self._parts) < self._staying:
            self._parts.append(self._card.take(_PART))

    def encode_picture(self, orders: Sequence[SegmentOrder]) -> list[float]:
        """It sees nothing."""
        for order in orders:
            self._spend(self._options.encode, tokens_of(order))
        return [0.0] * len(orders)

    def encode_text(self, orders: Sequence[SegmentOrder]) -> list[None]:
        return [None] * len(orders)

    def start(self, order: SegmentOrder, picture: float, text: None) -> SyntheticState:
        noise = torch.Generator().manual_seed(order.seed + order.start)
        return SyntheticState(
            order, torch.rand(SYNTHETIC.channels, tokens_of(order), generator=noise), self._options.steps
        )

    def step(self, states: Sequence[SyntheticState]) -> None:
        streamed = STREAMABLE_BYTES - _PART * len(self._parts)
        fetched = self._card.take(_PART) if streamed else None
        self._spend(
            self._options.step, sum(state.tokens for state in states), at_least=streamed / self._options.link
        )
        del fetched
        for state in states:
            state.advance()

    def finish(self, states: Sequence[SyntheticState]) -> list[dict[str, torch.Tensor]]:
        for state in states:
            self._spend(self._options.finish, state.tokens)
        return [{MIX: _sound(state)} for state in states]

    def notes(self, state: SyntheticState) -> list[str]:
        return []

    def _spend(self, cost: Cost, tokens: int, at_least: float = 0.0) -> None:
        """Take what this costs, in seconds and bytes. Raises `torch.OutOfMemoryError` before anything changed."""
        until = time.perf_counter() + max(at_least, cost.seconds(tokens))
        taken = self._card.take(cost.bytes(tokens))
        while self._options.busy and time.perf_counter() < until:
            taken[:4096].cumsum(0)
        time.sleep(max(0.0, until - time.perf_counter()))


def tokens_of(order: SegmentOrder) -> int:
    return max(1, order.samples * SYNTHETIC.tokens_per_second // SAMPLE_RATE)


def _sound(state: SyntheticState) -> torch.Tensor:
    """float32 (channels, samples): each token held for its share of the segment."""
    samples = state.order.samples
    sound: torch.Tensor = 0.2 * (state.signal[:, torch.arange(samples) * state.tokens // samples] - 0.5)
    return sound
