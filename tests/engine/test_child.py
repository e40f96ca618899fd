"""The engine child as a real process, from start to the end of its stdin."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
import pytest

from footfall_daemon import pipe
from footfall_daemon.engine.messages import (
    Admit,
    Finished,
    FromEngine,
    Load,
    Loaded,
    SegmentFailed,
    ToEngine,
    Up,
    from_engine,
)
from tests.engine.sketch.studio import Studio, contact

_GONE_WITHIN = 2.0  # seconds: what DESIGN promises of every child


class Child:
    def __init__(self) -> None:
        command = [sys.executable, "-m", "footfall_daemon.engine", "--device", "cpu"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.stdin = cast(BinaryIO, self.process.stdin)
        self.stdout = cast(BinaryIO, self.process.stdout)

    def say(self, message: ToEngine) -> None:
        pipe.send(self.stdin, message.model_dump(mode="json"))

    def hear(self) -> FromEngine:
        return from_engine.validate_python(pipe.receive(self.stdout))

    def hear_until_ended(self, count: int) -> list[Finished | SegmentFailed]:
        ended: list[Finished | SegmentFailed] = []
        while len(ended) < count:
            if isinstance(report := self.hear(), Finished | SegmentFailed):
                ended.append(report)
        return ended

    def close(self) -> None:
        self.stdin.close()
        self.stdout.close()
        self.process.kill()
        self.process.wait()


@pytest.fixture
def child() -> Iterator[Child]:
    child = Child()
    yield child
    child.close()


def test_two_segments_from_start_to_finish(child: Child, tmp_path: Path) -> None:
    studio = Studio(tmp_path)
    orders = [studio.order([contact(0.5)], prompt="metal impact"), studio.order(prompt="rain", seconds=5.0)]
    lost = studio.order().model_copy(update={"cues": str(tmp_path / "gone")})
    assert isinstance(child.hear(), Up)
    child.say(Load(engine="sketch"))
    assert isinstance(child.hear(), Loaded)
    child.say(Admit(segments=[*orders, lost]))
    ended = {report.segment: report for report in child.hear_until_ended(3)}
    assert isinstance(ended[lost.id], SegmentFailed)
    for order in orders:
        assert isinstance(ended[order.id], Finished)
        assert np.array_equal(np.load(order.wave), studio.make(order))


def test_it_is_gone_soon_after_its_stdin_in_the_middle_of_work(child: Child, tmp_path: Path) -> None:
    orders = [Studio(tmp_path).order(prompt="heavy rain, stream", seconds=60.0)]
    child.say(Load(engine="sketch"))
    child.say(Admit(segments=orders))
    child.hear(), child.hear()
    child.stdin.close()
    assert child.process.wait(timeout=_GONE_WITHIN) == 0
    assert not Path(orders[0].wave).exists()


def test_it_is_gone_soon_after_its_stdin_when_idle(child: Child) -> None:
    child.hear()
    child.stdin.close()
    assert child.process.wait(timeout=_GONE_WITHIN) == 0


def test_a_message_that_makes_no_sense_ends_it(child: Child) -> None:
    child.hear()
    pipe.send(child.stdin, {"kind": "dance"})
    assert child.process.wait(timeout=_GONE_WITHIN) == 1


def test_a_device_that_is_not_there_is_told() -> None:
    command = [sys.executable, "-m", "footfall_daemon.engine", "--device", "cuda:99"]
    ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "no device 'cuda:99'" in ended.stderr
