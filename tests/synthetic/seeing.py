"""The synthetic engine, but that it wants to see the picture: that is heard, and remembered as features."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from footfall_daemon.engine.contract import SegmentError
from footfall_daemon.engine.messages import SegmentOrder
from footfall_daemon.engine.spool import whole
from tests.synthetic.engine import SyntheticEngine, SyntheticState
from tests.synthetic.info import LOOK


class SeeingEngine(SyntheticEngine):
    def encode_picture(self, orders: Sequence[SegmentOrder]) -> list[float]:
        """Mean brightness of each picture, 0..1."""
        super().encode_picture(orders)
        return [_seen(order) for order in orders]

    def start(self, order: SegmentOrder, picture: float, text: None) -> SyntheticState:
        state = super().start(order, picture, text)
        state.signal = 0.5 * (state.signal + picture)
        return state


def _seen(order: SegmentOrder) -> float:
    if not order.features:
        return 0.0
    features = Path(order.features)
    if not features.exists():
        with whole(features) as file:
            np.save(file, _encoded(order))
    return float(np.load(features).mean())


def _encoded(order: SegmentOrder) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """(frames,). Raises `SegmentError("film-missing")`."""
    try:
        frames = np.load(order.reel(LOOK.look), mmap_mode="r")
        return np.array([frame.mean() / 255 for frame in frames])
    except FileNotFoundError:
        raise SegmentError("film-missing", "the pictures are gone from the spool: retry") from None
