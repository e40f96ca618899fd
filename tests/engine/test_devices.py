"""Devices by name, on a machine that may have only a processor."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass

import pytest
import torch

from footfall_daemon.engine.devices import arrange_allocator, card_in, card_of, device_named, limiter_of
from footfall_daemon.engine.messages import Card


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


@dataclass
class Properties:
    name: str = "A card"
    uuid: str = "11112222-3333-4444-5555-666677778888"
    pci_domain_id: int = 0
    pci_bus_id: int = 59
    pci_device_id: int = 0


def test_a_card_is_named_by_its_place_on_the_bus_and_its_uuid() -> None:
    card = card_in(Properties(), 1)
    assert card == Card(name="A card", uuid="11112222-3333-4444-5555-666677778888", pci="0000:3b:00.0", index=1)


def test_what_torch_does_not_know_of_a_card_stays_empty() -> None:
    assert card_in(object(), 0) == Card()


def test_the_processor_is_no_card() -> None:
    assert card_of(torch.device("cpu")) == Card()


def test_torch_tells_where_its_card_is() -> None:
    if not torch.cuda.is_available():
        pytest.skip("this machine has no CUDA device")
    assert card_of(torch.device("cuda", 0)).pci


@pytest.mark.parametrize(
    ("device", "limited"), [("cuda:1", True), ("xpu:0", True), ("mps", False), ("cpu", False)]
)
def test_accelerators_with_memory_of_their_own_can_be_limited(device: str, limited: bool) -> None:
    assert (limiter_of(torch.device(device)) is not None) == limited


def test_a_limit_is_for_the_device_that_it_is_of(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[float, torch.device]] = []
    monkeypatch.setattr(
        torch.cuda, "set_per_process_memory_fraction", lambda share, device: told.append((share, device))
    )
    limit = limiter_of(torch.device("cuda", 1))
    assert limit is not None
    limit(0.5)
    assert told == [(0.5, torch.device("cuda", 1))]


def test_the_allocators_segments_grow() -> None:
    environment = {"PATH": "/bin"}
    arrange_allocator(environment, "linux")
    assert environment["PYTORCH_ALLOC_CONF"] == "expandable_segments:True"


@pytest.mark.parametrize("name", ["PYTORCH_ALLOC_CONF", "PYTORCH_CUDA_ALLOC_CONF", "PYTORCH_HIP_ALLOC_CONF"])
def test_what_the_user_set_stays(name: str) -> None:
    environment = {name: "backend:cudaMallocAsync"}
    arrange_allocator(environment, "linux")
    assert environment == {name: "backend:cudaMallocAsync"}


def test_on_windows_there_are_no_such_segments() -> None:
    environment: dict[str, str] = {}
    arrange_allocator(environment, "win32")
    assert environment == {}


def test_torch_reads_the_allocators_settings_when_it_first_allocates(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is imported long before: what this version of torch does, another may do otherwise."""
    program = """
import os, sys
import torch
from footfall_daemon.engine.devices import arrange_allocator
arrange_allocator(os.environ, "linux")
os.environ["PYTORCH_ALLOC_CONF"] += ",no_such_setting:1"
torch._C._accelerator_setAllocatorSettings("max_split_size_mb:64")
"""
    for name in ("PYTORCH_ALLOC_CONF", "PYTORCH_CUDA_ALLOC_CONF", "PYTORCH_HIP_ALLOC_CONF"):
        monkeypatch.delenv(name, raising=False)
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "no_such_setting" in ran.stderr
