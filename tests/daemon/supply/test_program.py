"""The program as the command line starts it: what it refuses at once, and what it says of the engines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from footfall_bridge.places import HOME_VARIABLE
from footfall_daemon.library import Library
from footfall_daemon.library.records import Acceptance, Held, Installed, Source
from footfall_daemon.library.terms import TENCENT_HUNYUAN

PROGRAM = [sys.executable, "-m", "footfall_daemon.supply"]
ACCEPTED = Acceptance.of(TENCENT_HUNYUAN, datetime(2026, 1, 2, tzinfo=UTC))


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "data" / "weights")


def said(home: Path, *words: str) -> tuple[int, dict[str, Any]]:
    environment = {**os.environ, HOME_VARIABLE: str(home)}
    ended = subprocess.run([*PROGRAM, *words], env=environment, capture_output=True, text=True, check=False)
    assert ended.stderr == ""
    return ended.returncode, json.loads(ended.stdout)


def refused(home: Path, *words: str) -> tuple[str, str]:
    code, error = said(home, *words)
    assert (code, error["kind"]) == (1, "error")
    return error["code"], error["message"]


def listed(home: Path, name: str) -> dict[str, Any]:
    _, listing = said(home, "list")
    (engine,) = [engine for engine in listing["engines"] if engine["name"] == name]
    return dict(engine)


def test_nothing_is_fetched_before_the_licence_is_accepted(tmp_path: Path, library: Library) -> None:
    code, message = refused(tmp_path, "pull", "hunyuan-xl")
    assert code == "licence-not-accepted"
    assert "--accept-licence" in message
    assert library.accepted("hunyuan-xl") is None


def test_acceptance_is_written_down_even_where_the_pull_fails(tmp_path: Path, library: Library) -> None:
    nowhere = f"--from={tmp_path / 'nowhere'}"
    assert refused(tmp_path, "pull", "hunyuan-xl", "--accept-licence", nowhere)[0] == "no-folder"
    kept = library.accepted("hunyuan-xl")
    assert kept is not None
    assert kept.covers(TENCENT_HUNYUAN)
    assert listed(tmp_path, "hunyuan-xl")["terms"]["accepted"]
    assert not listed(tmp_path, "hunyuan-xxl")["terms"]["accepted"]
    assert refused(tmp_path, "pull", "hunyuan-xl", nowhere)[0] == "no-folder"


@pytest.mark.parametrize(
    ("words", "code"),
    [(["pull", "sketch"], "no-weights"), (["pull", "nobody"], "unknown-engine"), (["push"], "bad-arguments")],
)
def test_what_cannot_be_pulled_is_refused(tmp_path: Path, words: list[str], code: str) -> None:
    assert refused(tmp_path, *words)[0] == code


def test_two_pulls_at_once_are_refused(tmp_path: Path, library: Library) -> None:
    library.folder.mkdir(parents=True)
    with FileLock(library.lock):
        assert refused(tmp_path, "pull", "hunyuan-xl", "--accept-licence")[0] == "pull-running"


def test_the_list_says_what_an_engine_lacks(tmp_path: Path) -> None:
    xl = listed(tmp_path, "hunyuan-xl")
    assert (xl["installed"], xl["weights"]) == (False, "hunyuan-xl")
    assert "`footfall engines pull hunyuan-xl`" in xl["missing"]
    assert 10e9 < xl["download_bytes"] < 11e9
    assert "European Union" in xl["terms"]["territory"]
    sketch = listed(tmp_path, "sketch")
    assert (sketch["installed"], sketch["weights"], sketch["download_bytes"]) == (True, None, 0)


def test_the_list_names_a_file_that_has_gone(tmp_path: Path, library: Library) -> None:
    dit = tmp_path / "dit.pth"
    dit.write_bytes(b"weights")
    held = Held(role="dit", path=dit, size=7, sha256="0" * 64, published=False)
    source = Source(kind="folder", where=(str(tmp_path),))
    record = Installed(name="hunyuan-xl", accepted=ACCEPTED, source=source, at=ACCEPTED.at, files=(held,))
    library.install(record, {"dit": dit})
    assert listed(tmp_path, "hunyuan-xl")["installed"]
    dit.unlink()
    xl = listed(tmp_path, "hunyuan-xl")
    assert not xl["installed"]
    assert str(dit) in xl["missing"]
