"""What it costs a company of clips that one of them is decoded: between two of their steps, and beside them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import NamedTuple

import torch

from footfall_daemon.engine.finishing import aside
from footfall_daemon.engine.hunyuan.denoiser import Denoiser
from footfall_daemon.engine.hunyuan.engine import DECODED_AT_ONCE
from footfall_daemon.engine.hunyuan.vae import Vae
from tests.benchmarks.denoising.bed import STEPS, Bed
from tests.benchmarks.denoising.plan import Plan

_DECODED = 3
"""Clips in one run."""


class _Run(NamedTuple):
    """Seconds of a step alone, and what each clip adds that is decoded."""

    step: float
    between: float
    beside: float

    def ratio(self, company: int) -> float:
        """Clips per second, beside against between."""
        steps = STEPS * self.step / company
        return (steps + self.between) / (steps + self.beside)


@dataclass(frozen=True)
class Overlap:
    step: float
    """Seconds, of the company undisturbed."""
    between: float
    """Seconds by which a clip is decoded between two steps: all rest."""
    beside: float
    """Seconds by which the steps last longer for one that is decoded while they are made."""
    ratio: float
    """Clips per second, at 50 steps; each repetition by itself, then the median."""
    spread: tuple[float, float]


def overlap(bed: Bed, channels: int, plan: Plan) -> Overlap:
    """Both ways in turn, so that what else the machine does falls on both."""
    vae = bed.decoder(channels)
    latents = bed.clip(4).noise
    company = _Company(bed, plan, partial(_decode, vae, latents))
    company.decode()
    runs = [company.run() for _ in range(plan.times)]
    ratios = [run.ratio(plan.company) for run in runs]
    step, between, beside = (median(column) for column in zip(*runs, strict=True))
    return Overlap(step, between, beside, median(ratios), (min(ratios), max(ratios)))


def _decode(vae: Vae, latents: torch.Tensor) -> torch.Tensor:
    with torch.inference_mode():
        return vae.decode(latents[None], DECODED_AT_ONCE).cpu()


@dataclass(frozen=True)
class _Company:
    bed: Bed
    plan: Plan
    decode: Callable[[], torch.Tensor]

    def run(self) -> _Run:
        nothing = self._seconds(lambda: None)
        between = self._seconds(self.decode)
        begun: list[Future[torch.Tensor]] = []
        with ThreadPoolExecutor(1) as hand:
            side = aside(self.bed.device)
            beside = self._seconds(
                before=lambda: begun.append(hand.submit(side.after_this(self.decode))), after=lambda: wait(begun)
            )
        step = nothing / (_DECODED * self.plan.decode_every)
        return _Run(step, (between - nothing) / _DECODED, (beside - nothing) / _DECODED)

    def _seconds(self, before: Callable[[], object], after: Callable[[], object] = lambda: None) -> float:
        """Of the steps of a fresh company, with something before every few of them, and after all."""
        denoiser = Denoiser(self.bed.dit)
        states = [self.bed.start(denoiser, self.bed.clip(4, seed)) for seed in range(self.plan.company)]

        def step() -> None:
            denoiser.step(states)
            self.bed.gauge.settle()

        def steps() -> None:
            for number in range(_DECODED * self.plan.decode_every):
                if number % self.plan.decode_every == 0:
                    before()
                step()
            after()

        step()  # packs them and tabulates their schedule
        return self.bed.seconds(steps)
