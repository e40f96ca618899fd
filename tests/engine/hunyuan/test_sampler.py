"""The flow sampler leads from noise to data along a velocity, whoever gives it."""

from __future__ import annotations

import pytest
import torch

from footfall_daemon.engine.hunyuan.sampler import Schedule, guided, noise


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
