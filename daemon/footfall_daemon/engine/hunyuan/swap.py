"""Weights that take turns in a few places of a device: where they lie else, and how each is there before its use.

Knows nothing of the network. Places are plain bytes: a block comes in one piece.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import Final, Protocol

import torch
from torch import Tensor

_LEAST: Final = 2**20
_log = logging.getLogger("footfall.engine")


class Source(Protocol):
    """A block's weights, outside the device."""

    def into(self, place: Tensor) -> None:
        """Bring them to `place`, uint8 [bytes] on any device."""
        ...


class Lane(Protocol):
    """How copies run beside the computation. Not verified on a GPU."""

    def start(self, place: int, copy: Callable[[], None]) -> None:
        """Copy, once all that was asked for with the former weights of this place is done."""
        ...

    def arrive(self, place: int) -> None:
        """All that the device is asked for from here on finds the last copy complete."""
        ...

    def free(self, place: int) -> None:
        """What uses this place has been asked for."""
        ...

    def settle(self) -> None:
        """Returns when no copy is under way."""
        ...


class InTurn(Lane):
    """For devices without streams of their own: a copy begins and ends where it is asked for."""

    def start(self, place: int, copy: Callable[[], None]) -> None:
        copy()

    def arrive(self, place: int) -> None:
        """It has."""

    def free(self, place: int) -> None:
        """The next copy waits for it by itself."""

    def settle(self) -> None:
        """Nothing is ever under way."""


class SideStream(Lane):
    """Copies on a stream of their own: CUDA, ROCm and XPU alike."""

    def __init__(self, device: torch.device, places: int) -> None:
        self._device = device
        self._stream = torch.Stream(device=device)
        self._copied = [torch.Event(device=device) for _ in range(places)]
        self._used = [torch.Event(device=device) for _ in range(places)]
        for place in range(places):  # its memory may have been another tensor's, which is in use still
            self.free(place)

    def start(self, place: int, copy: Callable[[], None]) -> None:
        self._stream.wait_event(self._used[place])
        with self._stream:
            copy()
        self._copied[place].record(self._stream)

    def arrive(self, place: int) -> None:
        self._computing.wait_event(self._copied[place])

    def free(self, place: int) -> None:
        self._used[place].record(self._computing)

    def settle(self) -> None:
        self._stream.synchronize()
        self._computing.synchronize()

    @property
    def _computing(self) -> torch.Stream:
        return torch.accelerator.current_stream(self._device)


class Turns:
    """Sources in the order of their use, again and again; each has its place, the next is brought meanwhile."""

    def __init__(self, sources: Sequence[Source], places: Sequence[Tensor], lane: Lane) -> None:
        self._sources = sources
        self._places = places
        self._lane = lane
        self._held: list[int | None] = [None] * len(places)

    def place(self, turn: int) -> Tensor:
        """Where this turn's weights are while it is used; always the same."""
        return self._places[self._place(turn)]

    def enter(self, turn: int) -> None:
        """From here on this turn's weights are in their place."""
        self._bring(turn)
        self._lane.arrive(self._place(turn))
        if self._place(self._after(turn)) != self._place(turn):
            self._bring(self._after(turn))

    def leave(self, turn: int) -> None:
        self._lane.free(self._place(turn))
        if len(self._places) > 1:  # where places are odd to the turns, the next has had to wait for this one
            self._bring(self._after(turn))

    def close(self) -> None:
        """Nothing is brought any more: the places may go."""
        self._lane.settle()

    def _bring(self, turn: int) -> None:
        place = self._place(turn)
        if self._held[place] != turn:
            self._held[place] = None
            self._lane.start(place, lambda: self._sources[turn].into(self._places[place]))
            self._held[place] = turn

    def _place(self, turn: int) -> int:
        return turn % len(self._places)

    def _after(self, turn: int) -> int:
        return (turn + 1) % len(self._sources)


class Pinned(Source):
    """A copy in memory that the device reads by itself, while the host goes on."""

    def __init__(self, source: Source, size: int, allocate: Callable[[int], Tensor]) -> None:
        whole = torch.empty(size, dtype=torch.uint8)
        source.into(whole)
        self._pieces = [allocate(length) for length in pieces(size)]
        for place, piece in self._pairs(whole):
            piece.copy_(place)

    def into(self, place: Tensor) -> None:
        for part, piece in self._pairs(place):
            part.copy_(piece, non_blocking=True)

    def _pairs(self, whole: Tensor) -> Iterator[tuple[Tensor, Tensor]]:
        ends = accumulate(len(piece) for piece in self._pieces)
        for piece, end in zip(self._pieces, ends, strict=True):
            part = whole[end - len(piece) : end]
            yield part, piece[: len(part)]


def pinned(source: Source, size: int, allocate: Callable[[int], Tensor] | None = None) -> Source:
    """In pinned memory where there is any to be had, else as it is."""
    try:
        return Pinned(source, size, allocate or _pinned_bytes)
    except (RuntimeError, MemoryError) as error:
        _log.warning("no pinned memory for %d bytes of weights, they are read from their file: %s", size, error)
        return source


def pieces(size: int) -> list[int]:
    """Powers of two that add up to `size`, to a MiB: torch's allocator of pinned memory rounds up to the next."""
    count = -(-size // _LEAST)
    return [_LEAST << bit for bit in reversed(range(count.bit_length())) if count >> bit & 1]


def _pinned_bytes(length: int) -> Tensor:
    return torch.empty(length, dtype=torch.uint8, pin_memory=True)
