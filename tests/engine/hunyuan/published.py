"""Random weights in the published layouts, at any size: what the files hold that a network uses, and what not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

from footfall_daemon.engine.hunyuan.synchformer import Synchformer, SynchformerConfig
from footfall_daemon.engine.hunyuan.vae import Vae, VaeConfig

SHARED = Path(__file__).resolve().parents[4] / "shared"
"""Material beside a checkout of the project; it is not part of it."""

TINY_VAE = VaeConfig(latent_channels=8, decoder_channels=32, strides=(8, 5, 4, 3, 2))
TINY_SYNCHFORMER = SynchformerConfig(width=24, depth=2, heads=2)


def vae_tensors(config: VaeConfig = TINY_VAE) -> dict[str, Tensor]:
    tensors = _normalised(Vae(config))
    unused = {"encoder.block.0.bias": torch.zeros(4), "quant_conv.weight": torch.zeros(16, 8, 1)}
    return tensors | unused


def synchformer_tensors(config: SynchformerConfig = TINY_SYNCHFORMER) -> dict[str, Tensor]:
    """Everything is random: what stands still in a new network would hide a mistake."""
    names = Synchformer(config).state_dict()
    tensors = {f"vfeat_extractor.{name}": 0.2 * torch.randn_like(tensor) for name, tensor in names.items()}
    unused = {"vfeat_extractor.patch_embed.proj.bias": torch.zeros(4), "aproj.bias": torch.zeros(4)}
    return tensors | unused


def listed_shapes(name: str) -> dict[str, torch.Size]:
    """Names and shapes of a published file, from the reference."""
    lines = (SHARED / "reference" / name).read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines)
    return {key: torch.Size(int(n) for n in shape.strip("()").split(",") if n.strip()) for key, shape in pairs}


def _normalised(vae: nn.Module) -> dict[str, Tensor]:
    """With the weight of every convolution of the decoder as a direction and a gain for each place of axis 0."""
    tensors: dict[str, Tensor] = {}
    for name, tensor in vae.state_dict().items():
        if name.startswith("decoder.") and name.endswith(".weight"):
            tensors |= _with_gain(name, tensor)
        else:
            tensors[name] = tensor
    return tensors


def _with_gain(name: str, weight: Tensor) -> Mapping[str, Tensor]:
    norm = torch.linalg.vector_norm(weight, dim=(1, 2), keepdim=True)
    return {f"{name}_g": norm, f"{name}_v": 3 * weight}
