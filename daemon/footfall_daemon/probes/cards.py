"""Which NVIDIA cards torch would compute on, as CUDA numbers them: told by the driver's library, without torch.

Not verified on several real cards. Source: CUDA C++ Programming Guide, "CUDA Environment Variables".
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from footfall_daemon.probes.nvml import Library, load_pynvml, visible_cards

_NO_DRIVER: Final = (9, 12)
"""Codes of nvmlReturn_t: it is not loaded, or not there."""
Capability = tuple[int, int]


def usable_cards(
    oldest: Capability,
    *,
    load: Callable[[], Library] = load_pynvml,
    environment: Mapping[str, str] = os.environ,
) -> list[int] | None:
    """`oldest`: compute capability that is needed. None where nobody can tell."""
    try:
        library = load()
    except ImportError:
        return None
    try:
        library.nvmlInit()
        try:
            return _usable(library, oldest, environment)
        finally:
            library.nvmlShutdown()
    except (library.NVMLError, OSError) as error:
        return [] if getattr(error, "value", 0) in _NO_DRIVER else None


def _usable(library: Library, oldest: Capability, environment: Mapping[str, str]) -> list[int] | None:
    cards = [library.nvmlDeviceGetHandleByIndex(index) for index in range(library.nvmlDeviceGetCount())]
    if any(_is_divided(library, card) for card in cards):  # CUDA sees one of the parts, or none
        return None
    fit = [tuple(library.nvmlDeviceGetCudaComputeCapability(card)) >= oldest for card in cards]
    by_address = environment.get("CUDA_DEVICE_ORDER") == "PCI_BUS_ID"
    visible = environment.get("CUDA_VISIBLE_DEVICES")
    if visible is not None:
        uuids = [library.nvmlDeviceGetUUID(card) for card in cards]
        seen = [fit[card] or not by_address for card in _visible(visible_cards(visible), uuids)]
    else:  # the fastest come first
        seen = fit if by_address else sorted(fit, reverse=True)
    return [number for number, usable in enumerate(seen) if usable]


def _visible(names: Sequence[str], uuids: Sequence[str]) -> list[int]:
    """The cards of these numbers and UUIDs: none where one is named twice, none behind one that is not there."""
    found: list[int] = []
    for name in names:
        if name.isdecimal():
            meant = [int(name)] if int(name) < len(uuids) else []
        else:
            meant = [card for card, uuid in enumerate(uuids) if uuid.startswith(name)]
        if len(meant) != 1:
            break
        found += meant
    return found if len(set(found)) == len(found) else []


def _is_divided(library: Library, card: Any) -> bool:
    """Into instances (MIG)."""
    with suppress(library.NVMLError):  # most cards cannot be
        return bool(library.nvmlDeviceGetMigMode(card)[0])
    return False
