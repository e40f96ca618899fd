"""The transformer with random weights on a device, clips to it, and a clock: what every trial is made on."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from statistics import median

import torch

from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.engine.gauge import Gauge, gauge_of
from footfall_daemon.engine.hunyuan.denoiser import Conditions, Denoiser, Denoising
from footfall_daemon.engine.hunyuan.dit import DiT, published
from footfall_daemon.engine.hunyuan.length import Length
from footfall_daemon.engine.hunyuan.sampler import noise
from footfall_daemon.engine.hunyuan.sizes import FEATURES, LATENT_CHANNELS, Sizes
from footfall_daemon.engine.hunyuan.vae import Vae, VaeConfig
from tests.benchmarks.denoising.work import TEXT
from tests.engine.hunyuan.plain import PlainDiT

STEPS = 50
GUIDANCE = 4.5
_ROWS = 16_384
"""In the products of one measurement of the peak, together."""


@dataclass(frozen=True)
class Bed:
    dit: DiT
    plain: PlainDiT
    sizes: Sizes
    device: torch.device
    dtype: torch.dtype
    gauge: Gauge

    @classmethod
    def made(cls, sizes: Sizes, device: torch.device, dtype: torch.dtype) -> Bed:
        with torch.device("meta"):
            dit = DiT(sizes).to(dtype)
        dit.to_empty(device=device)
        for name, parameter in dit.named_parameters():
            _fill(name, parameter)
        held = dict(dit.state_dict())
        for name, shape in published(sizes).items():
            if name not in held:  # read by the plain one alone
                held[name] = _fill(name, torch.empty(shape, device=device, dtype=dtype))
        # Convolutions lie tap by tap in ours: the framework's own would copy them at every call.
        plain = PlainDiT({name: tensor.contiguous() for name, tensor in held.items()})
        return cls(dit, plain, sizes, device, dtype, gauge_of(device))

    def clip(self, seconds: float, seed: int = 1) -> Clip:
        generator = torch.Generator().manual_seed(seed)
        length = Length.of(round(seconds * SAMPLE_RATE), Fraction(0))
        rows = (length.visual, length.sync, TEXT, TEXT)
        given = Conditions(*(torch.randn(n, FEATURES, generator=generator).to(self.device) for n in rows))
        return Clip(seconds, length, noise(seed, LATENT_CHANNELS, length.latents).to(self.device), given)

    def start(self, denoiser: Denoiser, clip: Clip, steps: int = STEPS) -> Denoising:
        return denoiser.start(clip.noise, clip.given, guidance=GUIDANCE, steps=steps)

    def decoder(self, channels: int) -> Vae:
        """Random, in fp32 as it always is; `channels`: the widest layer's."""
        with torch.device("meta"):
            vae = Vae(VaeConfig(decoder_channels=channels))
        vae.to_empty(device=self.device).requires_grad_(False)
        for name, parameter in vae.named_parameters():
            _fill(name, parameter)
        return vae

    def step_plainly(self, clip: Clip) -> torch.Tensor:
        """One step of one clip that computes everything anew, in the precision of ours."""
        half = torch.autocast(self.device.type, self.dtype) if self.dtype != torch.float32 else nullcontext()
        with torch.inference_mode(), torch.device(self.device), half:
            velocity = self.plain.guided(clip.noise, torch.tensor(1000.0), clip.given, GUIDANCE)
            return clip.noise - velocity / STEPS

    def seconds(self, work: Callable[[], object]) -> float:
        self.gauge.settle()
        began = time.perf_counter()
        work()
        self.gauge.settle()
        return time.perf_counter() - began

    def usual(self, work: Callable[[], object], times: int) -> float:
        """The median, after one for warming up."""
        work()
        return median(self.seconds(work) for _ in range(times))

    def peak(self, times: int) -> float:
        """Operations per second of the network's widest matrix product, at the best number of rows."""
        return max(self._rate(rows, times) for rows in (1024, 4096, _ROWS))

    def _rate(self, rows: int, times: int) -> float:
        width = self.sizes.width
        x = torch.randn(rows, width, device=self.device, dtype=self.dtype)
        weight = torch.randn(4 * width, width, device=self.device, dtype=self.dtype)
        product = partial(torch.nn.functional.linear, x, weight)
        count = _ROWS // rows
        best = min(self.seconds(lambda: [product() for _ in range(count)]) for _ in range(1 + times))
        return 8 * rows * count * width**2 / best


@dataclass(frozen=True)
class Clip:
    seconds: float
    length: Length
    noise: torch.Tensor
    given: Conditions


def _fill(name: str, tensor: torch.Tensor) -> torch.Tensor:
    """As a trained network has it in scale: nothing grows without bound, and no product meets denormal numbers."""
    with torch.no_grad():
        if name.endswith("norm.weight"):
            return tensor.fill_(1)
        return tensor.normal_(0, 0.5 / math.sqrt(math.prod(tensor.shape[1:])) if tensor.dim() > 1 else 0.02)
