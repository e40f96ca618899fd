"""SigLIP2's vision tower (Tschannen et al. 2025): what is in a picture, in one vector.

The network is the one of the `transformers` library; the text tower that is published with it is never read.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import torch
from torch import Tensor

from footfall_daemon.engine.hunyuan.preprocess import scaled
from footfall_daemon.engine.hunyuan.pretrained import demand, network_of, tensors_in
from footfall_daemon.engine.hunyuan.sizes import FEATURES
from footfall_daemon.engine.hunyuan.weights import load

if TYPE_CHECKING:
    from transformers.models.siglip.modeling_siglip import SiglipVisionModel

SIDE: Final = 512
_AT_ONCE: Final = 8
"""Frames: 8192 tokens fill a large device, and need a third of a GiB in fp32."""


def load_siglip(folder: Path, device: torch.device, dtype: torch.dtype) -> Siglip:
    """Raises `WeightsError`."""
    tower = network_of(folder, "vision_config", _tower)
    demand(folder, tower.config, image_size=SIDE, hidden_size=FEATURES)
    load(tower, tensors_in(folder).below("vision_model."), device=device, dtype=dtype)
    places = torch.arange(tower.embeddings.num_positions, device=device)[None]  # no file holds them
    tower.embeddings.register_buffer("position_ids", places, persistent=False)
    return Siglip(tower, device, dtype)


class Siglip:
    def __init__(self, tower: SiglipVisionModel, device: torch.device, dtype: torch.dtype) -> None:
        self.network = tower
        self._device = device
        self._dtype = dtype

    def encode(self, frames: Tensor) -> Tensor:
        """uint8 (frames, 512, 512, 3), anywhere -> fp32 (frames, 768) on the device: pooled, of any length."""
        return torch.cat([self._pooled(some.to(self._device)) for some in torch.split(frames, _AT_ONCE)])

    def _pooled(self, frames: Tensor) -> Tensor:
        pooled: Tensor = self.network(scaled(frames, self._dtype)).pooler_output
        return pooled.float()


def _tower(config: dict[str, Any]) -> SiglipVisionModel:
    from transformers.models.siglip.configuration_siglip import SiglipVisionConfig
    from transformers.models.siglip.modeling_siglip import SiglipVisionModel

    return SiglipVisionModel(SiglipVisionConfig.from_dict(config, attn_implementation="sdpa"))
