"""The flow sampler leads from noise to data along a velocity, whoever gives it."""

from __future__ import annotations

from typing import Any, Literal

import pytest
import torch

from footfall_daemon.engine.hunyuan.denoiser import Denoising
from footfall_daemon.engine.hunyuan.packing import Branch
from footfall_daemon.engine.hunyuan.sampler import LOSSLESS, Options, Schedule, guided, noise

AB2 = Options(solver="ab2")


class Gaussian:
    """Data that are normally distributed: the flow is known in closed form, noise z ends on mean + deviation z."""

    def __init__(self) -> None:
        generator = torch.Generator().manual_seed(0)
        self.mean = torch.randn(4, 10, generator=generator)
        self.deviation = 0.2 + torch.rand(4, 10, generator=generator)

    def velocity(self, x: torch.Tensor, sigma: float) -> torch.Tensor:
        data = 1 - sigma
        whitened = (x - data * self.mean) / ((data * self.deviation) ** 2 + sigma**2)
        return sigma * whitened - (self.mean + data * self.deviation**2 * whitened)

    def solve(self, steps: int, options: Options) -> tuple[float, int]:
        """Relative error of the end, and how often the velocity was asked for."""
        z = noise(1, 4, 10)
        nothing = torch.empty(0)
        request = (Branch(10, nothing, 0, None, nothing),)
        state = Denoising(z, request, 1.0, Schedule.linear(steps), options)
        asked = 0
        while state.progress < 1:
            velocity = self.velocity(state.latents, state.schedule.sigmas[state.done])
            state.latents, state.done, state.before = state.after(velocity.mT)
            asked += 1
        exact = self.mean + self.deviation * z
        return float((state.latents - exact).norm() / exact.norm()), asked

    def error(self, steps: int, options: Options = LOSSLESS) -> float:
        return self.solve(steps, options)[0]


def test_a_straight_flow_ends_on_the_data() -> None:
    start, data = noise(1, 4, 10), torch.arange(40.0).reshape(4, 10)
    schedule, x = Schedule.linear(7), start
    for step in range(schedule.steps):
        x = schedule.advance(x, start - data, step)
    torch.testing.assert_close(x, data)


def test_model_time_falls_from_1000_in_equal_steps() -> None:
    torch.testing.assert_close(Schedule.linear(4).times, torch.tensor([1000.0, 750.0, 500.0, 250.0]))


def test_a_schedule_without_steps_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one step"):
        Schedule.linear(0)


def test_guidance_of_one_is_the_conditional_velocity_and_more_leads_beyond_it() -> None:
    free, led = torch.tensor([1.0]), torch.tensor([3.0])
    assert guided(led, free, 1.0).item() == 3.0
    assert guided(led, free, 4.5).item() == 10.0


def test_a_seed_is_one_noise_whatever_was_drawn_before() -> None:
    first = noise(5, 128, 20)
    torch.rand(3)
    assert torch.equal(noise(5, 128, 20), first)
    assert not torch.equal(noise(6, 128, 20), first)


def test_noise_has_the_values_of_half_precision() -> None:
    drawn = noise(5, 128, 20)
    assert drawn.dtype == torch.float32
    assert torch.equal(drawn.bfloat16().float(), drawn)


def test_twice_the_steps_halve_the_error_and_quarter_that_of_second_order() -> None:
    flow = Gaussian()
    assert flow.error(25) / flow.error(50) == pytest.approx(2, rel=0.1)
    assert flow.error(25, AB2) / flow.error(50, AB2) == pytest.approx(4, rel=0.2)


def test_second_order_needs_fewer_steps() -> None:
    flow = Gaussian()
    assert flow.error(16, AB2) < flow.error(50)


def test_a_velocity_is_asked_for_at_every_step_unless_it_may_be_reused() -> None:
    for options in (LOSSLESS, AB2):
        assert Gaussian().solve(20, options)[1] == 20


@pytest.mark.parametrize("solver", ["euler", "ab2"])
def test_the_more_a_velocity_may_change_the_less_often_it_is_asked_for(solver: Literal["euler", "ab2"]) -> None:
    flow = Gaussian()
    errors, asked = zip(
        *(flow.solve(50, Options(solver=solver, reuse=share)) for share in (0, 0.05, 0.2)), strict=True
    )
    assert 50 == asked[0] > asked[1] > asked[2]
    assert errors[0] < errors[2] < 0.2


def test_a_velocity_that_does_not_change_is_reused_for_a_few_steps_only() -> None:
    class Straight(Gaussian):
        def velocity(self, x: torch.Tensor, sigma: float) -> torch.Tensor:
            return torch.ones_like(x)

    assert Straight().solve(50, Options(reuse=0.1))[1] == 14


@pytest.mark.parametrize(
    "wrong", [{"guidance_interval": (0.6, 0.4)}, {"guidance_interval": (-0.1, 1.0)}, {"reuse": 1.0}]
)
def test_options_out_of_range_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"0\.\.1"):
        Options(**wrong)
