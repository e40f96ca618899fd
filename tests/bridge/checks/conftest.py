"""The doctor, and what it says."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from footfall_bridge.checks import libraries
from footfall_bridge.checks.program import told_by
from footfall_bridge.cli.__main__ import main
from tests.bridge.cli.words import Capture

Report = dict[str, Any]
Doctor = Callable[..., Report]
_TORCH = {"torch": "0", "built_for": "", "device": "cpu", "card": {"name": ""}, "total": 2**34, "free": 2**33}
_MEMORY = {"driver": "", "sources": [{"source": "system", "total": 2**34, "free": 2**33, "note": ""}]}
_AV = {"av": "0", "libraries": {}, "decoders": ["h264"], "missing": []}


@pytest.fixture
def doctor(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> Doctor:
    """`footfall doctor`, all of it but torch and FFmpeg, which take seconds to load: see test_libraries."""
    told = {libraries._ASK_AV: _AV, libraries._ASK_TORCH: _TORCH}
    monkeypatch.setattr(libraries, "told_by", lambda words, places: told.get(words[1]) or told_by(words, places))
    monkeypatch.setattr(libraries, "asked", lambda *words, places: _MEMORY)

    def look(*words: str) -> Report:
        main(["doctor", *words, "--json"])
        report: Report = json.loads(capsys.readouterr().out)
        return report

    return look


def check(report: Report, name: str) -> Report:
    found = [finding for finding in report["checks"] if finding["name"] == name]
    assert len(found) == 1, [finding["name"] for finding in report["checks"]]
    return dict(found[0])
