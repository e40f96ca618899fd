"""States of parked segments: files in the spool, so that they outlive the process and free its device."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final, cast

import torch

from footfall_daemon.engine.contract import SegmentError, State
from footfall_daemon.engine.messages import SegmentOrder
from footfall_daemon.engine.spool import whole

NOT_PARKED: Final = "not-parked"


class ParkingLot:
    """Knows the files that it wrote or was asked for; those of an earlier process it finds by the order."""

    def __init__(self) -> None:
        self._files: dict[str, Path] = {}

    def __contains__(self, segment: str) -> bool:
        return segment in self._files

    def put(self, order: SegmentOrder, state: State) -> None:
        path = Path(order.state)
        with whole(path) as file:
            torch.save(state, file)
        self._files[order.id] = path

    def take(self, order: SegmentOrder, device: torch.device) -> State:
        """The state as it was, all its tensors on `device`; its file is gone then.

        Raises `SegmentError` where there is none, and whatever unpickling raises where it is damaged.
        """
        path = Path(order.state)
        if not path.exists():
            raise SegmentError(NOT_PARKED, "it is not parked")
        self._files[order.id] = path
        # Pickle runs what it reads, and a state may hold any class. Every daemon makes the spool anew, closed to
        # other users: whoever can write there runs code as this user already.
        state = torch.load(path, map_location=device, weights_only=False)
        if getattr(state, "segment", None) != order.id:
            raise SegmentError(NOT_PARKED, "its parked state is another's")
        self.forget(order)
        return cast(State, state)

    def forget(self, order: SegmentOrder) -> None:
        """Whoever parked it: its state is not wanted any more."""
        self._files[order.id] = Path(order.state)
        self.drop([order.id])

    def drop(self, segments: Iterable[str]) -> None:
        for segment in segments:
            if path := self._files.pop(segment, None):
                with suppress(OSError):  # one that stays is still a state of this very segment
                    path.unlink(missing_ok=True)
