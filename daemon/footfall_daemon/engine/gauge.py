"""Memory and seconds: how much the device of this process has and we hold, and what one thing takes of them."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

import psutil
import torch

from footfall_daemon.engine.devices import limiter_of
from footfall_daemon.engine.messages import Memory

_Result = TypeVar("_Result")


class Gauge(Protocol):
    """Reads the memory of one device, in bytes."""

    def read(self) -> Memory: ...

    def mark(self) -> int:
        """What is held now; peaks count from here on."""
        ...

    def peak(self) -> int | None:
        """The most that was held since the mark, where the device tells."""
        ...

    def settle(self) -> None:
        """Returns when the device has done all that it was asked on this thread. Raises what went wrong there."""
        ...

    def cap(self) -> None:
        """Hold no more than is free now: beyond, a device may take memory that is not its own, without a word."""
        ...

    def relieve(self) -> None:
        """Give back what is cached but unused. Call it outside any `except`: a traceback keeps tensors alive."""
        ...


class MachineGauge:
    """The machine's memory; held is what is resident of this process.

    The system forgets its peak when asked to, on Linux. Elsewhere, and in a container that forbids it, the peak is
    what is resident afterwards: less than it was.
    """

    _FORGET_PEAK = Path("/proc/self/clear_refs")
    _STATUS = Path("/proc/self/status")

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._marked = False

    def read(self) -> Memory:
        machine = psutil.virtual_memory()
        return Memory(total=machine.total, free=machine.available, held=self._resident)

    def mark(self) -> int:
        try:
            self._FORGET_PEAK.write_text("5")
            self._marked = True
        except OSError:
            self._marked = False
        return self._resident

    def peak(self) -> int:
        if not self._marked:
            return self._resident
        fields = dict(line.split(":", 1) for line in self._STATUS.read_text().splitlines())
        return 1024 * int(fields["VmHWM"].split()[0])

    def settle(self) -> None:
        """Nothing is ever under way."""

    def cap(self) -> None:
        """The system's own affair."""

    def relieve(self) -> None:
        gc.collect()

    @property
    def _resident(self) -> int:
        return self._process.memory_info().rss


class AcceleratorGauge:
    """An accelerator's memory; held is what torch reserved of it.

    A peak is of what tensors occupied: what is reserved stays so when a large set gives way to a small one.
    """

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._cap = Cap(limiter_of(device))

    def read(self) -> Memory:
        free, total = torch.accelerator.get_memory_info(self._device)
        return Memory(total=total, free=free, held=torch.accelerator.memory_reserved(self._device))

    def mark(self) -> int:
        with contextlib.suppress(RuntimeError):  # not every back end keeps these figures
            torch.accelerator.reset_peak_memory_stats(self._device)
        return torch.accelerator.memory_allocated(self._device)

    def peak(self) -> int | None:
        return torch.accelerator.max_memory_allocated(self._device) or None

    def settle(self) -> None:
        torch.accelerator.current_stream(self._device).synchronize()

    def cap(self) -> None:
        self._cap.follow(self.read())

    def relieve(self) -> None:
        gc.collect()
        torch.accelerator.empty_cache()
        with contextlib.suppress(RuntimeError):  # not every back end pins memory of the host
            torch._C._host_emptyCache()


class Cap:
    """How much torch may hold of a device: what it holds and what is free, less a little.

    Drivers on Windows give out memory of the host when that of the device ends, and all becomes slow; under the
    cap torch raises `OutOfMemoryError` instead. What others take between two readings can go over it.
    """

    _RESERVE = 128 * 2**20
    """Kernels and handles that drivers load when first used; torch does not count them."""
    _CHANGE = 32 * 2**20
    """Less is not worth a call."""

    def __init__(self, limit: Callable[[float], None] | None) -> None:
        """`limit` is told a share of the device's memory."""
        self._limit = limit
        self._present: int | None = None

    def follow(self, memory: Memory) -> None:
        wanted = min(memory.total, memory.held + max(0, memory.free - self._RESERVE))
        if self._limit is None or (self._present is not None and abs(wanted - self._present) < self._CHANGE):
            return
        self._limit(wanted / memory.total)
        self._present = wanted


def gauge_of(device: torch.device) -> Gauge:
    return MachineGauge() if device.type == "cpu" else AcceleratorGauge(device)


class Effort(NamedTuple):
    """What one thing took."""

    seconds: float
    peak: int | None
    """Bytes held at its peak, where the device tells."""
    extra: int | None
    """Of them, those beyond what was held before."""


class Meter:
    """Measures one thing at a time."""

    def __init__(self, gauge: Gauge, clock: Callable[[], float]) -> None:
        self._gauge = gauge
        self._clock = clock

    def measure(self, action: Callable[[], _Result]) -> tuple[_Result, Effort]:
        self._gauge.cap()
        held, began = self._gauge.mark(), self._clock()
        result = action()
        seconds, peak = self._clock() - began, self._gauge.peak()
        return result, Effort(seconds, peak, None if peak is None else max(0, peak - held))
