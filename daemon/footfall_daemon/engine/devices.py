"""Devices by the names that users give them, and by what other programs know them."""

from __future__ import annotations

import torch

from footfall_daemon.engine.messages import Card


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
