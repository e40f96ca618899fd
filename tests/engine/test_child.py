"""The engine child as a real process, from start to the end of its stdin."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from footfall_daemon import pipe
from footfall_daemon.engine.messages import (
    Admit,
    Drop,
    Finished,
    Leave,
    Load,
    Loaded,
    Measure,
    Measured,
    PhasesBeside,
    SegmentFailed,
    Stepped,
    Up,
)
from tests.engine.child import Child
from tests.engine.counting import order
from tests.engine.patient import environment
from tests.engine.sketch.studio import Studio, contact

_GONE_WITHIN = 2.0  # seconds: what DESIGN promises of every child
_PATIENCE = 60.0
_ENDLESS = f"{10**9}"
"""Steps of the patient engine."""


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
    for made in orders:
        assert isinstance(ended[made.id], Finished)
        assert np.array_equal(np.load(made.wave), studio.make(made))


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


def test_told_to_leave_it_parks_and_is_gone(child: Child, tmp_path: Path) -> None:
    orders = [Studio(tmp_path).order(prompt="heavy rain, stream", seconds=60.0)]
    child.say(Load(engine="sketch"), Admit(segments=orders))
    child.hear_first(Stepped)
    child.say(Leave())
    assert child.process.wait(timeout=_GONE_WITHIN) == 0
    assert Path(orders[0].state).exists()
    assert not Path(orders[0].wave).exists()


def test_told_to_leave_it_is_gone_when_idle(child: Child) -> None:
    child.say(Leave())
    assert child.process.wait(timeout=_PATIENCE) == 0


def test_a_cancelled_segment_takes_no_further_step(child: Child, tmp_path: Path) -> None:
    studio = Studio(tmp_path)
    long, short = studio.order(prompt="rain", seconds=60.0), studio.order(seconds=5.0)
    child.say(Load(engine="sketch"), Admit(segments=[long, short]))
    child.hear_first(Stepped)
    child.say(Drop(segments=[long.id]), Measure())
    child.hear_first(Measured)
    assert list(child.hear_first(Stepped).progress) == [short.id]


@pytest.fixture
def patient(tmp_path: Path) -> Iterator[Child]:
    """Its engine finishes segments while it steps others."""
    child = Child(environment(tmp_path / "installation"))
    child.say(Load(engine="patient"), PhasesBeside(allowed=True))
    yield child
    child.close()


def test_a_segment_is_finished_while_another_steps(patient: Child, tmp_path: Path) -> None:
    one, endless = order("one", tmp_path, "meanwhile", seed=5), order("endless", tmp_path, _ENDLESS)
    patient.say(Admit(segments=[one, endless]))
    assert patient.hear_first(Finished).segment == "one/0"
    assert np.load(one.wave)[0, 0] == 5.0
    assert list(patient.hear_first(Stepped).progress) == ["endless/0"]


def test_what_is_being_finished_keeps_no_process_from_leaving(patient: Child, tmp_path: Path) -> None:
    orders = [order("one", tmp_path, "for ever"), order("endless", tmp_path, _ENDLESS)]
    patient.say(Admit(segments=orders))
    patient.hear_first(Stepped, lambda stepped: stepped.disturbed)
    patient.say(Leave())
    assert not [report for report in patient.rest() if isinstance(report, Finished)]
    assert patient.process.wait(timeout=_GONE_WITHIN) == 0
    assert all(Path(parked.state).exists() for parked in orders)


def test_nor_from_going_with_its_stdin(patient: Child, tmp_path: Path) -> None:
    patient.say(Admit(segments=[order("one", tmp_path, "for ever"), order("endless", tmp_path, _ENDLESS)]))
    patient.hear_first(Stepped, lambda stepped: stepped.disturbed)
    patient.stdin.close()
    assert patient.process.wait(timeout=_GONE_WITHIN) == 0


def test_a_message_that_makes_no_sense_ends_it(child: Child) -> None:
    child.hear()
    pipe.send(child.stdin, {"kind": "dance"})
    assert child.process.wait(timeout=_GONE_WITHIN) == 1


def test_a_device_that_is_not_there_is_told() -> None:
    command = [sys.executable, "-m", "footfall_daemon.engine", "--device", "cuda:99"]
    ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "no device 'cuda:99'" in ended.stderr
