"""The transformer as its description has it: one clip, all recomputed at every step; the packed one must equal it.

Written on the weights alone, with the framework's own convolutions and complex rotations: it shares no code with
the network. The benchmark takes it for "one by one, without the savings".
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise

import torch
import torch.nn.functional as F

from footfall_daemon.engine.hunyuan.denoiser import Conditions
from footfall_daemon.engine.hunyuan.sizes import Sizes

Weights = Mapping[str, torch.Tensor]


class PlainDiT:
    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._sizes = Sizes.of({name: tensor.shape for name, tensor in weights.items()})

    def denoise(self, noise: torch.Tensor, given: Conditions, guidance: float, steps: int) -> torch.Tensor:
        x = noise
        sigmas = torch.linspace(1, 0, steps + 1)
        for now, then in pairwise(sigmas):
            x = x + self.guided(x, 1000 * now, given, guidance) * (then - now)
        return x

    def guided(self, x: torch.Tensor, t: torch.Tensor, given: Conditions, guidance: float) -> torch.Tensor:
        """Both rows as one dense batch, as classifier-free guidance is usually written."""
        empty_clip = self._weights["empty_clip_feat"].expand_as(given.clip_feat)
        empty_sync = self._weights["empty_sync_feat"].expand_as(given.sync_feat)
        if guidance <= 1:
            rows = (row[None] for row in (x, t, given.clip_feat, given.text, given.sync_feat))
            return self.velocity(*rows)[0]
        both = self.velocity(
            torch.stack((x, x)),
            torch.stack((t, t)),
            torch.stack((empty_clip, given.clip_feat)),
            torch.stack((given.negative, given.text)),
            torch.stack((empty_sync, given.sync_feat)),
        )
        return both[0] + guidance * (both[1] - both[0])

    def velocity(
        self, x: torch.Tensor, t: torch.Tensor, clip: torch.Tensor, cond: torch.Tensor, sync: torch.Tensor
    ) -> torch.Tensor:
        na = x.shape[-1]
        frequencies = torch.exp(-math.log(10_000) * torch.arange(128.0) / 128)
        angles = t[:, None] * frequencies
        vec = self._lin(torch.cat((angles.cos(), angles.sin()), -1), "time_in.mlp.0")
        vec = self._lin(F.silu(vec), "time_in.mlp.2")
        placed = (sync.reshape(len(sync), -1, 8, 768) + self._weights["sync_pos_emb"]).flatten(1, 2)
        s = self._conv_mlp(F.silu(self._lin(placed, "sync_in.0")), "sync_in.2")[:, _nearest(na, sync.shape[1])]
        c = self._lin(F.silu(self._lin(cond, "cond_in.linear_1")), "cond_in.linear_2")
        gate = F.silu(self._lin(clip, "visual_proj.w1")) * self._lin(clip, "visual_proj.w3")
        v = self._lin(gate, "visual_proj.w2")
        a = self._conv(x.mT, "audio_embedder.proj") + s
        for n in range(self._sizes.triple_blocks):
            a, v = self._triple(a, v, c, vec, f"triple_blocks.{n}.")
        for n in range(self._sizes.single_blocks):
            a = self._single(a, F.silu(s + vec[:, None]), f"single_blocks.{n}.")
        return self._lin(F.layer_norm(a, a.shape[-1:], eps=1e-6), "final_layer.linear").mT

    def _triple(
        self, a: torch.Tensor, v: torch.Tensor, c: torch.Tensor, vec: torch.Tensor, at: str
    ) -> tuple[torch.Tensor, torch.Tensor]:
        na, nv = a.shape[1], v.shape[1]
        am = self._lin(F.silu(vec), at + "audio_mod.linear")[:, None].chunk(9, -1)
        vm = self._lin(F.silu(vec), at + "v_cond_mod.linear")[:, None].chunk(9, -1)
        aq, ak, av = self._heads(self._lin(_mod(a, am[0:2]), at + "audio_self_attn_qkv"), 3)
        vq, vk, vv = self._heads(self._lin(_mod(v, vm[0:2]), at + "v_cond_attn_qkv"), 3)
        even, odd = 2 * torch.arange(na), 2 * _nearest(nv, na) + 1
        aq, ak = (_turn(self._norm(x, f"{at}audio_self_{n}_norm"), even) for x, n in ((aq, "q"), (ak, "k")))
        vq, vk = (_turn(self._norm(x, f"{at}v_cond_attn_{n}_norm"), odd) for x, n in ((vq, "q"), (vk, "k")))
        joint = _attend(torch.cat((vq, aq), 1), torch.cat((vk, ak), 1), torch.cat((vv, av), 1))
        a = a + am[2] * self._lin(joint[:, nv:], at + "audio_self_proj")
        v = v + vm[2] * self._lin(joint[:, :nv], at + "v_cond_self_proj")
        k, values = self._heads(self._lin(c, at + "text_cross_kv"), 2)
        k = _turn(self._norm(k, at + "text_cross_k_norm"), torch.arange(c.shape[1]))
        streams = []
        for x, m, name in ((a, am, "audio"), (v, vm, "v_cond")):
            (q,) = self._heads(self._lin(_mod(x, m[3:5]), f"{at}{name}_cross_q"), 1)
            q = _turn(self._norm(q, f"{at}{name}_cross_q_norm"), torch.arange(x.shape[1]))
            x = x + m[5] * self._lin(_attend(q, k, values), f"{at}{name}_cross_proj")
            inner = F.gelu(self._lin(_mod(x, m[6:8]), f"{at}{name}_mlp.fc1"), approximate="tanh")
            streams.append(x + m[8] * self._lin(inner, f"{at}{name}_mlp.fc2"))
        return streams[0], streams[1]

    def _single(self, x: torch.Tensor, signal: torch.Tensor, at: str) -> torch.Tensor:
        m = self._lin(signal, at + "modulation.linear").chunk(6, -1)
        qkv = self._lin(_mod(x, m[0:2], 1e-5), at + "linear_qkv")
        q, k, v = qkv.reshape(*x.shape[:2], self._sizes.heads, -1, 3).unbind(-1)
        places, eps = torch.arange(x.shape[1]), 1.1920929e-7
        q, k = _turn(self._norm(q, at + "q_norm", eps), places), _turn(self._norm(k, at + "k_norm", eps), places)
        x = x + m[2] * self._conv(_attend(q, k, v), at + "linear1")
        return x + m[5] * self._conv_mlp(_mod(x, m[3:5], 1e-5), at + "linear2")

    def _lin(self, x: torch.Tensor, at: str) -> torch.Tensor:
        return F.linear(x, self._weights[f"{at}.weight"], self._weights.get(f"{at}.bias"))

    def _conv(self, x: torch.Tensor, at: str) -> torch.Tensor:
        return F.conv1d(x.mT, self._weights[f"{at}.weight"], self._weights.get(f"{at}.bias"), padding="same").mT

    def _conv_mlp(self, x: torch.Tensor, at: str) -> torch.Tensor:
        return self._conv(F.silu(self._conv(x, at + ".w1")) * self._conv(x, at + ".w3"), at + ".w2")

    def _norm(self, x: torch.Tensor, at: str, eps: float = 1e-6) -> torch.Tensor:
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + eps) * self._weights[f"{at}.weight"]

    def _heads(self, x: torch.Tensor, parts: int) -> tuple[torch.Tensor, ...]:
        return x.reshape(*x.shape[:2], parts, self._sizes.heads, -1).unbind(2)


def _mod(x: torch.Tensor, m: tuple[torch.Tensor, ...], eps: float = 1e-6) -> torch.Tensor:
    return F.layer_norm(x, x.shape[-1:], eps=eps) * (1 + m[1]) + m[0]


def _turn(x: torch.Tensor, positions: torch.Tensor) -> torch.Tensor:
    head = x.shape[-1]
    angles = torch.outer(positions.double(), 10_000.0 ** (-torch.arange(0, head, 2).double() / head))
    turned = torch.view_as_complex(x.reshape(*x.shape[:-1], -1, 2)) * torch.polar(
        torch.ones_like(angles), angles
    ).to(torch.complex64).unsqueeze(1)
    return torch.view_as_real(turned).flatten(-2)


def _attend(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
    """[B, rows, heads, head] each -> [B, rows, width]."""
    out = F.scaled_dot_product_attention(q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2))
    return out.transpose(1, 2).flatten(2)


def _nearest(length: int, source: int) -> torch.Tensor:
    stretched = F.interpolate(torch.arange(float(source))[None, None], size=length, mode="nearest-exact")
    return stretched[0, 0].long()
