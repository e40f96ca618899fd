"""Files that this process leaves in the spool: each appears whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np
import torch


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """Write what shall be at `path`. Raises `OSError`; what was there before is then still there."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with unfinished.open("wb") as file:
            yield file
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def write_wave(path: Path, waveform: torch.Tensor) -> None:
    """A NumPy file of `waveform`."""
    with whole(path) as file:
        np.save(file, waveform.contiguous().numpy())
