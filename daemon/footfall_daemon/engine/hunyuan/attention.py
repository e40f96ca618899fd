"""Attention inside each clip of a packed matrix, never across: one variable-length kernel, or clip by clip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import torch
import torch.nn.functional as F
from torch.nn.attention.varlen import varlen_attn


@dataclass(frozen=True, slots=True)
class Spans:
    """Where each clip's rows lie in a packed matrix, with guard rows around all of them or without."""

    clips: tuple[tuple[int, int], ...]
    """First row and the one after the last."""
    rows: int
    bounds: torch.Tensor
    """int32: the clips' bounds; a guard row is a span of its own, for kernels that leave no row out."""
    longest: int

    @classmethod
    def of(cls, lengths: Sequence[int], device: torch.device, *, guarded: bool = False) -> Spans:
        gap = int(guarded)
        ends = list(accumulate(length + gap for length in lengths))
        clips = tuple((end - length, end) for length, end in zip(lengths, ends, strict=True))
        rows = ends[-1] + gap
        edges = sorted({0, rows, *(edge for clip in clips for edge in clip)})
        bounds = torch.tensor(edges, dtype=torch.int32, device=device)
        return cls(clips, rows, bounds, max(lengths))

    @property
    def lengths(self) -> list[int]:
        return [last - first for first, last in self.clips]

    @property
    def places(self) -> list[torch.Tensor]:
        """Each clip's rows, on the CPU."""
        return [torch.arange(first, last) for first, last in self.clips]


def attend(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, queries: Spans, keys: Spans) -> torch.Tensor:
    """Each clip's queries over its own keys; q, k, v and the result [rows, heads, head]. Guard rows: undefined."""
    if _has_varlen(q):
        return _attend_all(q, k, v, queries, keys)
    out = torch.empty_like(q)
    for (first, last), (start, stop) in zip(queries.clips, keys.clips, strict=True):
        out[first:last] = _attend_one(q[first:last], k[start:stop], v[start:stop])
    return out


def _has_varlen(q: torch.Tensor) -> bool:
    """The kernel is a flash one: NVIDIA from Ampere on, half precision."""
    if not q.is_cuda or torch.version.cuda is None or q.dtype not in (torch.float16, torch.bfloat16):
        return False
    return torch.cuda.get_device_capability(q.device) >= (8, 0)


def _attend_all(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, queries: Spans, keys: Spans) -> torch.Tensor:
    out = varlen_attn(q, k, v, queries.bounds, keys.bounds, queries.longest, keys.longest)
    assert isinstance(out, torch.Tensor)
    return out


def _attend_one(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
    q, k, v = (x.transpose(0, 1).unsqueeze(0) for x in (q, k, v))  # (1, heads, rows, head)
    return F.scaled_dot_product_attention(q, k, v).squeeze(0).transpose(0, 1)
