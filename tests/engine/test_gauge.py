"""Memory of a device, and what one thing takes of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from footfall_daemon.engine.devices import device_named
from footfall_daemon.engine.gauge import AcceleratorGauge, Gauge, MachineGauge, Meter, gauge_of
from footfall_daemon.engine.messages import Memory

_MIB = 2**20
CPU = torch.device("cpu")


def test_memory_of_the_machine_adds_up() -> None:
    memory = gauge_of(CPU).read()
    assert 0 < memory.held < memory.total
    assert 0 < memory.free <= memory.total


def touch(mib: int) -> None:
    torch.empty(mib * _MIB, dtype=torch.uint8).fill_(1)


def test_the_peak_is_seen_though_it_is_over() -> None:
    if not Path("/proc/self/clear_refs").exists():
        pytest.skip("this system does not tell a process its peak since a moment")
    _, effort = Meter(MachineGauge(), lambda: 0.0).measure(lambda: touch(200))
    assert effort.extra == pytest.approx(200 * _MIB, rel=0.1)


def test_a_peak_is_forgotten_by_the_next_mark() -> None:
    if not Path("/proc/self/clear_refs").exists():
        pytest.skip("this system does not tell a process its peak since a moment")
    meter = Meter(MachineGauge(), lambda: 0.0)
    meter.measure(lambda: touch(200))
    _, effort = meter.measure(lambda: touch(1))
    assert effort.extra is not None
    assert effort.extra < 20 * _MIB


def test_where_the_peak_cannot_be_reset_it_is_what_is_resident_afterwards(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(MachineGauge, "_FORGET_PEAK", tmp_path / "no" / "such")
    _, effort = Meter(MachineGauge(), lambda: 0.0).measure(lambda: touch(200))
    assert effort.extra is not None
    assert effort.extra < 20 * _MIB


class Told(Gauge):
    """A gauge that says what it is told to."""

    def __init__(self, held: int, peak: int | None) -> None:
        self._held, self._peak = held, peak

    def read(self) -> Memory:
        return Memory(total=1, free=1, held=self._held)

    def mark(self) -> int:
        return self._held

    def peak(self) -> int | None:
        return self._peak

    def settle(self) -> None: ...

    def relieve(self) -> None: ...


def ticking() -> Iterator[float]:
    yield from (10.0, 12.5)


@pytest.mark.parametrize(
    ("peak", "extra"), [(130, 30), (90, 0), (None, None)], ids=["more", "less than before", "not told"]
)
def test_a_meter_tells_seconds_and_bytes(peak: int | None, extra: int | None) -> None:
    clock = ticking()
    result, effort = Meter(Told(100, peak), lambda: next(clock)).measure(lambda: "made")
    assert result == "made"
    assert effort == (2.5, peak, extra)


def test_an_accelerator_tells_what_tensors_occupied_at_the_peak() -> None:
    if not torch.accelerator.is_available():
        pytest.skip("this machine has no accelerator")
    device = device_named("auto")
    gauge = gauge_of(device)
    assert isinstance(gauge, AcceleratorGauge)
    held = torch.ones(_MIB, device=device)
    _, effort = Meter(gauge, lambda: 0.0).measure(lambda: torch.ones(8 * _MIB, device=device))
    assert effort.extra == pytest.approx(32 * _MIB, rel=0.1)
    del held
