"""A transformer of the published layout at a size for tests: random weights, and requests to it."""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch

from footfall_daemon.engine.hunyuan.checkpoint import Checkpoint
from footfall_daemon.engine.hunyuan.denoiser import Conditions
from footfall_daemon.engine.hunyuan.dit import DiT, published
from footfall_daemon.engine.hunyuan.sizes import FEATURES, Sizes
from footfall_daemon.engine.hunyuan.weights import load

TINY = Sizes(triple_blocks=2, single_blocks=2, width=32, heads=2)


def weights(sizes: Sizes = TINY) -> dict[str, torch.Tensor]:
    """Of a whole checkpoint: large enough that whatever is read wrongly shows."""
    generator = torch.Generator().manual_seed(7)
    return {name: _weight(name, shape, generator) for name, shape in published(sizes).items()}


def transformer(held: Mapping[str, torch.Tensor], dtype: torch.dtype = torch.float32) -> DiT:
    """The network that these weights are of; what lies in eight bits stays so."""
    with torch.device("meta"):
        dit = DiT(Sizes.of({name: tensor.shape for name, tensor in held.items()}))
    load(
        dit,
        Checkpoint.of_tensors("tiny", held),
        device=torch.device("cpu"),
        dtype=dtype,
        in_eight_bits=lambda name: held[name].dtype == torch.float8_e4m3fn,
    )
    return dit


def conditions(nv: int, ns: int, nt: int, seed: int = 0) -> Conditions:
    generator = torch.Generator().manual_seed(seed)
    clip, sync, text, negative = (
        torch.randn(length, FEATURES, generator=generator) for length in (nv, ns, nt, nt)
    )
    return Conditions(clip, sync, text, negative)


def _weight(name: str, shape: torch.Size, generator: torch.Generator) -> torch.Tensor:
    draw = torch.randn(shape, generator=generator)
    if name.endswith("norm.weight"):
        return 1 + 0.1 * draw
    if name.endswith("bias") or name.startswith(("sync_pos_emb", "empty")):
        return 0.1 * draw
    return 0.7 * draw / math.sqrt(math.prod(shape[1:]))
