"""The flow sampler: Euler steps from noise to data along a velocity. Knows nothing of the model that gives it."""

from __future__ import annotations

from dataclasses import dataclass

import torch

TIME_SCALE = 1000.0


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

    def advance(self, x: torch.Tensor, velocity: torch.Tensor, step: int) -> torch.Tensor:
        """`x` after this Euler step, in the precision of `x`."""
        return x + velocity * (self.sigmas[step + 1] - self.sigmas[step])


def guided(conditional: torch.Tensor, unconditional: torch.Tensor, guidance: float) -> torch.Tensor:
    """Classifier-free guidance: 1 is the conditional velocity, more leads further from the unconditional."""
    return unconditional + guidance * (conditional - unconditional)


def noise(seed: int, channels: int, length: int) -> torch.Tensor:
    """Standard normal [channels, length], fp32 of bf16 values, of a generator of its own.

    Drawn on the CPU: a seed is the same noise on every device and in any company.
    """
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(channels, length, generator=generator, dtype=torch.bfloat16).float()
