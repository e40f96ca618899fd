"""How smooth the tray app's window stays: 10,000 jobs, 100 events a second, looked at and scrolled.

`python -m tests.benchmarks.window [--jobs N] [--rate N] [--seconds N]`
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from footfall_bridge.orders import order
from footfall_bridge.places import Places
from footfall_bridge.protocol import JobState
from footfall_gui.__main__ import TrayApp
from footfall_gui.only_one import OnlyOne
from tests.bridge.fake_daemon import FakeDaemon
from tests.bridge.fake_jobs import job_of

_BEAT_MS: Final = 5
_FRAME_MS: Final = 50
_TO_COME: Final = (JobState.preparing, JobState.ready, JobState.running, JobState.writing, JobState.done)


def main() -> None:
    wishes = _wishes()
    if wishes.serve:
        _serve(Places.below(Path(wishes.serve)), wishes.jobs, wishes.rate)
        return
    with tempfile.TemporaryDirectory() as home:
        places = Places.below(Path(home))
        places.make()
        command = [sys.executable, "-m", "tests.benchmarks.window", "--serve", home]
        daemon = subprocess.Popen([*command, "--jobs", str(wishes.jobs), "--rate", str(wishes.rate)])
        try:
            _measure(places, wishes)
        finally:
            daemon.terminate()
            daemon.wait()


def _measure(places: Places, wishes: argparse.Namespace) -> None:
    while not places.connection_file.exists():
        time.sleep(0.1)
    app = QApplication(["footfall-tray"])
    only_one = OnlyOne(places)
    only_one.is_first()
    tray = TrayApp(app, places, only_one)
    heart = Heart()
    began = time.perf_counter()
    tray.open([], hidden=False)
    _run_until(app, lambda: tray.jobs.rowCount() == wishes.jobs)
    snapshot, blocked = time.perf_counter() - began, 1000 * heart.longest
    print(f"{wishes.jobs} jobs: shown {snapshot:.2f} s after the start, loop blocked {blocked:.0f} ms at most")

    _run_for(app, 2.0)
    heart.reset()
    frames: list[float] = []
    scroll = QTimer(interval=_FRAME_MS)
    scroll.timeout.connect(lambda: frames.append(_frame(tray)))
    scroll.start()
    wall, processor = time.perf_counter(), time.process_time()
    _run_for(app, wishes.seconds)
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    scroll.stop()
    _report("scrolled", wishes.rate, heart, frames, processor / wall)
    heart.reset()
    wall, processor = time.perf_counter(), time.process_time()
    _run_for(app, wishes.seconds)
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    _report("at rest", wishes.rate, heart, [], processor / wall)
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    tray.close()


class Heart(QObject):
    """Beats every few milliseconds: the longest time between two beats is how long the loop was blocked."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(self, interval=_BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def reset(self) -> None:
        self.longest, self._last = 0.0, time.perf_counter()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last - _BEAT_MS / 1000)
        self._last = now


def _frame(tray: TrayApp) -> float:
    """Scroll by a row and draw; seconds."""
    bar = tray.queue.table.verticalScrollBar()
    bar.setValue((bar.value() + 44) % max(1, bar.maximum()))
    began = time.perf_counter()
    tray.queue.table.viewport().repaint()
    return time.perf_counter() - began


def _report(what: str, rate: int, heart: Heart, frames: list[float], share: float) -> None:
    median = f", frames of {1000 * statistics.median(frames):.1f} ms" if frames else ""
    print(
        f"{what}, {rate} events a second: loop blocked {1000 * heart.longest:.0f} ms at most{median}, "
        f"{100 * share:.0f} % of a processor"
    )


def _run_until(app: QApplication, condition: Callable[[], bool]) -> None:
    while not condition():
        app.processEvents()
        time.sleep(0.001)


def _run_for(app: QApplication, seconds: float) -> None:
    QTimer.singleShot(round(1000 * seconds), lambda: app.exit(0))
    app.exec()


def _serve(places: Places, jobs: int, rate: int) -> None:
    """A daemon in a process of its own, whose jobs change state and progress all the time."""
    dice = random.Random(1)
    daemon = FakeDaemon(places)
    for number in range(1, jobs + 1):
        job = job_of(order(f"/films/reel{number // 50}/clip{number:05}.mov", prompt="boots on gravel"), number)
        daemon.jobs[job.id] = job.model_copy(update={"position": float(number)})
    daemon.start()
    ids = list(daemon.jobs)
    began, told = time.monotonic(), 0
    while True:
        told += 1
        chosen = dice.choice(ids)
        if told % 2:
            daemon.progress(**{chosen: dice.random()})
        else:
            daemon.change(chosen, state=dice.choice(_TO_COME), updated=time.time())
        time.sleep(max(0.0, began + told / rate - time.monotonic()))


def _wishes() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=10_000)
    parser.add_argument("--rate", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--serve", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
