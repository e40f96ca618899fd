"""Requests for tests, stepped together or alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from footfall_daemon.engine.hunyuan.denoiser import Conditions, Denoiser, Denoising
from footfall_daemon.engine.hunyuan.dit import DiT
from footfall_daemon.engine.hunyuan.sampler import LOSSLESS, Options, noise
from tests.engine.hunyuan.tiny import conditions


@dataclass(frozen=True)
class Request:
    na: int
    nv: int
    windows: int
    nt: int
    guidance: float
    steps: int
    joins: int
    """Steps of the others before it comes."""
    seed: int
    options: Options = LOSSLESS

    @property
    def conditions(self) -> Conditions:
        return conditions(self.nv, 8 * self.windows, self.nt, self.seed)

    @property
    def noise(self) -> torch.Tensor:
        return noise(self.seed, 128, self.na)

    def start(self, denoiser: Denoiser) -> Denoising:
        return denoiser.start(
            self.noise, self.conditions, guidance=self.guidance, steps=self.steps, options=self.options
        )


MIX = [
    Request(na=50, nv=8, windows=2, nt=5, guidance=4.5, steps=3, joins=0, seed=1),
    Request(na=23, nv=9, windows=1, nt=7, guidance=1.0, steps=4, joins=0, seed=2),
    Request(na=74, nv=12, windows=3, nt=3, guidance=2.0, steps=3, joins=0, seed=3),
]
HASTY = Options(solver="ab2", guidance_interval=(0.4, 0.8), reuse=0.3)


def together(denoiser: Denoiser, requests: Sequence[Request]) -> list[Denoising]:
    """All in one running set, each from its time on and until its end."""
    states = [request.start(denoiser) for request in requests]
    step = 0
    while any(state.progress < 1 for state in states):
        present = zip(requests, states, strict=True)
        denoiser.step([state for request, state in present if request.joins <= step])
        step += 1
    return states


def alone(dit: DiT, request: Request) -> torch.Tensor:
    denoiser = Denoiser(dit)
    state = request.start(denoiser)
    while state.progress < 1:
        denoiser.step([state])
    return state.latents
