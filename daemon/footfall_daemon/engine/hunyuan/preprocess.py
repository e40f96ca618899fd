"""Pictures on their way into the encoders: from levels to numbers, and into the windows that Synchformer sees.

They come at the encoders' own sizes: the media child resizes them, because it alone holds whole frames.
"""

from __future__ import annotations

from typing import Final

import torch
from torch import Tensor

from footfall_daemon.engine.hunyuan.synchformer import FRAMES

HOP: Final = 8
"""Frames from one window to the next: they overlap by half."""


def scaled(frames: Tensor, dtype: torch.dtype) -> Tensor:
    """uint8 (..., height, width, 3) -> (..., 3, height, width) within -1..1"""
    return ((frames.movedim(-1, -3).float() / 255 - 0.5) / 0.5).to(dtype)


def windows(frames: Tensor) -> Tensor:
    """(frames, ...) -> (windows, 16, ...), without a copy; what follows the last whole window is left out.

    Fewer than 16 frames make one window: the last is held.
    """
    if len(frames) < FRAMES:
        held = frames[-1:].expand(FRAMES - len(frames), *frames.shape[1:])
        frames = torch.cat([frames, held])
    return frames.unfold(0, FRAMES, HOP).movedim(-1, 1)


def window_count(frames: int) -> int:
    return (max(frames, FRAMES) - FRAMES) // HOP + 1
