"""The panel's packages installed once, and a daemon, a gateway and a browser for the tests that want to see it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from tests.bridge.gateway.door import free_ports
from tests.end_to_end.house import House, a_house
from tests.footage import Film
from tests.premiere.browser import Page, a_browser
from tests.premiere.packages import FOLDER, run
from tests.premiere.theatre import a_theatre


@pytest.fixture(scope="session")
def installed() -> None:
    """As the lock file says: from the package registry, unless it was done already."""
    lock = FOLDER / "node_modules" / ".package-lock.json"
    if not lock.exists() or lock.stat().st_mtime < (FOLDER / "package-lock.json").stat().st_mtime:
        run("npm", "ci", "--no-audit", "--no-fund")


@pytest.fixture(scope="session")
def origin(installed: None) -> Iterator[str]:
    run("node", "build.mjs", "page")
    with a_theatre(FOLDER / "build" / "page") as origin:
        yield origin


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium is installed")
    with a_browser(program, tmp_path / "browser") as page:
        page.size(380, 760)
        yield page


@pytest.fixture
def user_home(tmp_path: Path) -> Path:
    """Of a user whose Footfall lies where the panel looks for it."""
    return tmp_path / "user"


@pytest.fixture
def house(user_home: Path) -> Iterator[House]:
    with a_house(user_home / ".local" / "share" / "footfall") as house:
        yield house


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return Film(rate=Fraction(25), frames=500).make(tmp_path / "walk.mp4")


@pytest.fixture
def port() -> int:
    return free_ports(1)[0]
