"""Devices by the names that users give them, and by what other programs know them."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from functools import partial
from typing import Final

import torch

from footfall_daemon.engine.messages import Card

_ALLOCATOR: Final = "PYTORCH_ALLOC_CONF"
_ALLOCATORS: Final = (_ALLOCATOR, "PYTORCH_CUDA_ALLOC_CONF", "PYTORCH_HIP_ALLOC_CONF")
"""Names that torch 2.11 reads, when it first allocates on a device."""


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


def has_streams(device: torch.device) -> bool:
    """Whether it does one thing beside another that it was asked for on another stream. Not verified on a card."""
    return device.type in ("cuda", "xpu")


def card_of(device: torch.device) -> Card:
    match device.type:
        case "cuda":
            return card_in(torch.cuda.get_device_properties(device), device.index or 0)
        case "xpu":
            return Card(name=torch.xpu.get_device_properties(device).name, index=device.index or 0)
        case _:
            return Card()


def card_in(properties: object, index: int) -> Card:
    """From the properties of a CUDA or ROCm device; older torch knows less of them. Not verified on a card."""
    parts = [getattr(properties, f"pci_{part}_id", -1) for part in ("domain", "bus", "device")]
    return Card(
        name=str(getattr(properties, "name", "")),
        uuid=str(getattr(properties, "uuid", "")),
        pci="" if -1 in parts else "{:04x}:{:02x}:{:02x}.0".format(*parts),
        index=index,
    )


def limiter_of(device: torch.device) -> Callable[[float], None] | None:
    """What limits torch to a share of the device's memory, where anything does. Not verified on a card."""
    match device.type:
        case "cuda":
            return partial(torch.cuda.set_per_process_memory_fraction, device=device)
        case "xpu":
            return partial(torch.xpu.memory.set_per_process_memory_fraction, device=device)
        case _:
            return None


def arrange_allocator(environment: MutableMapping[str, str], platform: str) -> None:
    """Segments that grow, so that sets of changing size leave no gaps. Before the first use of a device.

    Whoever set the allocator up already knows better; on Windows there are none.
    """
    if platform != "win32" and not any(name in environment for name in _ALLOCATORS):
        environment[_ALLOCATOR] = "expandable_segments:True"
