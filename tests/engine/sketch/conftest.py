"""The studio of all tests of Sketch."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.sketch.studio import Studio


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return Studio(tmp_path)
