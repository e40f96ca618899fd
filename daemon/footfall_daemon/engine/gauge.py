"""How much memory the device of this process has, and how much of it we hold."""

from __future__ import annotations

import gc
from typing import NamedTuple

import psutil
import torch

from footfall_daemon.engine.messages import Memory


class CardAddress(NamedTuple):
    """By what others find the card that torch computes on; empty where torch does not tell."""

    name: str = ""
    uuid: str = ""
    pci: str = ""
    """`0000:3b:00.0`"""


class Gauge:
    """Reads the memory of one device: of an accelerator where it is one, else of the machine."""

    def __init__(self, device: torch.device) -> None:
        self._device = device

    def read(self) -> Memory:
        if self._device.type == "cpu":
            machine = psutil.virtual_memory()
            return Memory(total=machine.total, free=machine.available, held=psutil.Process().memory_info().rss)
        free, total = torch.accelerator.get_memory_info(self._device)
        return Memory(total=total, free=free, held=torch.accelerator.memory_reserved(self._device))

    def relieve(self) -> None:
        """Give back what is cached but unused. Call it outside any `except`: a traceback keeps tensors alive."""
        gc.collect()
        if self._device.type != "cpu":
            torch.accelerator.empty_cache()


def device_named(name: str) -> torch.device:
    """The device for `auto`, `cpu`, `cuda:0` ... Raises `ValueError` where this machine has no such device."""
    here = torch.accelerator.current_accelerator(check_available=True)
    if name == "auto":
        return torch.device("cpu") if here is None else torch.device(here.type, 0)
    try:
        device = torch.device(name)
    except RuntimeError:
        raise ValueError(f"{name!r} is not the name of a device") from None
    if device.type == "cpu":
        return device
    if here is None or here.type != device.type or (device.index or 0) >= torch.accelerator.device_count():
        raise ValueError(f"this machine has no device {name!r}")
    return torch.device(device.type, device.index or 0)


def card_address(device: torch.device) -> CardAddress:
    match device.type:
        case "cuda":
            return address_in(torch.cuda.get_device_properties(device))
        case "xpu":
            return CardAddress(name=torch.xpu.get_device_properties(device).name)
        case _:
            return CardAddress()


def address_in(properties: object) -> CardAddress:
    """From the properties of a CUDA or ROCm device; older torch knows less of them. Not verified on a card."""
    parts = [getattr(properties, f"pci_{part}_id", -1) for part in ("domain", "bus", "device")]
    return CardAddress(
        name=str(getattr(properties, "name", "")),
        uuid=str(getattr(properties, "uuid", "")),
        pci="" if -1 in parts else "{:04x}:{:02x}:{:02x}.0".format(*parts),
    )
