"""Main memory and the limits of processes: made-up ones, and a real one in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys

import psutil
import pytest

from footfall_daemon.probes.machine import available_memory, process_memory, tightest

_GIB = 2**30
_LIMITED = """
import mmap, resource, sys
name, limit = getattr(resource, sys.argv[1]), int(sys.argv[2])
resource.setrlimit(name, (limit, limit))
from footfall_daemon.probes.machine import process_memory
before = process_memory()
held = mmap.mmap(-1, 100 * 2**20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
print(before.note, before.total, before.free, process_memory().free)
"""


def test_available_memory_adds_up() -> None:
    assert not available_memory().doubt


def test_the_limit_that_leaves_least_counts() -> None:
    reading = tightest([("RLIMIT_AS", 1000, 100), ("RLIMIT_DATA", 800, 300)])
    assert reading is not None
    assert (reading.total, reading.free, reading.note) == (800, 500, "RLIMIT_DATA")


def test_use_beyond_a_limit_leaves_nothing() -> None:
    reading = tightest([("RLIMIT_AS", 1000, 1500)])
    assert reading is not None
    assert reading.free == 0


@pytest.mark.parametrize("limit", [-1, 0, 2**63 - 1, 2**64 - 1])
def test_no_limit_is_none(limit: int) -> None:
    assert tightest([("RLIMIT_AS", limit, 100)]) is None


def test_a_use_below_nothing_is_not_believed() -> None:
    assert tightest([("RLIMIT_AS", 1000, -100)]) is None


@pytest.mark.skipif(sys.platform != "linux", reason="limits of processes are read on Linux alone")
@pytest.mark.parametrize("name", ["RLIMIT_AS", "RLIMIT_DATA"])
def test_a_real_limit_is_seen_and_what_is_taken_of_it(name: str) -> None:
    """Taken, not touched: these limits are on addresses, whether or not memory stands behind them yet."""
    script = [sys.executable, "-c", _LIMITED, name, str(4 * _GIB)]
    words = subprocess.run(script, capture_output=True, text=True, check=True).stdout.split()
    note, total, free, free_after = words[0], *map(int, words[1:])
    assert (note, total) == (name, 4 * _GIB)
    assert free < total
    assert 100 * 2**20 <= free - free_after < 150 * 2**20


@pytest.mark.skipif(sys.platform != "linux", reason="limits of processes are read on Linux alone")
def test_another_process_s_limit_is_seen() -> None:
    script = "import resource; resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31)); print(flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        reading = process_memory(child.pid)
        child.communicate(b"\n")
    assert reading is not None
    assert reading.total == 2**31
    assert 0 < reading.free < 2**31


def test_a_process_that_ended_has_no_limit() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        child.wait()
    assert process_memory(child.pid) is None


def test_a_process_without_limits_has_none() -> None:
    if sys.platform == "linux" and psutil.Process().rlimit(psutil.RLIMIT_AS)[0] != psutil.RLIM_INFINITY:
        pytest.skip("these tests run under a limit of address space")
    assert process_memory(os.getpid()) is None
