"""An engine that counts: small, exact, and able to go wrong on demand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch

from footfall_bridge.protocol import MIX
from footfall_daemon.engine.contract import SegmentError
from footfall_daemon.engine.messages import SegmentOrder

STEPS = 3


@dataclass
class Count:
    order: SegmentOrder
    steps: int = 0

    @property
    def segment(self) -> str:
        return self.order.id

    @property
    def progress(self) -> float:
        return self.steps / STEPS


@dataclass
class CountingEngine:
    """Three steps for each segment. The prompt says how a segment fails: by a phase and a kind."""

    tolerance: float = 0.0
    mode: str = "exact"
    device: torch.device = field(default_factory=lambda: torch.device("cpu"))
    companies: list[list[str]] = field(default_factory=list)
    loads: int = 0
    memory_short: int = 0
    """How many more steps find too little memory, whatever they step."""
    strange: bool = False
    """What was parked is another's."""

    def knows(self, state: Count) -> bool:
        return not self.strange

    def load(self, device: torch.device) -> None:
        self.loads += 1

    def unload(self) -> None:
        self.loads -= 1

    def encode_picture(self, orders: Sequence[SegmentOrder]) -> list[None]:
        for order in orders:
            _fail(order, "encode")
        return [None] * len(orders)

    def encode_text(self, orders: Sequence[SegmentOrder]) -> list[None]:
        return [None] * len(orders)

    def start(self, order: SegmentOrder, picture: None, text: None) -> Count:
        return Count(order)

    def step(self, states: Sequence[Count]) -> None:
        self.companies.append([state.segment for state in states])
        if self.memory_short:
            self.memory_short -= 1
            raise torch.OutOfMemoryError("full")
        for state in states:
            _fail(state.order, "step")
            state.steps += 1

    def finish(self, states: Sequence[Count]) -> list[dict[str, torch.Tensor]]:
        for state in states:
            _fail(state.order, "finish")
        return [{MIX: _waveform(state.order)} for state in states]

    def notes(self, state: Count) -> list[str]:
        return [f"counted to {state.steps}"]


def _fail(order: SegmentOrder, phase: str) -> None:
    if order.prompt == f"{phase} refuses":
        raise SegmentError("refused", "not this one")
    if order.prompt == f"{phase} breaks":
        raise ZeroDivisionError("broken")
    if order.prompt == f"{phase} is too large":
        raise torch.OutOfMemoryError("full")


def _waveform(order: SegmentOrder) -> torch.Tensor:
    samples = order.samples + (order.prompt == "too long")
    level = float("nan") if order.prompt == "not a number" else float(order.seed)
    return torch.full((2, samples), level)


def order(name: str, folder: Path, prompt: str = "", seed: int = 1, samples: int = 48) -> SegmentOrder:
    return SegmentOrder(
        id=f"{name}/0",
        job=name,
        start=0,
        samples=samples,
        total_samples=samples,
        cues="",
        prompt=prompt,
        negative="",
        seed=seed,
        wave=str(folder / f"{name}.npy"),
        state=str(folder / f"{name}.state"),
    )
