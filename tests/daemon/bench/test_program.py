"""The program as the command line starts it: real processes, short clips."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from footfall_daemon.calibration import Calibration
from footfall_daemon.catalog import SKETCH

PROGRAM = [sys.executable, "-m", "footfall_daemon.bench", "--device", "cpu"]


def lines_of(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def refused(*arguments: str) -> dict[str, Any]:
    ended = subprocess.run([*PROGRAM, *arguments], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    error = lines_of(ended.stdout)[-1]
    assert error["kind"] == "error"
    assert error["message"].endswith(".")
    return error


def test_a_table_from_the_real_engine(tmp_path: Path) -> None:
    png, calibration = tmp_path / "a.png", tmp_path / "costs.json"
    ended = subprocess.run(
        [*PROGRAM, "--seconds", "1", "--sizes", "2", "--limit", "1", "--png", png, "--calibration", calibration],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    *progress, result = lines_of(ended.stdout)
    assert all(set(line) == {"kind", "done", "text"} for line in progress)
    shares = [line["done"] for line in progress]
    assert shares == sorted(shares)
    assert (result["kind"], result["engine"], result["device"]) == ("result", "sketch", "cpu")
    assert (result["seconds"], result["note"], result["kept"]) == (1.0, "", True)
    assert [row["batch"] for row in result["rows"]] == [1, 2]
    for row in result["rows"]:
        assert row["clips_per_s"] == pytest.approx(row["batch"] / row["latency_s"])
        assert 0 < row["step_s"] <= row["latency_s"]
        assert row["peak_bytes"] > 10 * 2**20
        assert 0 <= row["device_use"] <= 1
    assert result["rows"][0]["ratio_to_one"] == 1.0
    assert result["png"] == str(png)
    assert png.read_bytes().startswith(b"\x89PNG")
    known = Calibration(calibration).costs(SKETCH, "cpu", result["mode"])
    assert known.base_bytes != SKETCH.base_bytes
    assert set(known.phases) == {"encode", "finish"}


def test_an_engine_that_is_not_there() -> None:
    assert refused("--engine", "orchestra")["code"] == "unknown-engine"


def test_a_device_that_is_not_there() -> None:
    assert refused("--device", "cuda:99")["code"] == "no-such-device"


def test_a_picture_that_cannot_be_written(tmp_path: Path) -> None:
    assert refused("--png", str(tmp_path / "nowhere" / "a.png"))["code"] == "png"


def test_a_clip_longer_than_the_engine_takes() -> None:
    assert refused("--seconds", "61")["code"] == "too-long"


@pytest.mark.parametrize("arguments", [("--sizes", "0,1"), ("--sizes", "many"), ("--seconds", "-1"), ("--dance",)])
def test_arguments_that_make_no_sense(arguments: tuple[str, ...]) -> None:
    assert refused(*arguments)["code"] == "bad-arguments"


def test_a_video_that_is_not_there(tmp_path: Path) -> None:
    assert "film.mp4" in refused("--media", str(tmp_path / "film.mp4"))["message"]


def test_it_ends_with_its_children_when_nobody_listens_any_more() -> None:
    with subprocess.Popen(PROGRAM, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        assert "starting the engine" in program.stdout.readline()
        children = psutil.Process(program.pid).children(recursive=True)
        program.stdout.close()
        words = program.stderr.read()
    assert program.returncode == 1
    assert "Traceback" not in words
    assert psutil.wait_procs(children, timeout=5)[1] == []


@pytest.mark.skipif(os.name == "nt", reason="a test cannot send Ctrl-C to one process alone on Windows")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_ctrl_c_ends_it_and_its_children(name: str) -> None:
    with subprocess.Popen(PROGRAM, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as program:
        assert program.stdout is not None
        while "preparing" not in program.stdout.readline():
            pass
        children = psutil.Process(program.pid).children(recursive=True)
        assert children
        program.send_signal(getattr(signal, name))
        rest, _ = program.communicate()
    assert program.returncode == 130
    assert lines_of(rest)[-1]["code"] == "interrupted"
    assert psutil.wait_procs(children, timeout=5)[1] == []
