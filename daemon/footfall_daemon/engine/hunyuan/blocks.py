"""The transformer's two kinds of block, over packed sequences: each clip attends to its own rows only."""

from __future__ import annotations

import torch
from torch import nn

from footfall_daemon.engine.hunyuan.attention import Spans, attend
from footfall_daemon.engine.hunyuan.layers import (
    MLP,
    Gated,
    HeadNorm,
    Linear,
    Modulation,
    ModulationProjection,
    TimeConv,
)
from footfall_daemon.engine.hunyuan.packing import Packing
from footfall_daemon.engine.hunyuan.rotary import Rotary, rotate
from footfall_daemon.engine.hunyuan.sizes import Sizes
from footfall_daemon.engine.hunyuan.small import PLAIN

TRIPLE_EPS = 1e-6
SINGLE_EPS = 1e-5
SINGLE_HEAD_EPS = torch.finfo(torch.float32).eps


class TripleBlock(nn.Module):
    """Audio and picture attend together, then each to the text, then each has its MLP.

    Nothing reads the picture after the last block: there it lends keys and values, and has no weights for more.
    """

    def __init__(self, sizes: Sizes, *, last: bool = False) -> None:
        super().__init__()
        width, head = sizes.width, sizes.head
        self.small = PLAIN
        self._heads = (sizes.heads, head)
        self._last = last
        self.audio_mod = ModulationProjection(width, 3)
        self.audio_self_attn_qkv = Linear(width, 3 * width)
        self.audio_self_q_norm = HeadNorm(head, TRIPLE_EPS)
        self.audio_self_k_norm = HeadNorm(head, TRIPLE_EPS)
        self.audio_self_proj = Linear(width, width)
        self.v_cond_mod = ModulationProjection(width, 3)
        self.v_cond_attn_qkv = Linear(width, 3 * width)
        self.v_cond_attn_q_norm = HeadNorm(head, TRIPLE_EPS)
        self.v_cond_attn_k_norm = HeadNorm(head, TRIPLE_EPS)
        self.audio_cross_q = Linear(width, width)
        self.text_cross_kv = Linear(width, 2 * width)
        self.audio_cross_q_norm = HeadNorm(head, TRIPLE_EPS)
        self.text_cross_k_norm = HeadNorm(head, TRIPLE_EPS)
        self.audio_cross_proj = Linear(width, width)
        self.audio_mlp = MLP(width, 4 * width)
        if not last:
            self.v_cond_self_proj = Linear(width, width)
            self.v_cond_cross_q = Linear(width, width)
            self.v_cond_cross_q_norm = HeadNorm(head, TRIPLE_EPS)
            self.v_cond_cross_proj = Linear(width, width)
            self.v_cond_mlp = MLP(width, 4 * width)

    def text(self, c: torch.Tensor, rotary: Rotary) -> torch.Tensor:
        """[nt, width] -> [2, nt, heads, head]: keys and values; they do not change from step to step."""
        keys, values = self.text_cross_kv(c).unflatten(-1, (2, *self._heads)).unbind(1)
        return torch.stack((rotate(self.text_cross_k_norm(keys), rotary), values))

    def forward(
        self,
        audio: torch.Tensor,
        visual: torch.Tensor,
        text: torch.Tensor,
        modulation: torch.Tensor,
        packing: Packing,
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """audio, visual [rows, width], text [2, rows, heads, head], modulation [2, moments, 3, 3, width]."""
        a_self, a_cross, a_mlp = Modulation.each(modulation[0], packing.audio_moments, self.small)
        v_self, v_cross, v_mlp = Modulation.each(modulation[1], packing.visual_moments, self.small)
        heard, seen = self._attend_jointly(
            a_self.enter(audio, TRIPLE_EPS), v_self.enter(visual, TRIPLE_EPS), packing
        )

        audio = a_self.leave(audio, self.audio_self_proj(heard))
        q = self.audio_cross_q_norm(self._split(self.audio_cross_q(a_cross.enter(audio, TRIPLE_EPS))))
        read = _attend_to_text(q, packing.audio_rotary, text, packing.audio, packing)
        audio = a_cross.leave(audio, self.audio_cross_proj(read))
        audio = a_mlp.leave(audio, self.audio_mlp(a_mlp.enter(audio, TRIPLE_EPS)))
        if self._last:
            return audio, visual

        visual = v_self.leave(visual, self.v_cond_self_proj(seen))
        q = self.v_cond_cross_q_norm(self._split(self.v_cond_cross_q(v_cross.enter(visual, TRIPLE_EPS))))
        read = _attend_to_text(q, packing.visual_rotary, text, packing.visual, packing)
        visual = v_cross.leave(visual, self.v_cond_cross_proj(read))
        return audio, v_mlp.leave(visual, self.v_cond_mlp(v_mlp.enter(visual, TRIPLE_EPS)))

    def _attend_jointly(
        self, audio: torch.Tensor, visual: torch.Tensor, packing: Packing
    ) -> tuple[torch.Tensor, torch.Tensor]:
        joint = packing.joint
        a_q, a_k, a_v = self.audio_self_attn_qkv(audio).unflatten(-1, (3, *self._heads)).unbind(1)
        v_q, v_k, v_v = self.v_cond_attn_qkv(visual).unflatten(-1, (3, *self._heads)).unbind(1)
        q = torch.cat((self.audio_self_q_norm(a_q), self.v_cond_attn_q_norm(v_q)))[joint.order]
        k = torch.cat((self.audio_self_k_norm(a_k), self.v_cond_attn_k_norm(v_k)))[joint.order]
        v = torch.cat((a_v, v_v))[joint.order]
        out = attend(rotate(q, joint.rotary), rotate(k, joint.rotary), v, joint.spans, joint.spans)
        back = out.flatten(1)[joint.back]
        return back[: len(audio)], back[len(audio) :]

    def _split(self, x: torch.Tensor) -> torch.Tensor:
        return x.view(len(x), *self._heads)


def _attend_to_text(
    q: torch.Tensor, rotary: Rotary, text: torch.Tensor, spans: Spans, packing: Packing
) -> torch.Tensor:
    return attend(rotate(q, rotary), text[0], text[1], spans, packing.text).flatten(1)


class SingleBlock(nn.Module):
    """Audio alone, in guarded rows: attention, then a gated convolution, each modulated token by token."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.small = PLAIN
        self._heads = (sizes.heads, sizes.head)
        width, inner = sizes.width, sizes.conv_inner
        self.modulation = ModulationProjection(width, 2)
        self.linear_qkv = Linear(width, 3 * width)
        self.linear1 = TimeConv(width, width)
        self.linear2 = Gated(
            w1=TimeConv(width, inner, bias=False),
            w2=TimeConv(inner, width, bias=False),
            w3=TimeConv(width, inner, bias=False),
        )
        self.q_norm = HeadNorm(sizes.head, SINGLE_HEAD_EPS)
        self.k_norm = HeadNorm(sizes.head, SINGLE_HEAD_EPS)

    def forward(self, x: torch.Tensor, signal: torch.Tensor, packing: Packing) -> torch.Tensor:
        """x [guarded rows, width]; signal [sync rows, width] modulates it, at the rate of the picture's."""
        attention, conv = Modulation.each(self.modulation(signal), packing.sync_of_guarded, self.small)
        guards = packing.guards
        heard = self._attend(attention.enter(x, SINGLE_EPS), packing)
        x = attention.leave(x, self.linear1(guards.clear(heard)))
        return conv.leave(x, self.linear2(guards.clear(conv.enter(x, SINGLE_EPS)), guards))

    def _attend(self, x: torch.Tensor, packing: Packing) -> torch.Tensor:
        spans, table = packing.guards.spans, packing.guards.rotary
        q, k, v = self.linear_qkv(x).unflatten(-1, (*self._heads, 3)).unbind(-1)
        q, k = rotate(self.q_norm(q), table), rotate(self.k_norm(k), table)
        return attend(q, k, v.contiguous(), spans, spans).flatten(1)
