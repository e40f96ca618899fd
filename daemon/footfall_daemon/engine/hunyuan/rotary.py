"""Rotary positions: which token stands where, and the turning of queries and keys by it."""

from __future__ import annotations

from typing import NamedTuple

import torch

BASE = 10_000.0


class Rotary(NamedTuple):
    """Tables [rows, 1, head] in fp32, laid out for `rotate`; made once for a set of clips, read in every block."""

    cos: torch.Tensor
    sin: torch.Tensor
    """Negative at even places: these take the odd neighbour away."""


def rotary(positions: torch.Tensor, head: int) -> Rotary:
    frequencies = BASE ** -(torch.arange(0, head, 2, dtype=torch.float32, device=positions.device) / head)
    angles = torch.outer(positions.float(), frequencies).unsqueeze(1)  # (rows, 1, head / 2)
    sin = angles.sin()
    return Rotary(angles.cos().repeat_interleave(2, dim=-1), torch.stack((-sin, sin), dim=-1).flatten(-2))


def rotate(x: torch.Tensor, table: Rotary) -> torch.Tensor:
    """x [rows, heads, head]: adjacent pairs turned by their angle, in fp32, rounded to the precision of `x`."""
    wide = x.float()
    swapped = wide.reshape(*wide.shape[:-1], -1, 2).flip(-1).flatten(-2)
    return torch.addcmul(wide * table.cos, swapped, table.sin).to(x.dtype)


def nearest(length: int, source: int) -> torch.Tensor:
    """For each of `length` places the one of `source` places that it takes, as a nearest-exact stretch has it.

    Ratio and product are rounded to fp32, as the model was trained: exact arithmetic differs at some lengths.
    """
    ratio = torch.tensor(source, dtype=torch.float32) / length
    centres = torch.arange(length, dtype=torch.float32) + 0.5
    return (centres * ratio).floor().long().clamp_(max=source - 1)


def interleaved(audio: int, visual: int) -> torch.Tensor:
    """Positions of a clip's audio tokens, then its visual ones, where both attend together: even and odd."""
    return torch.cat((2 * torch.arange(audio), 2 * nearest(visual, audio) + 1))
