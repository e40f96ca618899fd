"""The flow sampler: steps from noise to data along a velocity. Knows nothing of the model that gives it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import torch

TIME_SCALE: Final = 1000.0
_MOST_REUSED: Final = 3
"""Steps more than its own that a velocity may serve, however little it seems to change."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Noise levels from 1 (noise) to 0 (data), steps between them: `x = sigma * noise + (1 - sigma) * data`."""

    sigmas: tuple[float, ...]
    """fp32 values."""

    @classmethod
    def linear(cls, steps: int) -> Schedule:
        if steps < 1:
            raise ValueError(f"a schedule has at least one step, not {steps}")
        return cls(tuple(torch.linspace(1, 0, steps + 1).tolist()))

    @property
    def steps(self) -> int:
        return len(self.sigmas) - 1

    @property
    def times(self) -> torch.Tensor:
        """fp32 [steps] on the CPU: the time that the model is told at each step, 1000 and falling."""
        return TIME_SCALE * torch.tensor(self.sigmas[:-1])

    def advance(self, x: torch.Tensor, velocity: torch.Tensor, step: int, then: int | None = None) -> torch.Tensor:
        """`x` after the Euler step from `step` to `then`, the next unless said, in the precision of `x`."""
        return x + velocity * self.span(step, step + 1 if then is None else then)

    def span(self, step: int, then: int) -> float:
        return self.sigmas[then] - self.sigmas[step]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Ways to do with less work than the model was published with. By default all are off."""

    solver: Literal["euler", "ab2"] = "euler"
    """`ab2`: Adams-Bashforth of second order, as near the exact flow in fewer steps of the same work."""
    guidance_interval: tuple[float, float] = (0.0, 1.0)
    """Noise levels, both included, at which guidance applies; elsewhere the prompt alone is followed, for half the
    work (Kynkäänniemi et al. 2024)."""
    reuse: float = 0.0
    """Share of itself by which a velocity may change while it is still used; 0: each serves one step.

    A threshold: at its very edge, rounding in another company may tip a request into one evaluation more or less.
    """

    def __post_init__(self) -> None:
        low, high = self.guidance_interval
        if not 0 <= low <= high <= 1:
            raise ValueError(f"a guidance interval lies in 0..1, lower end first, not {self.guidance_interval}")
        if not 0 <= self.reuse < 1:
            raise ValueError(f"a velocity is reused while it changes by a share in 0..1, not {self.reuse}")

    @property
    def remember(self) -> bool:
        """A step needs the velocity of the one before."""
        return self.solver != "euler" or self.reuse > 0


LOSSLESS: Final = Options()


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """The velocity at the beginning of a step."""

    step: int
    velocity: torch.Tensor

    def extrapolated(self, before: Evaluation, schedule: Schedule, then: int) -> torch.Tensor:
        """Its mean until step `then`, if it goes on to change as it did since `before`: Adams-Bashforth."""
        past, ahead = schedule.span(before.step, self.step), schedule.span(self.step, then)
        return self.velocity + (self.velocity - before.velocity) * (ahead / (2 * past))

    def reach(self, before: Evaluation, share: float) -> int:
        """Steps that it serves until it would have changed by this share of itself, changing as it did so far."""
        change = (self.velocity - before.velocity).norm() / (self.step - before.step)
        reused = share * self.velocity.norm() / change.clamp(min=torch.finfo(change.dtype).tiny)
        return 1 + int(reused.nan_to_num(0.0).clamp(max=_MOST_REUSED))  # broken numbers are for others to find


def guided(conditional: torch.Tensor, unconditional: torch.Tensor, guidance: float) -> torch.Tensor:
    """Classifier-free guidance: 1 is the conditional velocity, more leads further from the unconditional."""
    return unconditional + guidance * (conditional - unconditional)


def noise(seed: int, channels: int, length: int) -> torch.Tensor:
    """Standard normal [channels, length], fp32 of bf16 values, of a generator of its own.

    Drawn on the CPU: a seed is the same noise on every device and in any company.
    """
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(channels, length, generator=generator, dtype=torch.bfloat16).float()
