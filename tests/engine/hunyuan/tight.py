"""HunyuanVideo-Foley on a card with too little memory: for whatever is asked first, and always for many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import torch

from footfall_daemon.catalog import HUNYUAN_XL
from footfall_daemon.engine.hunyuan.engine import HunyuanEngine, HunyuanState
from footfall_daemon.engine.hunyuan.features import Seen
from footfall_daemon.engine.messages import SegmentOrder
from tests import packages

TIGHT: Final = replace(HUNYUAN_XL, name="hunyuan-tight")
"""It has the weights of the other."""
_MOST: Final = 2
"""Segments that it can step together."""
_ENTRY_POINTS: Final = """\
[footfall.catalog]
hunyuan-tight = tests.engine.hunyuan.tight:TIGHT

[footfall.engines]
hunyuan-tight = tests.engine.hunyuan.tight:TightEngine
"""


def environment(folder: Path) -> dict[str, str]:
    """What processes need in their environment to have this engine."""
    return packages.install(folder, "footfall-tight", _ENTRY_POINTS)


class TightEngine(HunyuanEngine):
    def __init__(self) -> None:
        super().__init__()
        self._asked: set[str] = set()

    def load(self, device: torch.device) -> None:
        if self._streamed == 0:
            raise torch.OutOfMemoryError("CUDA out of memory while loading")
        super().load(device)

    def encode_picture(self, orders: Sequence[SegmentOrder]) -> list[Seen | None]:
        self._refuse_once("encode")
        return super().encode_picture(orders)

    def step(self, states: Sequence[HunyuanState]) -> None:
        if len(states) > _MOST:
            raise torch.OutOfMemoryError("CUDA out of memory in a step")
        super().step(states)

    def finish(self, states: Sequence[HunyuanState]) -> list[dict[str, torch.Tensor]]:
        self._refuse_once("finish")
        return super().finish(states)

    def _refuse_once(self, phase: str) -> None:
        if phase not in self._asked:
            self._asked.add(phase)
            raise torch.OutOfMemoryError(f"CUDA out of memory: {phase}")
