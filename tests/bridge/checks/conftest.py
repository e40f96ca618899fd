"""A user's home for the doctor to look over, and the doctor itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from footfall_bridge.checks import libraries
from footfall_bridge.cli.__main__ import main
from footfall_bridge.places import Places
from tests.bridge.cli.words import Capture

Report = dict[str, Any]
Doctor = Callable[..., Report]
_TORCH = {"torch": "0", "built_for": "", "device": "cpu", "card": {"name": ""}, "total": 2**34, "free": 2**33}
_AV = {"av": "0", "libraries": {}, "decoders": ["h264"], "missing": []}


@pytest.fixture
def home(tmp_path: Path, places: Places, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With a Resolve that has run once, and nothing else."""
    home = tmp_path / "user"
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    (home / ".local/share/DaVinciResolve/Fusion/Scripts").mkdir(parents=True)
    return home


@pytest.fixture
def doctor(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> Doctor:
    """`footfall doctor`, all of it but torch and FFmpeg, which take seconds to load: see test_libraries."""
    monkeypatch.setattr(libraries, "_ASK_TORCH", f"print({json.dumps(json.dumps(_TORCH))})")
    monkeypatch.setattr(libraries, "_ASK_AV", f"print({json.dumps(json.dumps(_AV))})")

    def look(*words: str) -> Report:
        main(["doctor", *words, "--json"])
        report: Report = json.loads(capsys.readouterr().out)
        return report

    return look


def check(report: Report, name: str) -> Report:
    found = [finding for finding in report["checks"] if finding["name"] == name]
    assert len(found) == 1, [finding["name"] for finding in report["checks"]]
    return dict(found[0])
