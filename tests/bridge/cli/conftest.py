"""A clip to make Foley for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bridge.cli.words import touched


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return touched(tmp_path / "film" / "ride.mp4")
