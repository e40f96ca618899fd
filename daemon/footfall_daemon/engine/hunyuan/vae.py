"""The decoder of HunyuanVideo-Foley's audio autoencoder: latents to a waveform at 48 kHz.

The continuous form of the Descript Audio Codec (Kumar et al. 2023). Its encoder is never built.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Final, Self

import torch
from torch import Tensor, nn

from footfall_daemon.engine.hunyuan.checkpoint import Checkpoint, open_checkpoint
from footfall_daemon.engine.hunyuan.weights import load

_UNUSED: Final = ("encoder.", "quant_conv.")
"""Names in the published file begin so where only an encoder would need them."""

_DILATIONS: Final = (1, 3, 9)
_REACH: Final = 10
"""Latents that a sample depends on before and after its own, at the published strides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VaeConfig:
    """Sizes of the published decoder, where nothing else is said."""

    latent_channels: int = 128
    decoder_channels: int = 2048
    strides: tuple[int, ...] = (8, 5, 4, 3, 2)

    @property
    def samples_per_latent(self) -> int:
        return prod(self.strides)

    @classmethod
    def of(cls, checkpoint: Checkpoint) -> Self:
        """From a checkpoint with folded weights. Raises `WeightsError`."""
        channels, latent_channels, _ = checkpoint.shape("decoder.model.0.weight", 3)
        numbers = range(1, checkpoint.count("decoder.model.") - 2)  # between one layer before and two after them
        strides = tuple(checkpoint.shape(f"decoder.model.{n}.block.1.weight", 3)[-1] // 2 for n in numbers)
        return cls(latent_channels=latent_channels, decoder_channels=channels, strides=strides)


def load_vae(path: Path, *, device: torch.device, dtype: torch.dtype = torch.float32) -> Vae:
    """Raises `WeightsError`."""
    checkpoint = open_checkpoint(path).without(_UNUSED).folded()
    with torch.device("meta"):
        vae = Vae(VaeConfig.of(checkpoint))
    load(vae, checkpoint, device=device, dtype=dtype)
    return vae


class Vae(nn.Module):
    """Attributes are named as in the published checkpoint."""

    def __init__(self, config: VaeConfig) -> None:
        super().__init__()
        self.post_quant_conv = nn.Conv1d(config.latent_channels, config.latent_channels, 1)
        self.decoder = _Decoder(config)
        self._samples = config.samples_per_latent

    def forward(self, latents: Tensor) -> Tensor:
        """(batch, latent channels, length) -> (batch, 1, length x samples per latent), within -1..1."""
        wave: Tensor = self.decoder(self.post_quant_conv(latents))
        return wave

    def decode(self, latents: Tensor, chunk: int) -> Tensor:
        """The same, up to rounding, in parts of `chunk` latents, so that memory does not grow with the length.

        Each part takes 20 more latents along, and their work: chunks of 200 cost a tenth more.
        """
        length = latents.shape[-1]
        parts = []
        for first in range(0, length, chunk):
            last = min(first + chunk, length)
            start, stop = max(0, first - _REACH), min(last + _REACH, length)
            wave = self(latents[..., start:stop])
            parts.append(wave[..., (first - start) * self._samples : (last - start) * self._samples])
        return torch.cat(parts, dim=-1)


class _Decoder(nn.Module):
    def __init__(self, config: VaeConfig) -> None:
        super().__init__()
        channels = [config.decoder_channels // 2**block for block in range(len(config.strides) + 1)]
        blocks = [
            _Upsampling(wide, narrow, stride)
            for wide, narrow, stride in zip(channels, channels[1:], config.strides, strict=False)
        ]
        self.model = nn.Sequential(
            nn.Conv1d(config.latent_channels, channels[0], 7, padding=3),
            *blocks,
            _Snake(channels[-1]),
            nn.Conv1d(channels[-1], 1, 7, padding=3),
        )

    def forward(self, latents: Tensor) -> Tensor:
        return torch.tanh(self.model(latents))


class _Upsampling(nn.Module):
    """(batch, wide, length) -> (batch, narrow, length x stride)"""

    def __init__(self, wide: int, narrow: int, stride: int) -> None:
        super().__init__()
        self.block = nn.Sequential(
            _Snake(wide),
            nn.ConvTranspose1d(
                wide, narrow, 2 * stride, stride, padding=(stride + 1) // 2, output_padding=stride % 2
            ),
            *(_Residual(narrow, dilation) for dilation in _DILATIONS),
        )

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.block(x)
        return y


class _Residual(nn.Module):
    def __init__(self, channels: int, dilation: int) -> None:
        super().__init__()
        self.block = nn.Sequential(
            _Snake(channels),
            nn.Conv1d(channels, channels, 7, dilation=dilation, padding=3 * dilation),
            _Snake(channels),
            nn.Conv1d(channels, channels, 1),
        )

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = x + self.block(x)
        return y


class _Snake(nn.Module):
    """x + sin(alpha x)^2 / alpha: a periodic activation (Ziyin et al. 2020), with a frequency per channel."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.alpha = nn.Parameter(torch.ones(1, channels, 1))

    def forward(self, x: Tensor) -> Tensor:
        return torch.addcdiv(x, torch.sin(self.alpha * x).square_(), self.alpha + 1e-9)
