"""Devices by name, on a machine that may have only a processor."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import torch

from footfall_daemon.engine.devices import card_in, card_of, device_named
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
