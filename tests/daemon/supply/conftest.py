"""A hub with small sets, and who pulls them from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from footfall_daemon.library import Library
from tests.daemon.supply.fake_hub import Hub, serving
from tests.daemon.supply.puller import Puller
from tests.daemon.supply.small import FILES


@pytest.fixture
def hub() -> Iterator[Hub]:
    with serving(Hub(files=dict(FILES))) as hub:
        yield hub


@pytest.fixture
def puller(hub: Hub, tmp_path: Path) -> Puller:
    return Puller(hub, tmp_path / "home")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """That of the puller."""
    return Library(tmp_path / "home" / "data" / "weights")
