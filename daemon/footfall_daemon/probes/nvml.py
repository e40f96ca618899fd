"""An NVIDIA card's memory by the driver's management library, which needs no context on the card.

It sees the whole card: every program's share counts. Not verified on a real card yet.
Sources: NVML API reference; CUDA C++ Programming Guide, "CUDA Environment Variables".
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any, Protocol

from footfall_daemon.probes.readings import Card, Reading

_SOURCE = "nvidia driver"
_WORDS = {
    3: "this card does not tell how much memory it has",
    4: "this user may not ask it",
    6: "the driver does not know this card",
    9: "the driver is not loaded",
    12: "there is no NVIDIA driver on this machine",
    13: "the driver is too old to be asked: update it",
    15: "the card was lost (a crash of the driver, or unplugged): restart the machine",
    16: "the card needs a reset: restart the machine",
    18: "the driver was updated while the machine ran: restart it",
}
"""By the codes of nvmlReturn_t."""
_UUID_LENGTH = len("GPU-00000000-0000-0000-0000-000000000000")


class Library(Protocol):
    """The part of `pynvml` that is used here."""

    NVMLError: type[Exception]

    def nvmlInit(self) -> None: ...
    def nvmlShutdown(self) -> None: ...
    def nvmlSystemGetDriverVersion(self) -> str: ...
    def nvmlDeviceGetCount(self) -> int: ...
    def nvmlDeviceGetHandleByIndex(self, index: int, /) -> Any: ...
    def nvmlDeviceGetHandleByUUID(self, uuid: str, /) -> Any: ...
    def nvmlDeviceGetHandleByPciBusId(self, pci: str, /) -> Any: ...
    def nvmlDeviceGetUUID(self, handle: Any, /) -> str: ...
    def nvmlDeviceGetName(self, handle: Any, /) -> str: ...
    def nvmlDeviceGetCudaComputeCapability(self, handle: Any, /) -> Iterable[int]: ...
    def nvmlDeviceGetMigMode(self, handle: Any, /) -> Any: ...
    def nvmlDeviceGetMemoryInfo(self, handle: Any, /) -> Any: ...
    def nvmlDeviceGetUtilizationRates(self, handle: Any, /) -> Any: ...
    def nvmlDeviceGetComputeRunningProcesses(self, handle: Any, /) -> Iterable[Any]: ...
    def nvmlDeviceGetGraphicsRunningProcesses(self, handle: Any, /) -> Iterable[Any]: ...


def load_pynvml() -> Library:
    """Raises `ImportError`."""
    import pynvml  # here, because most machines that Footfall starts on have no use for it

    library: Library = pynvml
    return library


class UnknownCard(Exception):
    """Which of the driver's cards is meant cannot be told."""


class NvidiaCard:
    """Opens the library when first asked, again after a failure; `close` lets go of it."""

    def __init__(
        self,
        card: Card,
        *,
        load: Callable[[], Library] = load_pynvml,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        """`environment`: that of the process which computes; CUDA numbers the cards by it."""
        self._card = card
        self._load = load
        self._environment = environment
        self._library: Library | None = None
        self._handle: Any = None
        self._name = ""

    def read(self) -> Reading:
        """Never raises: a failure is a missing reading, in words."""
        memory, why = self._asked(lambda library, handle: library.nvmlDeviceGetMemoryInfo(handle))
        if memory is None:
            return Reading.missing(_SOURCE, why)
        return Reading(_SOURCE, int(memory.total), int(memory.free), self._name)

    def processes(self) -> dict[int, int]:
        """Bytes by process id, of those the driver tells: none on Windows, and in containers perhaps none."""
        listed, _ = self._asked(
            lambda library, handle: [
                *library.nvmlDeviceGetComputeRunningProcesses(handle),
                *library.nvmlDeviceGetGraphicsRunningProcesses(handle),
            ]
        )
        # A program that both computes and draws is in both lists, each time with all that it holds.
        return {each.pid: int(each.usedGpuMemory) for each in listed or [] if each.usedGpuMemory is not None}

    def use(self) -> float | None:
        """Share of the last moments (a sixth of a second to a second) in which something ran, whoever's it was."""
        rates, _ = self._asked(lambda library, handle: library.nvmlDeviceGetUtilizationRates(handle))
        return None if rates is None else int(rates.gpu) / 100

    def close(self) -> None:
        library, self._library, self._handle = self._library, None, None
        if library is not None:
            with suppress(library.NVMLError):
                library.nvmlShutdown()

    def _asked(self, question: Callable[[Library, Any], Any]) -> tuple[Any, str]:
        """The answer, or None and why there is none."""
        try:
            library = self._load()
        except ImportError as error:
            return None, f"the package nvidia-ml-py cannot be used: {error}"
        try:
            self._open(library)
            return question(library, self._handle), ""
        except UnknownCard as error:
            why = str(error)
        except (library.NVMLError, OSError) as error:
            why = _WORDS.get(getattr(error, "value", 0), f"failed: {error}")
        self.close()
        return None, why

    def _open(self, library: Library) -> None:
        if self._library is not None:
            return
        library.nvmlInit()
        self._library = library
        self._handle = handle_of(self._card, library, self._environment)
        self._name = library.nvmlDeviceGetName(self._handle)


def driver_version(load: Callable[[], Library] = load_pynvml) -> str:
    """Empty where there is no driver, or none that answers."""
    try:
        library = load()
    except ImportError:
        return ""
    try:
        library.nvmlInit()
        try:
            return library.nvmlSystemGetDriverVersion()
        finally:
            library.nvmlShutdown()
    except (library.NVMLError, OSError):
        return ""


def handle_of(card: Card, library: Library, environment: Mapping[str, str]) -> Any:
    """The library's handle of a card: by its addresses where known, else by its number.

    Raises `UnknownCard` rather than guess: another card's memory would be worse than none.
    """
    if card.pci:
        return library.nvmlDeviceGetHandleByPciBusId(card.pci)
    if card.uuid:
        return _by_uuid(card.uuid, library)
    visible = environment.get("CUDA_VISIBLE_DEVICES")
    if visible is None:
        return _by_number(card.index, library, environment)
    names = visible_cards(visible)
    if card.index >= len(names):
        raise UnknownCard(f"CUDA_VISIBLE_DEVICES={visible} hides the card")
    name = names[card.index]
    return _by_number(int(name), library, environment) if name.isdecimal() else _by_uuid(name, library)


def visible_cards(visible: str) -> list[str]:
    """Of a CUDA_VISIBLE_DEVICES, the numbers and UUIDs that count: those before the first that is neither."""
    names = []
    for name in visible.split(","):
        if not name.strip().isdecimal() and not name.strip().startswith(("GPU-", "MIG-")):
            break
        names.append(name.strip())
    return names


def _by_uuid(uuid: str, library: Library) -> Any:
    """Also by the beginning of one, as CUDA has it; torch leaves the `GPU-` away."""
    uuid = uuid if uuid.startswith(("GPU-", "MIG-")) else f"GPU-{uuid}"
    if len(uuid) == _UUID_LENGTH:
        return library.nvmlDeviceGetHandleByUUID(uuid)
    handles = [library.nvmlDeviceGetHandleByIndex(index) for index in range(library.nvmlDeviceGetCount())]
    found = [handle for handle in handles if library.nvmlDeviceGetUUID(handle).startswith(uuid)]
    if len(found) != 1:
        raise UnknownCard("the driver does not know the card by its UUID")
    return found[0]


def _by_number(index: int, library: Library, environment: Mapping[str, str]) -> Any:
    """CUDA puts the fastest card first unless told otherwise, the library goes by address."""
    count = library.nvmlDeviceGetCount()
    if index >= count:
        raise UnknownCard("the driver has no card of this number")
    if count > 1 and environment.get("CUDA_DEVICE_ORDER") != "PCI_BUS_ID":
        raise UnknownCard("several cards, and CUDA numbers them its own way: set CUDA_DEVICE_ORDER=PCI_BUS_ID")
    return library.nvmlDeviceGetHandleByIndex(index)
