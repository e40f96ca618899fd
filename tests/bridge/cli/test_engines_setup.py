"""`footfall engines setup`: what it says before anything is fetched."""

from __future__ import annotations

import pytest

from footfall_bridge.cli.__main__ import main
from footfall_bridge.cli.provision import shown
from footfall_bridge.places import Places
from footfall_bridge.provision.builds import Machine
from footfall_bridge.provision.wheels import Progress
from tests.bridge.cli.words import Capture, error_of, json_of, text_of


@pytest.fixture(autouse=True)
def _bare(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Linux without any card."""
    monkeypatch.delenv("FOOTFALL_TORCH_INDEX", raising=False)
    machine = Machine(system="linux", processor="x86_64")
    monkeypatch.setattr("footfall_bridge.provision.provision.look", lambda: machine)


def test_a_dry_run_says_what_and_why_and_how_much(places: Places, capsys: Capture) -> None:
    said = text_of(capsys, "engines", "setup", "--dry-run")
    assert "PyTorch for the processor alone: no graphics card." in said
    assert "3.0 GiB are fetched" in said
    assert not places.engines.exists()


def test_as_json_it_has_the_same(capsys: Capture) -> None:
    said = json_of(capsys, "engines", "setup", "--dry-run", "--torch-index", "file:///torch")
    assert (said["build"], said["device"]) == ("cpu", None)
    assert said["download_bytes"] < 2**30


def test_a_build_that_nobody_knows_is_refused_with_those_there_are(capsys: Capture) -> None:
    assert main(["engines", "setup", "--build", "abacus"]) == 2
    assert "cuda, rocm, xpu, mps, cpu" in capsys.readouterr().err


def test_where_nobody_can_be_asked_nothing_is_fetched(places: Places, capsys: Capture) -> None:
    assert main(["engines", "setup", "--json"]) == 2
    assert "not-confirmed" in capsys.readouterr().out
    assert not places.engines.exists()


def test_without_a_terminal_each_thing_is_a_line(capsys: Capture) -> None:
    with shown(hidden=False) as hear:
        for done in (0, 5, 10):
            hear(Progress(stage="fetching", what="torch", number=1, count=2, done=done, total=10))
        hear(Progress(stage="trying", what="PyTorch", number=1, count=1))
    assert capsys.readouterr().err.splitlines() == ["fetching torch (1 of 2)", "trying PyTorch"]


def test_a_daemon_without_engines_says_how_to_get_them(
    places: Places, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object() if name == "footfall_daemon" else None)
    assert main(["daemon"]) == 3
    assert error_of(capsys) == "no-engines"
