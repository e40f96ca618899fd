"""Qt for tests: on a screen of its own where Xvfb is installed, else without one; and a real daemon to look at."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from pytestqt.qtbot import QtBot

from footfall_bridge.client import Client
from footfall_bridge.places import Places
from footfall_bridge.setup import Setup
from footfall_bridge.setup.machine import Machine
from footfall_gui.models.asking import Asker
from footfall_gui.models.connection import Connection, State
from footfall_gui.models.editors import EditorsModel
from footfall_gui.models.errands import Errands
from tests.end_to_end.house import House, a_house
from tests.footage import Film
from tests.gui.pretence import Pretence, a_pretence


@pytest.fixture(scope="session", autouse=True)
def screen() -> Iterator[None]:
    """Before the first window: a screen that nobody else draws on, so that focus and pictures are ours."""
    QLocale.setDefault(QLocale.c())
    program = shutil.which("Xvfb")
    if program is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        yield
        return
    reading, writing = os.pipe()
    size = ["-screen", "0", "1600x1200x24", "-nolisten", "tcp", "-terminate"]  # with its last client, which is Qt
    server = subprocess.Popen(
        [program, "-displayfd", str(writing), *size], pass_fds=[writing], stderr=subprocess.DEVNULL
    )
    os.close(writing)
    with os.fdopen(reading) as answer:
        number = answer.readline().strip()
    os.environ |= {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
    yield
    if QCoreApplication.instance() is not None:  # it draws until Python ends, and dies with a screen that is gone
        atexit.register(server.poll)
    else:
        server.terminate()
        server.wait()


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["footfall-tray", "-style", "fusion"]


class PatientBot(QtBot):
    """A busy machine is no failure."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = 60_000) -> None:
        super().waitUntil(callback, timeout=timeout)


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)


@pytest.fixture(autouse=True)
def garbage() -> Iterator[None]:
    """Is collected in Qt's thread: a timer or a widget that another thread finds and destroys takes us with it."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with a_house(tmp_path / "home") as house:
        yield house


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Two seconds of numbered frames at 25 fps."""
    return Film().make(tmp_path / "film.mp4")


@pytest.fixture
def client(house: House) -> Iterator[Client]:
    with house.client() as client:
        yield client


@pytest.fixture
def asker(house: House, qapp: object) -> Iterator[Asker]:
    asker = Asker(house.client)
    yield asker
    asker.close()


@pytest.fixture
def connection(house: House, qapp: object) -> Iterator[Connection]:
    connection = Connection(house.client)
    connection.open()
    yield connection
    connection.close()


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """Of a home where no daemon runs."""
    places = Places.below(tmp_path / "home")
    places.make()
    return places


@pytest.fixture
def pretence(tmp_path: Path, qtbot: QtBot) -> Iterator[Pretence]:
    """A fake daemon, connected: what a person does is answered at once, and rare states are easily had."""
    with a_pretence(tmp_path / "home") as pretence:
        qtbot.waitUntil(lambda: pretence.connection.state is State.connected, timeout=20_000)
        yield pretence


@pytest.fixture
def errands(qapp: object) -> Iterator[Errands]:
    errands = Errands()
    yield errands
    errands.close()


@pytest.fixture
def editors(tmp_path: Path, errands: Errands) -> EditorsModel:
    """Of a machine on which nothing is yet; its user's folder is `user`."""
    home = tmp_path / "user"
    home.mkdir()
    machine = Machine(system="linux", home=home, environment={}, footfall=("footfall",), tray=("footfall-tray",))
    return EditorsModel(lambda: Setup(Places.below(tmp_path / "home"), machine=machine), errands)
