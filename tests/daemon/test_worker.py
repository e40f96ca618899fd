"""Children as the daemon sees them: real processes."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import psutil

from footfall_daemon.worker import Roster, Starts, spawner

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


def test_a_straggler_that_stays_is_ended(tmp_path: Path) -> None:
    with subprocess.Popen(SLEEPER) as child:
        Roster(tmp_path / "children.json").add(child.pid)
        assert Roster(tmp_path / "children.json").outlast(patience=0.1) == 1
        assert child.poll() is not None


def test_a_straggler_that_leaves_by_itself_is_waited_for(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        Roster(tmp_path / "children.json").add(child.pid)
        assert child.stdin is not None
        child.stdin.close()
        Roster(tmp_path / "children.json").outlast(patience=10)
        assert not psutil.pid_exists(child.pid) or psutil.Process(child.pid).status() == psutil.STATUS_ZOMBIE


def test_a_process_that_only_has_the_same_number_is_left_alone(tmp_path: Path) -> None:
    with subprocess.Popen(SLEEPER) as child:
        (tmp_path / "children.json").write_text(json.dumps({str(child.pid): 1.0}))
        assert Roster(tmp_path / "children.json").outlast(patience=0.1) == 0
        assert child.poll() is None
        child.kill()


def test_a_list_that_makes_no_sense_is_no_list(tmp_path: Path) -> None:
    (tmp_path / "children.json").write_text("[1, 2")
    assert Roster(tmp_path / "children.json").outlast(patience=0.1) == 0


def test_a_list_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "children.tmp").mkdir()
    with subprocess.Popen(SLEEPER) as child:
        Roster(tmp_path / "children.json").add(child.pid)
        child.kill()


async def test_a_gentle_child_gives_way(tmp_path: Path) -> None:
    gone = asyncio.Event()
    spawn = spawner(Roster(tmp_path / "children.json"), "-c", "input()", gentle=True)
    child = spawn(lambda message: None, lambda code: gone.set())
    assert psutil.Process(child.pid).nice() > psutil.Process().nice()  # so do classes on Windows
    child.end()
    await gone.wait()


def test_a_process_that_crashes_at_work_may_start_at_once_a_few_times() -> None:
    starts = Starts()
    for _ in range(5):
        starts.crashed()
        assert starts.due
    starts.crashed()
    assert 0 < starts.wait <= 1
    assert starts.failures == 3
    starts.forgive()
    starts.crashed()
    assert (starts.due, starts.failures) == (True, 0)
