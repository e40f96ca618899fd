"""Sounds made piece by piece: each piece once, whole, and kept until the window has passed it.

A piece never depends on the window that asks for it, so windows join exactly, and none is made twice.
"""

from __future__ import annotations

from collections.abc import Callable

import torch

from footfall_daemon.engine.sketch.clockwork import Window


class Pieces(dict[int, torch.Tensor]):
    """Pieces by number. They can be made again: no pickle takes them along."""

    def __reduce__(self) -> tuple[type[Pieces], tuple[()]]:
        return Pieces, ()

    def add(
        self, number: int, first: int, make: Callable[[], torch.Tensor], sound: torch.Tensor, window: Window
    ) -> None:
        """Add what lies in the window of a piece (channels, samples) that begins at sample `first`."""
        if number not in self:
            self[number] = make()
        piece = self[number]
        begin, end = max(first, window.start), min(first + piece.shape[1], window.stop)
        if begin < end:
            sound[:, begin - window.start : end - window.start] += piece[:, begin - first : end - first]

    def keep(self, wanted: range) -> None:
        """Forget what lies outside."""
        for number in [number for number in self if number not in wanted]:
            del self[number]
