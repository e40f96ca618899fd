"""`footfall bench`: the daemon keeps off the device meanwhile, and gets it back whatever happens."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from footfall_bridge.cli import release
from footfall_bridge.cli.__main__ import main
from footfall_bridge.cli.measurement import Progress, measure
from footfall_bridge.cli.release import lent
from footfall_bridge.locate import daemon_lives
from footfall_bridge.places import Places
from footfall_bridge.protocol import Refusal
from tests.bridge.cli.words import Capture, json_of
from tests.bridge.fake_daemon import FakeDaemon
from tests.bridge.fake_devices import a_worker

PROGRESS = {"kind": "progress", "done": 0.3, "text": "batch 4"}
FIGURES: dict[str, Any] = {
    "engine": "sketch",
    "device": "cuda:0",
    "card": "Some Card",
    "mode": "float32",
    "seconds": 10.0,
    "rows": [
        {
            "batch": batch,
            "clips_per_s": rate,
            "ratio_to_one": rate / 2.0,
            "step_s": 0.25,
            "latency_s": batch / rate,
            "device_use": None if batch == 1 else 0.97,
            "peak_bytes": batch * 2**30,
        }
        for batch, rate in ((1, 2.0), (2, 3.0), (4, 3.1))
    ],
    "knee_batch": 2,
    "note": "a batch of 8 does not fit",
    "kept": True,
    "png": None,
}
RESULT = {"kind": "result", **FIGURES}
Program = Callable[..., None]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """Makes the bench program one that says these lines, then does something else."""
    script = tmp_path / "bench.py"
    monkeypatch.setattr(release, "_LOOK_EVERY", 0.0)
    monkeypatch.setattr("footfall_bridge.locate.daemon_command", lambda program: [sys.executable, str(script)])

    def write(*said: object, then: str = "") -> None:
        lines = [line if isinstance(line, str) else json.dumps(line) for line in said]
        script.write_text(f"import sys\nfor line in {lines!r}: print(line, flush=True)\n{then}\n")

    return write


@pytest.fixture
def lending(daemon: FakeDaemon) -> Iterator[FakeDaemon]:
    """A daemon that has its device back in the end."""
    yield daemon
    assert [gpu.action for gpu in daemon.devices.asked] == ["release", "reclaim"]
    assert daemon.devices.workers[0].state == "idle"


def test_json_has_the_documented_shape(program: Program, lending: FakeDaemon, capsys: Capture) -> None:
    program(PROGRESS, RESULT)
    assert json_of(capsys, "bench") == FIGURES


def test_people_see_how_far_it_is_and_where_the_knee_is(
    program: Program, lending: FakeDaemon, capsys: Capture
) -> None:
    program(PROGRESS, {**RESULT, "png": "/film/bench.png"})
    assert main(["bench"]) == 0
    out, err = capsys.readouterr()
    assert err.splitlines()[-1] == " 30%  batch 4"
    assert out.splitlines()[0] == "sketch (float32) on Some Card, clips of 10 s"
    assert [line.split()[:3] for line in out.splitlines() if "knee" in line] == [["2", "3", "1.50"]]
    assert "a batch of 8 does not fit" in out
    assert out.splitlines()[-1] == "/film/bench.png"


def test_a_knee_between_batches_is_marked_at_the_next(
    program: Program, lending: FakeDaemon, capsys: Capture
) -> None:
    program({**RESULT, "knee_batch": 3})
    assert main(["bench"]) == 0
    (row,) = [line.split() for line in capsys.readouterr().out.splitlines() if line.endswith("knee")]
    assert row[0] == "4"


def test_the_program_gets_what_was_asked_for(
    program: Program, places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    program(RESULT, then="import pathlib; pathlib.Path('words').write_text('\\n'.join(sys.argv[1:]))")
    options = "--engine sketch --device cuda:1 --seconds 2.5 --sizes 1,2 --png a.png"
    assert main(["bench", *options.split()]) == 0
    assert (tmp_path / "words").read_text().splitlines() == [
        "--engine=sketch",
        "--device=cuda:1",
        "--sizes=1,2",
        f"--png={tmp_path / 'a.png'}",
        "--seconds=2.5",
        f"--calibration={places.calibration_file}",
        f"--weights={places.weights}",
    ]


def test_no_daemon_is_started(program: Program, places: Places, capsys: Capture) -> None:
    program(RESULT)
    json_of(capsys, "bench")
    assert not daemon_lives(places)


def test_a_refusal_of_the_program_is_one(program: Program, lending: FakeDaemon, capsys: Capture) -> None:
    program({"kind": "error", "code": "unknown-engine", "message": "there is no engine"}, then="sys.exit(1)")
    error = json_of(capsys, "bench", code=2)["error"]
    assert error == {"code": "unknown-engine", "message": "there is no engine"}


def test_a_program_that_dies_is_quoted(program: Program, lending: FakeDaemon, capsys: Capture) -> None:
    program(PROGRESS, then="sys.exit('no such driver')")
    error = json_of(capsys, "bench", code=2)["error"]
    assert error["code"] == "bench-failed"
    assert error["message"].endswith("exit code 1: no such driver")


@pytest.mark.parametrize("line", ["loading ...", "{}", '{"kind": "result"}', "[]"])
def test_what_nobody_understands_is_quoted(
    line: str, program: Program, lending: FakeDaemon, capsys: Capture
) -> None:
    program(line)
    assert line in json_of(capsys, "bench", code=2)["error"]["message"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals between processes")
def test_being_ended_is_like_ctrl_c(program: Program, lending: FakeDaemon) -> None:
    program(then="import os, signal, threading; os.kill(os.getppid(), signal.SIGTERM); threading.Event().wait()")
    assert main(["bench"]) == 130


def test_nothing_of_an_interrupted_program_stays(program: Program, tmp_path: Path) -> None:
    def interrupt(said: Progress) -> None:
        raise KeyboardInterrupt

    script = (
        "import json, os, pathlib, threading; pathlib.Path('pid').write_text(str(os.getpid()));"
        f"print({json.dumps(PROGRESS)!r}, flush=True); threading.Event().wait()"
    )
    command = [sys.executable, "-c", f"import os; os.chdir({str(tmp_path)!r}); {script}"]
    with pytest.raises(KeyboardInterrupt):
        measure(command, interrupt)
    assert not psutil.pid_exists(int((tmp_path / "pid").read_text()))


def test_a_missing_daemon_package_is_a_sentence(
    places: Places, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert json_of(capsys, "bench", code=3)["error"]["code"] == "no-daemon"


def test_only_the_device_measured_is_lent(daemon: FakeDaemon) -> None:
    daemon.devices.workers = [a_worker("cuda:0"), a_worker("cuda:1")]
    with lent("cuda:1", tell=print):
        assert [worker.state for worker in daemon.devices.workers] == ["running", "released"]
    assert [worker.state for worker in daemon.devices.workers] == ["running", "idle"]


def test_all_are_lent_where_the_daemon_knows_no_such_device(daemon: FakeDaemon) -> None:
    with lent("cuda", tell=print):
        assert daemon.devices.released


def test_what_was_released_before_stays_released(daemon: FakeDaemon) -> None:
    released = a_worker("cuda:0").model_copy(update={"state": "released"})
    daemon.devices.workers = [released, a_worker("cuda:1")]
    with lent(None, tell=print):
        assert daemon.devices.released
    assert [worker.state for worker in daemon.devices.workers] == ["released", "idle"]


def test_a_device_that_does_not_come_free_is_given_back(
    daemon: FakeDaemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "_PATIENCE", 0.0)
    daemon.devices.slowness = -1
    with pytest.raises(Refusal, match="not free after"), lent(None, tell=print):
        pytest.fail("measured on a device that is in use")
    assert daemon.devices.workers[0].state == "idle"


def test_a_daemon_that_went_meanwhile_costs_no_figures(daemon: FakeDaemon) -> None:
    told: list[str] = []
    with lent(None, tell=told.append):
        daemon.stop()
    assert "`footfall gpu reclaim`" in told[-1]
