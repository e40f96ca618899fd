"""Memory of a device, and what one thing takes of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from footfall_daemon.engine.devices import device_named
from footfall_daemon.engine.gauge import AcceleratorGauge, Cap, Gauge, MachineGauge, Meter, gauge_of
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
        self.capped = 0

    def read(self) -> Memory:
        return Memory(total=1, free=1, held=self._held)

    def mark(self) -> int:
        return self._held

    def peak(self) -> int | None:
        return self._peak

    def settle(self) -> None: ...

    def cap(self) -> None:
        self.capped += 1

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


def test_what_is_measured_is_capped_first() -> None:
    told = Told(100, None)
    capped, _ = Meter(told, lambda: 0.0).measure(lambda: told.capped)
    assert capped == 1


GIB = 2**30


def capped(*memories: tuple[int, int]) -> list[float]:
    """GiB of 8 that torch may hold, each time that it was told; free and held MiB of each reading."""
    told: list[float] = []
    cap = Cap(told.append)
    for free, held in memories:
        cap.follow(Memory(total=8 * GIB, free=free * _MIB, held=held * _MIB))
    return [8 * share for share in told]


def test_no_more_is_held_than_is_free() -> None:
    assert capped((4096, 0)) == [3.875]


def test_what_is_held_already_counts() -> None:
    assert capped((3072, 1024)) == [3.875]


def test_an_editor_that_takes_memory_lowers_the_cap_and_one_that_gives_it_back_lifts_it() -> None:
    assert capped((4096, 1024), (1024, 1024), (4096, 1024)) == [4.875, 1.875, 4.875]


def test_what_we_take_ourselves_changes_nothing() -> None:
    assert capped((4096, 0), (3096, 1000), (1096, 3000)) == [3.875]


def test_a_small_change_is_not_worth_telling() -> None:
    assert capped((4096, 0), (4086, 0), (4076, 0), (4060, 0)) == [3.875, pytest.approx(3.875 - 36 / 1024)]


def test_a_full_device_lets_us_keep_what_we_hold() -> None:
    assert capped((0, 2048)) == [2.0]


def test_the_cap_is_never_more_than_the_device() -> None:
    assert capped((8192, 2048)) == [8.0]


def test_where_nothing_limits_there_is_no_cap() -> None:
    Cap(None).follow(Memory(total=8 * GIB, free=GIB, held=0))


def test_under_its_cap_an_accelerator_raises() -> None:
    if not torch.accelerator.is_available():
        pytest.skip("this machine has no accelerator")
    device = device_named("auto")
    gauge = gauge_of(device)
    gauge.cap()
    with pytest.raises(torch.OutOfMemoryError):
        torch.empty(gauge.read().free, dtype=torch.uint8, device=device)


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
