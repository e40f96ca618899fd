"""One daemon for the tests that leave it as they found it; a fresh one for those that do not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.house import House, a_house
from tests.footage import Film

SHARED = Path(__file__).resolve().parents[3] / "shared" / "media"


@pytest.fixture(scope="session")
def shared_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with a_house(tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with a_house(tmp_path / "home") as house:
        yield house


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Two seconds of numbered frames at 25 fps."""
    return Film().make(tmp_path / "film.mp4")


@pytest.fixture(scope="session")
def footage() -> Path:
    """Real footage that lies beside the project where we work, and is no part of it."""
    if not SHARED.is_dir():
        pytest.skip("../shared/media is not there")
    return SHARED
