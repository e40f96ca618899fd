"""The studio of all tests of Sketch."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from tests.engine.sketch.studio import Studio


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    # Threads gain nothing on work this small, and on a machine under load they wait for each other.
    torch.set_num_threads(1)
    return Studio(tmp_path)
