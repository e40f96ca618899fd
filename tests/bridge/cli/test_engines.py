"""`footfall engines`: terms shown and accepted by people, and what the daemon's program says of weights."""

from __future__ import annotations

import importlib.util
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from footfall_bridge.cli.__main__ import main
from tests.bridge.cli.words import Capture, error_of, json_of, text_of

TERMS: dict[str, Any] = {
    "licence": "Some Licence",
    "version": "3",
    "territory": "It does not hold on the moon.",
    "points": ["Nobody may sing."],
    "whole": "the wall of the library",
    "accepted": False,
}
SKETCH: dict[str, Any] = {
    "name": "sketch",
    "title": "Sketch",
    "licence": "MIT",
    "weights": None,
    "installed": True,
    "missing": "",
    "download_bytes": 0,
    "terms": None,
}
BIG: dict[str, Any] = {
    **SKETCH,
    "name": "big",
    "title": "Big",
    "licence": "Some Licence",
    "weights": "big",
    "installed": False,
    "missing": "its weights are not installed",
    "download_bytes": 3 * 2**30,
    "terms": TERMS,
}
PULLED: dict[str, Any] = {
    "engine": "big",
    "set_file": "/weights/sets/big/set.json",
    "accepted": {"licence": "Some Licence", "version": "3", "territory": "...", "at": "2026-01-02T00:00:00Z"},
    "source": {"kind": "hub", "where": ["somebody/big@0123"]},
    "fetched_bytes": 2**31,
    "files": [{"role": "dit", "path": "/weights/big.pth", "size": 9, "sha256": "00", "published": True}],
}
PROGRESS = {"kind": "progress", "stage": "fetch", "file": "big.pth", "done": 1, "total": 2**31}
NOTICE = {"kind": "notice", "text": "big.pth is small"}
Program = Callable[..., None]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """Makes the supply program one that lists `engines`, and when it pulls notes how, and says these lines."""
    script = tmp_path / "supply.py"
    monkeypatch.setattr("footfall_bridge.supply.daemon_command", lambda name: [sys.executable, str(script)])
    monkeypatch.chdir(tmp_path)

    def write(*lines: object, engines: tuple[dict[str, Any], ...] = (SKETCH, BIG)) -> None:
        said = {
            "list": [json.dumps({"kind": "result", "engines": engines})],
            "pull": [json.dumps(line) for line in lines],
        }
        script.write_text(
            f"import pathlib, sys\nfor line in {said!r}[sys.argv[1]]: print(line, flush=True)\n"
            "if sys.argv[1] == 'pull': pathlib.Path('words').write_text(' '.join(sys.argv[2:]))\n"
        )

    return write


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def answer(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(words))


def asked_for(tmp_path: Path) -> str:
    """With what words the program was told to pull."""
    return (tmp_path / "words").read_text()


def test_the_list_as_json_has_the_documented_shape(program: Program, capsys: Capture) -> None:
    program()
    assert json_of(capsys, "engines", "list") == {"engines": [SKETCH, BIG]}


def test_people_see_what_is_ready_and_what_the_others_lack(program: Program, capsys: Capture) -> None:
    program()
    ready, lacking, why = text_of(capsys, "engines", "list").splitlines()
    assert ready.split() == ["ok", "sketch:", "Sketch", "(MIT)"]
    assert lacking == "--  big: Big (Some Licence)"
    assert why.strip() == "its weights are not installed, about 3.0 GiB to fetch"


def test_the_pull_as_json_has_the_documented_shape(program: Program, capsys: Capture) -> None:
    program(PROGRESS, NOTICE, {"kind": "result", **PULLED})
    pulled = json_of(capsys, "engines", "pull", "big", "--accept-licence")
    assert pulled == {**PULLED, "notices": ["big.pth is small"]}


def test_the_terms_are_shown_and_asked_for(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    program({"kind": "result", **PULLED})
    answer(monkeypatch, "y\n")
    assert main(["engines", "pull", "big"]) == 0
    out, err = capsys.readouterr()
    for words in ("Some Licence", *TERMS["points"], TERMS["territory"], TERMS["whole"], "not as legal advice"):
        assert words in err
    assert out.strip() == "big is ready: 2.0 GiB fetched."
    assert asked_for(tmp_path) == "big --accept-licence"


@pytest.mark.parametrize("words", ["n\n", "\n"])
def test_who_does_not_accept_gets_nothing(
    words: str, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    program({"kind": "result", **PULLED})
    answer(monkeypatch, words)
    assert main(["engines", "pull", "big"]) == 2
    assert capsys.readouterr().err.endswith("[licence-not-accepted]\n")
    assert not (tmp_path / "words").exists()


def test_without_a_terminal_nobody_is_asked(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    program({"kind": "error", "code": "licence-not-accepted", "message": "pull with --accept-licence"})
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    assert main(["engines", "pull", "big"]) == 2
    err = capsys.readouterr().err
    assert TERMS["territory"] in err
    assert err.endswith("pull with --accept-licence [licence-not-accepted]\n")
    assert asked_for(tmp_path) == "big"


def test_what_was_accepted_before_is_not_asked_for_again(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    accepted = {**BIG, "terms": {**TERMS, "accepted": True}}
    program({"kind": "result", **PULLED}, engines=(accepted,))
    answer(monkeypatch, "")
    assert main(["engines", "pull", "big"]) == 0
    assert capsys.readouterr().err == ""
    assert asked_for(tmp_path) == "big"


def test_files_of_ones_own_are_named_in_full(program: Program, tmp_path: Path, capsys: Capture) -> None:
    source = {"kind": "folder", "where": ["/my/weights"]}
    program(NOTICE, {"kind": "result", **PULLED, "source": source})
    assert main(["engines", "pull", "big", "--accept-licence", "--from", "mine"]) == 0
    assert asked_for(tmp_path) == f"big --from={tmp_path / 'mine'} --accept-licence"
    out, err = capsys.readouterr()
    assert "Nothing was copied" in out
    assert "/my/weights" in out
    assert err.endswith("Note: big.pth is small.\n")


def test_each_file_is_a_line_where_there_is_no_terminal(program: Program, capsys: Capture) -> None:
    check = {**PROGRESS, "stage": "check"}
    program(PROGRESS, {**PROGRESS, "done": 2}, check, {"kind": "result", **PULLED}, engines=())
    assert main(["engines", "pull", "big", "--accept-licence"]) == 0
    assert capsys.readouterr().err.splitlines() == ["fetching big.pth, 2.0 GiB", "checking big.pth, 2.0 GiB"]


def test_on_a_terminal_each_file_is_a_bar(
    program: Program, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    program(PROGRESS, {**PROGRESS, "done": 2**31}, {"kind": "result", **PULLED}, engines=())
    assert main(["engines", "pull", "big", "--accept-licence"]) == 0
    assert "fetching big.pth" in terminal.getvalue()
    assert "2.0/2.0 GiB" in terminal.getvalue()


def test_a_program_that_ends_without_a_result_is_quoted(program: Program, capsys: Capture) -> None:
    program(PROGRESS)
    error = json_of(capsys, "engines", "pull", "big", "--accept-licence", code=2)["error"]
    assert error["code"] == "pull-failed"
    assert "exit code 0" in error["message"]


def test_a_missing_daemon_package_is_a_sentence(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert main(["engines", "list"]) == 3
    assert error_of(capsys) == "no-daemon"
