"""`footfall doctor` as people see it: findings, repairs listed before they are made, and what is left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from footfall_bridge import checks
from footfall_bridge.checks import Finding, Mend
from footfall_bridge.cli.__main__ import main
from footfall_bridge.places import Places
from footfall_bridge.protocol import Refusal
from tests.bridge.cli.words import Capture, json_of, text_of

WELL = Finding(name="python", ok=True, detail="3.12")


@pytest.fixture
def stale(places: Places, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that should not be there; the doctor finds nothing else."""
    file = places.runtime / "stale"
    file.touch()

    def examine(places: Places) -> Iterator[Finding]:
        yield WELL
        mend = Mend(what="remove it", carry_out=file.unlink)
        yield Finding(
            name="file", ok=not file.exists(), detail="a file", fix="remove it", mends=(mend,), seconds=2.0
        )

    monkeypatch.setattr(checks, "examine", examine)
    return file


def test_without_fix_nothing_is_changed(stale: Path, capsys: Capture) -> None:
    assert text_of(capsys, "doctor", code=1).splitlines() == [
        "ok  python: 3.12",
        "!!  file: a file (2.0 s)",
        "      remove it; `footfall doctor --fix` does it",
    ]
    assert stale.exists()


def test_repairs_are_listed_made_and_looked_at(stale: Path, capsys: Capture) -> None:
    _, after = text_of(capsys, "doctor", "--fix").split("does it\n")
    assert after == "\n1 repair:\n  remove it\n\nAnd now:\nok  python: 3.12\nok  file: a file (2.0 s)\n"
    assert not stale.exists()


def test_as_json_it_has_the_documented_shape(stale: Path, capsys: Capture) -> None:
    found = {"name": "file", "ok": False, "detail": "a file", "fix": "remove it", "required": True}
    looked = json_of(capsys, "doctor", code=1)
    assert looked["checks"][1] == {**found, "seconds": 2.0, "mends": ["remove it"]}
    assert set(looked) == {"healthy", "checks"}
    mended = json_of(capsys, "doctor", "--fix")
    assert mended["healthy"]
    assert mended["mended"] == [{"check": "file", "what": "remove it", "error": None}]


def test_what_cannot_be_mended_says_why(monkeypatch: pytest.MonkeyPatch, places: Places, capsys: Capture) -> None:
    def refuse() -> None:
        raise Refusal("daemon-busy", "wait for it")

    mend = Mend(what="restart it", carry_out=refuse)
    bad = Finding(name="daemon", ok=False, detail="old", required=False, mends=(mend,))
    monkeypatch.setattr(checks, "examine", lambda places: iter([bad]))
    assert main(["doctor", "--fix"]) == 0
    assert capsys.readouterr().err == "footfall: wait for it [daemon-busy]\n"


def test_where_nothing_can_be_mended_it_says_so(
    monkeypatch: pytest.MonkeyPatch, places: Places, capsys: Capture
) -> None:
    monkeypatch.setattr(checks, "examine", lambda places: iter([WELL]))
    assert "Nothing here can be mended by --fix." in text_of(capsys, "doctor", "--fix")
