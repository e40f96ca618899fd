"""A card of a given size that is really a share of the machine's memory, so that other programs can take of it.

In use on it is what is resident of the engine's process and of every process listed in a folder, by a file named
after its pid: an editor of the tests, or any other. A process that is gone counts nothing. What would be in use
beyond the card's size is out of memory.

The daemon does not know this card: for it the device is the machine. `headroom_beside` makes its budget the same.
"""

from __future__ import annotations

import mmap
from contextlib import suppress
from pathlib import Path

import psutil
import torch

_MIB = 2**20


class Card:
    def __init__(self, size: int, editors: str) -> None:
        """`size` in bytes, 0: no limit; `editors`: the folder of pids, or nothing."""
        self._size = size
        self._editors = Path(editors) if editors else None

    def take(self, count: int) -> torch.Tensor:
        """That many bytes, touched. Raises `torch.OutOfMemoryError` where the card has no room for them."""
        used = resident() + self._taken_by_others()
        if self._size and used + count > self._size:
            raise torch.OutOfMemoryError(f"{count} bytes asked for, {used} of {self._size} in use")
        # Straight from the system, and back there when the tensor dies: malloc would keep small blocks.
        return torch.frombuffer(mmap.mmap(-1, max(1, count)), dtype=torch.uint8).fill_(1)

    def _taken_by_others(self) -> int:
        if self._editors is None:
            return 0
        return sum(resident(int(file.name)) for file in self._editors.iterdir())


def resident(pid: int | None = None) -> int:
    """Bytes; none where the process is gone."""
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).memory_info().rss
    return 0


def headroom_beside(card: int) -> int:
    """`memory.headroom`, in MiB, that leaves the daemon a budget of `card` bytes while nobody else moves."""
    return max(0, psutil.virtual_memory().available - card) // _MIB
