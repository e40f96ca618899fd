"""Which sources a device has on which system."""

from __future__ import annotations

import subprocess
import sys

import psutil
import pytest

from footfall_daemon.probes import Card, Reading, probes_of


def sources(device: str, platform: str) -> set[str]:
    """Those that a machine without any card still names: as missing."""
    probes = probes_of(device, Card(), tell=lambda _: None, platform=platform, environment={})
    return {reading.source for reading in probes.read().sources}


@pytest.mark.parametrize(
    ("device", "platform", "expected"),
    [
        ("cuda:0", "linux", {"nvidia driver"}),
        ("cuda:0", "win32", {"nvidia driver", "windows budget"}),
        ("xpu:0", "win32", {"windows budget"}),
        ("xpu:0", "linux", set()),
    ],
)
def test_a_card_is_asked_about_where_its_system_can_tell(device: str, platform: str, expected: set[str]) -> None:
    assert sources(device, platform) == expected


@pytest.mark.parametrize("device", ["cpu", "mps"])
def test_main_memory_is_that_of_the_machine(device: str) -> None:
    readings = probes_of(device, Card(), tell=pytest.fail).read()
    assert "system" in {reading.source for reading in readings.sources}
    assert 0 < readings.free <= readings.total <= psutil.virtual_memory().total


def test_without_a_driver_what_the_engine_says_counts() -> None:
    probes = probes_of("cuda:0", Card(pci="ffff:ff:1f.0"), tell=lambda _: None, platform="win32", environment={})
    readings = probes.read(Reading("engine", 24, 20))
    probes.close()
    assert (readings.total, readings.free) == (24, 20)


def test_probes_load_no_heavy_library() -> None:
    script = "import sys, footfall_daemon.probes; print({'torch', 'numpy', 'av', 'pynvml'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"
