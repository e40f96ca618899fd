"""What a command line orders, what it prints, and how it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from footfall_bridge.cli import follow
from footfall_bridge.cli.__main__ import main
from footfall_bridge.protocol import Order

Capture = pytest.CaptureFixture[str]


def touched(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def error_of(capsys: Capture) -> str:
    """The code in brackets at the end of the one line on stderr."""
    out, err = capsys.readouterr()
    assert out == ""
    (line,) = err.splitlines()
    return line.rpartition("[")[2].rstrip("]")


def json_of(capsys: Capture, *words: str, code: int = 0) -> Any:
    assert main([*words, "--json"]) == code
    out, err = capsys.readouterr()
    assert err == ""
    return json.loads(out)


def text_of(capsys: Capture, *words: str, code: int = 0) -> str:
    assert main(list(words)) == code
    return capsys.readouterr().out


def ordered(monkeypatch: pytest.MonkeyPatch, *words: str) -> list[Order]:
    """What a command line would submit."""
    kept: list[Order] = []

    def keep(orders: list[Order], **_: object) -> int:
        kept.extend(orders)
        return 0

    monkeypatch.setattr(follow, "carry_out", keep)
    assert main(list(words)) == 0
    return kept
