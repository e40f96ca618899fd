"""Synchformer's visual branch (Iashin et al. 2024): what happens in a picture, and when, eight times per window.

A video transformer with divided attention over time and space (Bertasius et al. 2021). The class token sees
everything and is seen by all; it is dropped in the end, and a last layer sums up each time slot.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from footfall_daemon.engine.hunyuan.checkpoint import Checkpoint, open_checkpoint
from footfall_daemon.engine.hunyuan.weights import load

_PREFIX: Final = "vfeat_extractor."
"""Names in the published file begin so; what else it holds hears or aligns, and is not used."""
_UNUSED: Final = ("patch_embed.",)
"""An embedding of single pictures that the branch inherited."""

FRAMES: Final = 16
"""In a window."""
SIDE: Final = 224
_PATCH: Final = (2, 16, 16)
_SLOTS: Final = FRAMES // _PATCH[0]
_PLACES: Final = (SIDE // _PATCH[1]) * (SIDE // _PATCH[2])
_EPS: Final = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class SynchformerConfig:
    """Sizes of the published branch, where nothing else is said."""

    width: int = 768
    depth: int = 12
    heads: int = 12

    @classmethod
    def of(cls, checkpoint: Checkpoint, heads: int) -> Self:
        """From a checkpoint, which does not tell the number of heads. Raises `WeightsError`."""
        width = checkpoint.shape("cls_token", 3)[-1]
        return cls(width=width, depth=checkpoint.count("blocks."), heads=heads)


def load_synchformer(path: Path, *, device: torch.device, dtype: torch.dtype, heads: int = 12) -> Synchformer:
    """Raises `WeightsError`."""
    checkpoint = open_checkpoint(path).below(_PREFIX).without(_UNUSED)
    with torch.device("meta"):
        synchformer = Synchformer(SynchformerConfig.of(checkpoint, heads))
    load(synchformer, checkpoint, device=device, dtype=dtype)
    return synchformer


class Synchformer(nn.Module):
    """Attributes are named as in the published checkpoint."""

    def __init__(self, config: SynchformerConfig) -> None:
        super().__init__()
        width = config.width
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.pos_embed = nn.Parameter(torch.zeros(1, 1 + _PLACES, width))
        self.temp_embed = nn.Parameter(torch.zeros(1, _SLOTS, width))
        self.patch_embed_3d = _PatchEmbedding(width)
        self.blocks = nn.ModuleList(_Block(config) for _ in range(config.depth))
        self.norm = nn.LayerNorm(width, _EPS)
        self.spatial_attn_agg = _Summary(config)

    def forward(self, windows: Tensor) -> Tensor:
        """(windows, 16, 3, 224, 224) within -1..1 -> (windows, 8, width). Windows do not see each other."""
        x = self._embedded(windows)
        for block in self.blocks:
            x = block(x)
        x = self.norm(x[:, 1:])
        slots: Tensor = self.spatial_attn_agg(x.reshape(-1, _PLACES, x.shape[-1]))
        return slots.reshape(-1, _SLOTS, x.shape[-1])

    def _embedded(self, windows: Tensor) -> Tensor:
        """(windows, 1 + slots x places, width): the class token, then time by time, row by row."""
        x = self.patch_embed_3d(windows) + self.temp_embed[:, :, None] + self.pos_embed[:, None, 1:]
        first = self.cls_token + self.pos_embed[:, :1]
        return torch.cat([first.expand(len(x), -1, -1), x.flatten(1, 2)], dim=1)


class _PatchEmbedding(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.proj = nn.Conv3d(3, width, _PATCH, stride=_PATCH)

    def forward(self, windows: Tensor) -> Tensor:
        """(windows, 16, 3, 224, 224) -> (windows, slots, places, width)"""
        x: Tensor = self.proj(windows.transpose(1, 2))
        return x.flatten(3).permute(0, 2, 3, 1)


class _Block(nn.Module):
    def __init__(self, config: SynchformerConfig) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(config.width, _EPS)
        self.attn = _DividedAttention(config, over_time=False)
        self.timeattn = _DividedAttention(config, over_time=True)
        self.norm2 = nn.LayerNorm(config.width, _EPS)
        self.mlp = _Mlp(config.width)
        self.norm3 = nn.LayerNorm(config.width, _EPS)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.timeattn(self.norm3(x))
        x = x + self.attn(self.norm1(x))
        mixed: Tensor = x + self.mlp(self.norm2(x))
        return mixed


class _DividedAttention(nn.Module):
    """A token sees the class token and those of its own place, over time, or of its own time, over space."""

    def __init__(self, config: SynchformerConfig, *, over_time: bool) -> None:
        super().__init__()
        self._heads = config.heads
        self._over_time = over_time
        self.qkv = nn.Linear(config.width, 3 * config.width)
        self.proj = nn.Linear(config.width, config.width)

    def forward(self, x: Tensor) -> Tensor:
        """(windows, 1 + slots x places, width) -> the same"""
        windows, tokens, _ = x.shape
        qkv = self.qkv(x).view(windows, tokens, 3, self._heads, -1).permute(2, 0, 3, 1, 4)
        q, k, v = qkv.flatten(1, 2)  # (windows x heads, tokens, head width)
        first = F.scaled_dot_product_attention(q[:, None, :1], k[:, None], v[:, None])
        seen = torch.cat([first[:, 0], self._in_groups(q, k, v)], dim=1)
        out: Tensor = self.proj(seen.view(windows, self._heads, tokens, -1).transpose(1, 2).flatten(2))
        return out

    def _in_groups(self, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        """Groups stand where attention expects heads: neither see each other."""
        q, k, v = (self._grouped(tokens) for tokens in (q, k, v))
        out = F.scaled_dot_product_attention(q[:, :, 1:], k, v)
        if self._over_time:
            out = out.transpose(1, 2)
        return out.flatten(1, 2)

    def _grouped(self, tokens: Tensor) -> Tensor:
        """(batch, tokens, head width) -> (batch, groups, 1 + members, head width)"""
        groups = tokens[:, 1:].reshape(len(tokens), _SLOTS, _PLACES, -1)
        if self._over_time:
            groups = groups.transpose(1, 2)
        first = tokens[:, None, :1].expand(-1, groups.shape[1], -1, -1)
        return torch.cat([first, groups], dim=2)


class _Mlp(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(width, 4 * width)
        self.fc2 = nn.Linear(4 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.fc2(F.gelu(self.fc1(x)))
        return out


class _Summary(nn.Module):
    """One encoder layer over a class token and the tokens of a time slot, of which only that token comes out."""

    def __init__(self, config: SynchformerConfig) -> None:
        super().__init__()
        width = config.width
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.self_attn = _ClassAttention(config)
        self.linear1 = nn.Linear(width, 4 * width)
        self.linear2 = nn.Linear(4 * width, width)
        self.norm1 = nn.LayerNorm(width, _EPS)
        self.norm2 = nn.LayerNorm(width, _EPS)

    def forward(self, places: Tensor) -> Tensor:
        """(slots, places, width) -> (slots, 1, width)"""
        first = self.cls_token.expand(len(places), -1, -1)
        x = first + self.self_attn(self.norm1(torch.cat([first, places], dim=1)))
        summed: Tensor = x + self.linear2(F.gelu(self.linear1(self.norm2(x))))
        return summed


class _ClassAttention(nn.Module):
    """Self-attention with the packed weights of `nn.MultiheadAttention`, of which the first token alone asks."""

    def __init__(self, config: SynchformerConfig) -> None:
        super().__init__()
        self._heads = config.heads
        self.in_proj_weight = nn.Parameter(torch.empty(3 * config.width, config.width))
        self.in_proj_bias = nn.Parameter(torch.empty(3 * config.width))
        self.out_proj = nn.Linear(config.width, config.width)

    def forward(self, x: Tensor) -> Tensor:
        """(batch, tokens, width) -> (batch, 1, width)"""
        width = x.shape[-1]
        query = F.linear(x[:, :1], self.in_proj_weight[:width], self.in_proj_bias[:width])
        seen = F.linear(x, self.in_proj_weight[width:], self.in_proj_bias[width:])
        q, k, v = (
            part.reshape(*part.shape[:2], self._heads, -1).transpose(1, 2)
            for part in (query, *seen.chunk(2, dim=-1))
        )
        out: Tensor = self.out_proj(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2))
        return out
