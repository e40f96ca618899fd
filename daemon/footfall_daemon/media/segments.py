"""The finished segments of a clip as one signal, read block by block from their files."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from footfall_daemon.media.errors import MediaError
from footfall_daemon.media.messages import Wave

BLOCK = 2**16
"""Samples in one block: what is in memory at once, per channel."""

Samples = NDArray[np.float32]


class Sound(ABC):
    """A signal that is read block by block."""

    channels: int
    samples: int

    @abstractmethod
    def read(self, start: int, count: int) -> Samples:
        """`count` samples from `start`, both within the signal: float32 (channels, count)."""

    def blocks(self, start: int = 0, stop: int | None = None, size: int = BLOCK) -> Iterator[Samples]:
        stop = self.samples if stop is None else stop
        for first in range(start, stop, size):
            yield self.read(first, min(size, stop - first))


class Sum(Sound):
    """Layers heard together, in stereo: a mono layer lies in the middle."""

    channels = 2

    def __init__(self, layers: Sequence[Sound]) -> None:
        self.samples = layers[0].samples
        self._layers = layers

    def read(self, start: int, count: int) -> Samples:
        block = np.zeros((self.channels, count), np.float32)
        for layer in self._layers:
            block += layer.read(start, count)
        return block


class Joined(Sound):
    """One signal of exactly `samples` samples, float32 (channels, samples).

    Where two segments overlap they are crossfaded, where none covers there is silence. The crossfade is linear
    unless the segments know nothing of each other's sound: `equal_power` keeps the level of such.
    Raises `MediaError("bad-wave")` where a file is not what its `Wave` says.
    """

    def __init__(self, waves: Sequence[Wave], channels: int, samples: int, *, equal_power: bool = False) -> None:
        self.channels = channels
        self.samples = samples
        self._pieces = _fitted([_Piece.open(wave, channels, equal_power=equal_power) for wave in waves])

    def read(self, start: int, count: int) -> Samples:
        """`count` samples from `start`, both within the signal: float32 (channels, count)."""
        block = np.zeros((self.channels, count), np.float32)
        for piece in self._pieces:
            first, last = max(start, piece.start), min(start + count, piece.end)
            if first < last:
                block[:, first - start : last - start] += piece.read(first, last)
        if not np.isfinite(block).all():
            raise MediaError("bad-wave", "the engine made samples that are not numbers: retry with another seed")
        return block


@dataclass(slots=True)
class _Piece:
    """A segment's file and how it blends into its neighbours."""

    data: Samples
    start: int
    equal_power: bool
    fade_in: int = 0
    fade_out: int = 0

    @property
    def end(self) -> int:
        return self.start + int(self.data.shape[1])

    @classmethod
    def open(cls, wave: Wave, channels: int, *, equal_power: bool) -> _Piece:
        try:
            data = np.load(Path(wave.path), mmap_mode="r", allow_pickle=False)
        except (OSError, ValueError, EOFError) as error:
            raise MediaError("bad-wave", f"a finished segment cannot be read: {error}") from None
        if data.dtype != np.float32 or data.shape != (channels, wave.samples):
            raise MediaError(
                "bad-wave",
                f"a finished segment is {data.dtype} {data.shape}, not float32 {(channels, wave.samples)}",
            )
        return cls(data, wave.start, equal_power)

    def read(self, first: int, last: int) -> Samples:
        part: Samples = self.data[:, first - self.start : last - self.start]
        whole = first >= self.start + self.fade_in and last <= self.end - self.fade_out
        return part if whole else part * self._gain(first, last)

    def _gain(self, first: int, last: int) -> Samples:
        """Half-sample centred, so that the two sides of a crossfade, or their squares, add up to one."""
        at = np.arange(first, last) + 0.5
        rise = (at - self.start) / self.fade_in if self.fade_in else np.ones(last - first)
        fall = (self.end - at) / self.fade_out if self.fade_out else np.ones(last - first)
        share = np.clip(np.minimum(rise, fall), 0.0, 1.0)
        return (np.sin(np.pi / 2 * share) if self.equal_power else share).astype(np.float32)


def _fitted(pieces: list[_Piece]) -> list[_Piece]:
    """The pieces in order, each with its fades. Two may overlap, three may not."""
    pieces.sort(key=lambda piece: piece.start)
    for before, after in zip(pieces, pieces[2:], strict=False):
        if after.start < before.end:
            raise MediaError("bad-wave", "more than two segments overlap at one moment")
    for left, right in pairwise(pieces):
        if right.end < left.end:
            raise MediaError("bad-wave", "one segment lies inside another")
        left.fade_out = right.fade_in = max(0, left.end - right.start)
    return pieces
