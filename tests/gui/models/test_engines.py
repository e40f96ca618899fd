"""Engines as the daemon's supply program tells of them, and weights fetched beside Qt."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from footfall_gui.models.engines import EnginesModel
from footfall_gui.models.errands import Errands
from tests.bridge.cli.test_engines import BIG, NOTICE, PROGRESS, PULLED, SKETCH

Program = Callable[..., None]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """Makes the supply program one that lists two engines, says these lines when it pulls, and then may wait."""
    script = tmp_path / "supply.py"
    monkeypatch.setattr("footfall_bridge.supply.daemon_command", lambda name: [sys.executable, str(script)])

    def write(*lines: object, then: str = "pass") -> None:
        listed = json.dumps({"kind": "result", "engines": [SKETCH, BIG]})
        said = {"list": [listed], "pull": [json.dumps(line) for line in lines]}
        script.write_text(
            "import pathlib, sys, time\n"
            f"for line in {said!r}[sys.argv[1]]: print(line, flush=True)\n"
            f"if sys.argv[1] == 'pull':\n"
            f"    pathlib.Path({str(tmp_path / 'words')!r}).write_text(' '.join(sys.argv[2:]))\n"
            f"    {then}\n"
        )

    return write


@pytest.fixture
def model(errands: Errands) -> Iterator[EnginesModel]:
    model = EnginesModel(errands)
    yield model
    model.close()


def test_engines_are_listed(program: Program, model: EnginesModel, qtbot: QtBot) -> None:
    program()
    model.look()
    qtbot.waitUntil(lambda: [engine.name for engine in model.engines] == ["sketch", "big"], timeout=20_000)
    assert model.engines[1].terms is not None
    assert not model.looking


def test_the_real_program_lists_the_real_engines(
    model: EnginesModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setenv("FOOTFALL_HOME", str(tmp_path))
    model.look()
    qtbot.waitUntil(lambda: bool(model.engines), timeout=60_000)
    states = {engine.name: engine.installed for engine in model.engines}
    assert states["sketch"]
    assert not states["hunyuan-xl"]


def test_the_real_program_says_what_a_folder_lacks(
    model: EnginesModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setenv("FOOTFALL_HOME", str(tmp_path / "home"))
    (tmp_path / "files").mkdir()
    with qtbot.waitSignal(model.refused, timeout=60_000) as refused:
        model.install("hunyuan-xl", tmp_path / "files", accept=True)
    assert refused.args is not None
    assert refused.args[0] == "hunyuan-xl"
    assert str(tmp_path / "files") in refused.args[1].message


def test_weights_are_fetched_and_told_of(
    program: Program, model: EnginesModel, tmp_path: Path, qtbot: QtBot
) -> None:
    program(PROGRESS, NOTICE, {"kind": "result", **PULLED})
    with qtbot.waitSignal(model.pulled, timeout=20_000) as pulled:
        model.install("big", tmp_path / "files", accept=True)
    assert pulled.args == ["big", ["big.pth is small"]]
    assert (tmp_path / "words").read_text() == f"big --from={tmp_path / 'files'} --accept-licence"


def test_what_is_on_its_way_can_be_stopped(program: Program, model: EnginesModel, qtbot: QtBot) -> None:
    program(PROGRESS, then="time.sleep(600)")
    model.install("big", None, accept=True)
    qtbot.waitUntil(lambda: model.pull is not None and model.pull.progress is not None, timeout=20_000)
    with qtbot.waitSignal(model.refused, timeout=20_000) as refused:
        model.cancel()
    assert refused.args is not None
    assert refused.args[1].code == "interrupted"
    assert model.pull is None


def test_one_at_a_time(program: Program, model: EnginesModel, qtbot: QtBot) -> None:
    program(PROGRESS, then="time.sleep(600)")
    model.install("big", None, accept=True)
    with qtbot.waitSignal(model.refused) as refused:
        model.install("sketch", None, accept=True)
    assert refused.args is not None
    assert refused.args[1].code == "pull-running"
    assert model.pull is not None
    assert model.pull.engine == "big"


def test_a_refusal_of_the_program_is_told(program: Program, model: EnginesModel, qtbot: QtBot) -> None:
    program({"kind": "error", "code": "disk-full", "message": "make room"})
    with qtbot.waitSignal(model.refused, timeout=20_000) as refused:
        model.install("big", None, accept=True)
    assert refused.args is not None
    assert (refused.args[0], refused.args[1].code) == ("big", "disk-full")
