"""Which build of PyTorch a machine gets, where it comes from and what room it takes: pure, given the machine.

pip's default index has one build for each system: for Linux with CUDA 13, for Macs with Metal, for Windows without
any card. The others lie on an index of PyTorch's own, one folder for each build; the user gives its address.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from footfall_bridge.protocol import Refusal

System = Literal["linux", "darwin", "win32"]
_GIB: Final = 2**30
_CUDA_13_DRIVER: Final = 580
_CUDA_12_DRIVER: Final = 525
_ADDRESS: Final = "--torch-index takes the address of PyTorch's own"


class Maker(StrEnum):
    """Of a graphics card."""

    nvidia = "nvidia"
    amd = "amd"
    intel = "intel"
    apple = "apple"


class Build(StrEnum):
    """What PyTorch was built for; every build runs on the processor too."""

    cuda = "cuda"
    rocm = "rocm"
    xpu = "xpu"
    mps = "mps"
    cpu = "cpu"


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    system: System
    processor: str
    """As `platform.machine` says it, in lower case."""
    makers: frozenset[Maker] = frozenset()
    nvidia_driver: int | None = None
    """The first part of its version; None: none is loaded."""
    amd_driver: bool = False
    """The one that computes (amdkfd)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    build: Build
    folder: str | None
    """Of PyTorch's own index; None: pip's default index has this build."""
    why: str
    advice: str = ""
    """What would make more of this machine."""
    download_bytes: int
    installed_bytes: int
    """About, with all the libraries around it."""

    @property
    def room(self) -> int:
        """Bytes that must be free: what was fetched is kept until all of it is installed."""
        return self.download_bytes + self.installed_bytes


_FOLDERS: Final = {Build.rocm: "rocm7.2", Build.xpu: "xpu", Build.cpu: "cpu"}
_ROOM: Final = {  # downloaded, installed
    Build.cuda: (3.0, 6.0),
    Build.rocm: (6.0, 18.0),
    Build.xpu: (3.0, 8.0),
    Build.mps: (0.4, 1.2),
    Build.cpu: (0.5, 1.5),
}
_RUNS_ON: Final = {
    Build.cuda: "CUDA, for NVIDIA cards",
    Build.rocm: "ROCm, for AMD cards",
    Build.xpu: "XPU, for Intel cards",
    Build.mps: "Metal, for Apple's own chips",
    Build.cpu: "the processor alone",
}


def choose(machine: Machine, *, has_index: bool, wanted: Build | None = None) -> Choice:
    """`has_index`: the address of PyTorch's own index is known; `wanted` overrules what the machine has.

    Raises `Refusal`: "no-build" where PyTorch does not run, "no-torch-index" where what is wanted lies elsewhere.
    """
    if machine.system == "darwin" and machine.processor != "arm64":
        raise Refusal("no-build", "PyTorch is built no more for Macs with Intel's processors: use another machine")
    if wanted is not None:
        return _as_wanted(machine, wanted, has_index)
    match machine.system:
        case "darwin":
            return _choice(Build.mps, None, "an Apple chip")
        case "linux" | "win32":
            return _for_cards(machine, has_index)


def _as_wanted(machine: Machine, wanted: Build, has_index: bool) -> Choice:
    folder = _folder(machine, wanted, driver=machine.nvidia_driver or _CUDA_13_DRIVER)
    if folder is not None and not has_index:
        if wanted is Build.cpu:
            return _default(machine, "you asked for it")
        raise Refusal("no-torch-index", f"pip's default index has no build for {_RUNS_ON[wanted]}: {_ADDRESS}")
    return _choice(wanted, folder if has_index else None, "you asked for it")


def _for_cards(machine: Machine, has_index: bool) -> Choice:
    """The first maker whose cards can compute here; else the processor."""
    advice = ""
    for maker, build in ((Maker.nvidia, Build.cuda), (Maker.amd, Build.rocm), (Maker.intel, Build.xpu)):
        if maker not in machine.makers:
            continue
        lack = _lack(machine, maker)
        folder = _folder(machine, build, driver=machine.nvidia_driver or 0)
        if not lack and (folder is None or has_index):
            return _choice(build, folder, f"a card of {_NAMES[maker]}")
        advice = advice or lack or f"for the card of {_NAMES[maker]}, {_ADDRESS}"
    why = "no card that could be used" if machine.makers else "no graphics card"
    if has_index:
        return _choice(Build.cpu, _folder(machine, Build.cpu, driver=0), why, advice)
    return _default(machine, why, advice)


_NAMES: Final = {Maker.nvidia: "NVIDIA", Maker.amd: "AMD", Maker.intel: "Intel", Maker.apple: "Apple"}


def _lack(machine: Machine, maker: Maker) -> str:
    """What keeps a card from computing; empty: nothing that is known."""
    if maker is Maker.nvidia and machine.nvidia_driver is None:
        return "install NVIDIA's driver, then run this again"
    if maker is Maker.nvidia and (machine.nvidia_driver or 0) < _CUDA_12_DRIVER:
        return f"NVIDIA's driver {machine.nvidia_driver} is too old: install {_CUDA_13_DRIVER} or newer"
    if maker is Maker.amd and (machine.system != "linux" or not machine.amd_driver):
        return "AMD cards are used on Linux, with the driver amdgpu of a kernel that has /dev/kfd"
    return ""


def _folder(machine: Machine, build: Build, *, driver: int) -> str | None:
    """Where on PyTorch's own index; None where the default one has it."""
    match machine.system, build:
        case ("linux", Build.cuda):
            return None if driver >= _CUDA_13_DRIVER else "cu126"
        case ("win32", Build.cuda):
            return "cu130" if driver >= _CUDA_13_DRIVER else "cu126"
        case ("darwin", _) | ("win32", Build.cpu):
            return None
    return _FOLDERS.get(build)


def _default(machine: Machine, why: str, advice: str = "") -> Choice:
    """The processor, by the build of the default index: for Linux that carries CUDA, and is large."""
    if machine.system != "linux":
        return _choice(Build.cpu, None, why, advice)
    large = _choice(Build.cuda, None, why)
    return Choice(
        build=Build.cpu,
        folder=None,
        why=why,
        advice=advice or f"a smaller build would do: {_ADDRESS}",
        download_bytes=large.download_bytes,
        installed_bytes=large.installed_bytes,
    )


def _choice(build: Build, folder: str | None, why: str, advice: str = "") -> Choice:
    download, installed = _ROOM[build]
    return Choice(
        build=build,
        folder=folder,
        why=why,
        advice=advice,
        download_bytes=round(download * _GIB),
        installed_bytes=round(installed * _GIB),
    )


def title(build: Build) -> str:
    """For people: what it runs on."""
    return _RUNS_ON[build]
