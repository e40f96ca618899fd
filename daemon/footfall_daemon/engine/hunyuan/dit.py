"""The diffusion transformer of HunyuanVideo-Foley: latents, a time and conditions in, a velocity out.

One form for every use: sequences of any clips, packed. What does not change from step to step is projected once
(`prepare`), what depends on the time alone is tabulated (`tabulate`). Parameter names are the published ones.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import torch
import torch.nn.functional as F
from torch import nn

from footfall_daemon.engine.hunyuan.blocks import TRIPLE_EPS, SingleBlock, TripleBlock
from footfall_daemon.engine.hunyuan.layers import Gated, Linear, PointConv
from footfall_daemon.engine.hunyuan.packing import SYNC_PERIOD, Branch, Packing
from footfall_daemon.engine.hunyuan.rotary import rotary
from footfall_daemon.engine.hunyuan.sizes import FEATURES, LATENT_CHANNELS, Sizes
from footfall_daemon.engine.hunyuan.small import Small

TIME_FREQUENCIES = 128


@dataclass(frozen=True, slots=True)
class Moments:
    """What the network makes of times alone, a row for each."""

    vec: torch.Tensor
    """[moments, width]"""
    modulation: torch.Tensor
    """[triple blocks, 2, moments, 3, 3, width]: of the audio and the visual stream."""

    def at(self, moment: int) -> Moments:
        return Moments(self.vec[moment : moment + 1], self.modulation[:, :, moment : moment + 1])

    @classmethod
    def joined(cls, parts: Sequence[Moments]) -> Moments:
        return cls(torch.cat([part.vec for part in parts]), torch.cat([part.modulation for part in parts], dim=2))


class AudioEmbedder(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.proj = PointConv(LATENT_CHANNELS, width)


class TextEmbedder(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.linear_1 = Linear(FEATURES, width)
        self.linear_2 = Linear(width, width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = self.linear_2(F.silu(self.linear_1(x)))
        return out


class TimeEmbedder(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.mlp = nn.Sequential(Linear(2 * TIME_FREQUENCIES, width), nn.SiLU(), Linear(width, width))


def sinusoid(times: torch.Tensor) -> torch.Tensor:
    """[moments] -> fp32 [moments, 256]."""
    places = torch.arange(TIME_FREQUENCIES, dtype=torch.float32, device=times.device)
    angles = torch.outer(times.float(), torch.exp(-math.log(10_000) * places / TIME_FREQUENCIES))
    return torch.cat((angles.cos(), angles.sin()), dim=-1)


class FinalLayer(nn.Module):
    """Published with a modulation that the original computes and drops: it is not part of the trained function."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.linear = Linear(width, LATENT_CHANNELS)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = self.linear(F.layer_norm(x.float(), x.shape[-1:], eps=TRIPLE_EPS).to(x.dtype))
        return out


class DiT(nn.Module):
    def __init__(self, sizes: Sizes) -> None:
        """For inference: no parameter wants a gradient. Built on the meta device and filled by `weights.load`."""
        super().__init__()
        width = sizes.width
        self.sizes = sizes
        self.sync_pos_emb = nn.Parameter(torch.empty(1, 1, SYNC_PERIOD, FEATURES))
        self.empty_clip_feat = nn.Parameter(torch.empty(1, FEATURES))
        self.empty_sync_feat = nn.Parameter(torch.empty(1, FEATURES))
        self.audio_embedder = AudioEmbedder(width)
        self.visual_proj = Gated(
            w1=Linear(FEATURES, width, bias=False),
            w2=Linear(width, width, bias=False),
            w3=Linear(FEATURES, width, bias=False),
        )
        self.cond_in = TextEmbedder(width)
        self.time_in = TimeEmbedder(width)
        self.sync_in = nn.Sequential(
            Linear(FEATURES, width),
            nn.SiLU(),
            Gated(
                w1=PointConv(width, sizes.conv_inner, bias=False),
                w2=PointConv(sizes.conv_inner, width, bias=False),
                w3=PointConv(width, sizes.conv_inner, bias=False),
            ),
        )
        last = sizes.triple_blocks - 1
        self.triple_blocks = nn.ModuleList(TripleBlock(sizes, last=n == last) for n in range(sizes.triple_blocks))
        self.single_blocks = nn.ModuleList(SingleBlock(sizes) for _ in range(sizes.single_blocks))
        self.final_layer = FinalLayer(width)
        self.requires_grad_(False)

    def use(self, small: Small) -> None:
        """These small operations from now on."""
        for module in self.modules():
            if isinstance(module, TripleBlock | SingleBlock | Gated):
                module.small = small

    @property
    def dtype(self) -> torch.dtype:
        """In which the matrix products compute, weights of eight bits too: their biases are not quantised."""
        return self.final_layer.linear.bias.dtype

    @property
    def device(self) -> torch.device:
        return self.sync_pos_emb.device

    def forward(
        self,
        x: torch.Tensor,
        t: torch.Tensor,
        clip_feat: torch.Tensor,
        cond: torch.Tensor,
        sync_feat: torch.Tensor,
    ) -> torch.Tensor:
        """The velocity of a dense batch, fp32 [B,128,na].

        x [B,128,na], t [B] in 0..1000, clip_feat [B,nv,768], cond [B,nt,768], sync_feat [B,ns,768].
        """
        branches = [self.seeing(x.shape[-1], *row) for row in zip(clip_feat, sync_feat, cond, strict=True)]
        packing = Packing.of(branches, range(len(branches)), self.unseen())
        out = self.velocity(x.mT.flatten(0, 1), packing, self.tabulate(t))
        return out.view(len(x), -1, LATENT_CHANNELS).mT

    def seeing(self, length: int, clip_feat: torch.Tensor, sync_feat: torch.Tensor, text: torch.Tensor) -> Branch:
        """The sequence of `length` latents that follows a picture, [nv,768] and [ns,768], and a text, [nt,768]."""
        sync = self._synchronised(sync_feat.to(self.dtype))
        return Branch(length, self._visual(clip_feat), len(sync_feat), sync, self._text(text))

    def unseeing(self, length: int, nv: int, ns: int, text: torch.Tensor) -> Branch:
        """The same for the text alone: a picture of `nv` and `ns` vectors of which nothing is seen."""
        visual = self._visual(self.empty_clip_feat).expand(nv, -1)
        return Branch(length, visual, ns, None, self._text(text))

    def unseen(self) -> torch.Tensor:
        """[8, width]: the synchronisation rows of a picture of which nothing is seen."""
        return self._synchronised(self.empty_sync_feat.expand(SYNC_PERIOD, -1))

    def tabulate(self, times: torch.Tensor) -> Moments:
        """times [moments] in 0..1000."""
        vec = self.time_in.mlp(sinusoid(times.to(self.device)).to(self.dtype))
        signal = F.silu(vec)
        rows = [
            torch.stack((block.audio_mod(signal), block.v_cond_mod(signal))) for block in self._triple_blocks()
        ]
        return Moments(vec, torch.stack(rows))

    def velocity(self, latents: torch.Tensor, packing: Packing, moments: Moments) -> torch.Tensor:
        """fp32 [audio rows, 128] of the packed latents, likewise."""
        sync = packing.sync
        audio = self.audio_embedder.proj(latents.to(self.dtype)) + sync.rows[sync.of_audio]
        visual = packing.visual_rows
        for block, text, modulation in zip(self.triple_blocks, packing.text_rows, moments.modulation, strict=True):
            audio, visual = block(audio, visual, text, modulation, packing)
        vec = moments.vec if sync.moments is None else moments.vec[sync.moments]
        signal = F.silu(sync.rows + vec)
        audio = packing.guards.around(audio)
        for block in self.single_blocks:
            audio = block(audio, signal, packing)
        out: torch.Tensor = self.final_layer(packing.guards.within(audio))
        return out.float()

    def _triple_blocks(self) -> Iterator[TripleBlock]:
        return iter(cast("Iterable[TripleBlock]", self.triple_blocks))

    def _visual(self, clip_feat: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = self.visual_proj(clip_feat.to(self.dtype))
        return out

    def _synchronised(self, sync_feat: torch.Tensor) -> torch.Tensor:
        placed = sync_feat.reshape(-1, SYNC_PERIOD, FEATURES) + self.sync_pos_emb[0]
        out: torch.Tensor = self.sync_in(placed.flatten(0, 1))
        return out

    def _text(self, text: torch.Tensor) -> torch.Tensor:
        c = self.cond_in(text.to(self.dtype))
        table = rotary(torch.arange(len(c), device=c.device), self.sizes.head)
        return torch.stack([block.text(c, table) for block in self._triple_blocks()])


def published(sizes: Sizes) -> dict[str, torch.Size]:
    """Names and shapes of a published checkpoint: those of the network, and those that nothing reads.

    Unread are the picture's way out of the last triple block and the final layer's modulation.
    """
    with torch.device("meta"):
        read = DiT(sizes).state_dict()
        last = TripleBlock(sizes).state_dict(prefix=f"triple_blocks.{sizes.triple_blocks - 1}.")
        final = Linear(sizes.width, 2 * sizes.width).state_dict(prefix="final_layer.adaLN_modulation.1.")
    return {name: tensor.shape for name, tensor in (read | last | final).items()}
