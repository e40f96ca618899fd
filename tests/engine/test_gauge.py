"""Devices and their memory, on a machine that may have only a processor."""

from __future__ import annotations

import pytest
import torch

from footfall_daemon.engine.gauge import Gauge, device_named


def test_a_machine_without_accelerator_works_on_its_processor() -> None:
    if torch.accelerator.is_available():
        pytest.skip("this machine has an accelerator")
    assert device_named("auto") == torch.device("cpu")


def test_the_processor_can_be_asked_for() -> None:
    assert device_named("cpu") == torch.device("cpu")


@pytest.mark.parametrize("name", ["cuda:99", "toaster", ""])
def test_devices_that_are_not_here_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="device"):
        device_named(name)


def test_memory_of_the_machine_adds_up() -> None:
    memory = Gauge(torch.device("cpu")).read()
    assert 0 < memory.held < memory.total
    assert 0 < memory.free <= memory.total
