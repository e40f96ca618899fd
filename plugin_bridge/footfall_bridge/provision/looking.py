"""The machine as its system tells it by files: which makers' cards are in it, and which drivers are loaded."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from footfall_bridge.provision.builds import Machine, Maker

_PCI_MAKERS: Final = {"0x10de": Maker.nvidia, "0x1002": Maker.amd, "0x8086": Maker.intel}
_WINDOWS_DRIVERS: Final = {  # libraries that the makers' drivers bring
    "nvcuda.dll": Maker.nvidia,
    "amdhip64_6.dll": Maker.amd,
    "amdhip64_7.dll": Maker.amd,
    "ze_loader.dll": Maker.intel,
}
_WINDOWS_DRIVER_VERSION: Final = 580  # files do not tell it: taken to be of today


def look(root: Path = Path("/")) -> Machine:
    """`root`: what the folders of a Linux hang from."""
    processor = platform.machine().lower()
    if sys.platform == "darwin":
        makers = frozenset({Maker.apple}) if processor == "arm64" else frozenset[Maker]()
        return Machine(system="darwin", processor=processor, makers=makers)
    if sys.platform == "win32":
        return _windows(processor, Path(os.environ.get("SYSTEMROOT", r"C:\Windows")))
    return linux(processor, root)


def linux(processor: str, root: Path) -> Machine:
    return Machine(
        system="linux",
        processor=processor,
        makers=frozenset(_pci_makers(root / "sys" / "bus" / "pci" / "devices")),
        nvidia_driver=_first_number(_text(root / "sys" / "module" / "nvidia" / "version")),
        amd_driver=(root / "dev" / "kfd").exists(),
    )


def _windows(processor: str, windows: Path) -> Machine:
    found = frozenset(maker for name, maker in _WINDOWS_DRIVERS.items() if (windows / "System32" / name).is_file())
    driver = _WINDOWS_DRIVER_VERSION if Maker.nvidia in found else None
    return Machine(system="win32", processor=processor, makers=found, nvidia_driver=driver)


def _pci_makers(devices: Path) -> Iterator[Maker]:
    """Of display controllers: class 03 of PCI."""
    for device in sorted(devices.glob("*")):
        maker = _PCI_MAKERS.get(_text(device / "vendor"))
        if maker is not None and _text(device / "class").startswith("0x03"):
            yield maker


def _text(file: Path) -> str:
    try:
        return file.read_text("ascii", errors="replace").strip()
    except OSError:
        return ""


def _first_number(version: str) -> int | None:
    first = version.partition(".")[0]
    return int(first) if first.isdecimal() else None
