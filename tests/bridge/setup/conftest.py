"""A machine of each system."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bridge.setup.machines import Computer


@pytest.fixture
def linux(tmp_path: Path) -> Computer:
    return Computer(tmp_path / "linux", "linux")


@pytest.fixture
def mac(tmp_path: Path) -> Computer:
    return Computer(tmp_path / "mac", "darwin")


@pytest.fixture
def windows(tmp_path: Path) -> Computer:
    return Computer(tmp_path / "windows", "win32")
