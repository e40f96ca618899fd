"""What the daemon tells of its devices is followed while somebody looks, and never else."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from footfall_bridge.client import Client
from footfall_bridge.protocol import Refusal
from footfall_gui.models.asking import Asker
from footfall_gui.models.connection import Connection
from footfall_gui.models.devices import DevicesModel
from footfall_gui.models.tracks import others
from tests.bridge.fake_devices import GIB, a_worker
from tests.end_to_end.house import House
from tests.gui.pretence import Pretence


@pytest.fixture
def model(pretence: Pretence) -> DevicesModel:
    return DevicesModel(pretence.asker, pretence.connection)


def test_the_real_daemon_tells_of_its_device(asker: Asker, connection: Connection, qtbot: QtBot) -> None:
    model = DevicesModel(asker, connection)
    model.watch(True)
    qtbot.waitUntil(lambda: any(device.track.newest for device in model.devices), timeout=30_000)
    newest = model.devices[0].track.newest
    assert newest is not None
    assert newest.total > newest.free > 0
    assert abs(newest.at - model.now) < 3600


def test_a_real_device_is_freed_and_taken_back(
    asker: Asker, connection: Connection, client: Client, qtbot: QtBot
) -> None:
    model = DevicesModel(asker, connection)
    model.watch(True)
    qtbot.waitUntil(lambda: bool(model.devices), timeout=30_000)
    name = model.devices[0].name

    model.release(name)
    qtbot.waitUntil(lambda: model.devices[0].worker.state == "released", timeout=30_000)
    assert client.status().released

    model.reclaim(name)
    qtbot.waitUntil(lambda: model.devices[0].worker.state != "released", timeout=30_000)
    assert not client.status().released


def test_the_past_is_there_at_once(model: DevicesModel, qtbot: QtBot) -> None:
    model.watch(True)
    qtbot.waitUntil(lambda: bool(model.devices))
    [device] = model.devices
    early, late = device.track.at(model.now - 600), device.track.newest
    assert early is not None
    assert late is not None
    assert others(late) - others(early) == 2 * GIB
    assert [decision.text for decision in model.decisions] == ["parked 1 clip: another program took 3.0 GiB"]


def test_nothing_is_asked_while_nobody_looks(model: DevicesModel, pretence: Pretence, qtbot: QtBot) -> None:
    model.watch(True)
    qtbot.waitUntil(lambda: pretence.daemon.requests["history"] > 1, timeout=10_000)
    model.watch(False)
    with qtbot.waitSignal(model.ticked, raising=False, timeout=500):
        pass  # an answer may still be on its way
    asked = pretence.daemon.requests["history"]
    with qtbot.assertNotEmitted(model.ticked, wait=1500):
        pass
    assert pretence.daemon.requests["history"] == asked


def test_a_worker_that_comes_is_seen(model: DevicesModel, pretence: Pretence, qtbot: QtBot) -> None:
    model.watch(True)
    qtbot.waitUntil(lambda: len(model.devices) == 1)
    first = model.devices[0]
    pretence.daemon.do(lambda: pretence.daemon.devices.workers.append(a_worker("cuda:1")))
    qtbot.waitUntil(lambda: [device.name for device in model.devices] == ["cpu", "cuda:1"])
    assert model.devices[0] is first


def test_a_device_that_went_is_a_sentence(model: DevicesModel, pretence: Pretence, qtbot: QtBot) -> None:
    model.watch(True)
    qtbot.waitUntil(lambda: bool(model.devices))
    with qtbot.waitSignal(model.refused) as refused:
        model.release("cuda:7")
    assert refused.args is not None
    assert isinstance(refused.args[0], Refusal)
    assert refused.args[0].code == "no-such-device"
    assert not model.devices[0].asked


def test_a_daemon_that_is_gone_is_told_and_found_again(
    house: House, asker: Asker, connection: Connection, qtbot: QtBot
) -> None:
    model = DevicesModel(asker, connection)
    model.watch(True)
    qtbot.waitUntil(lambda: bool(model.devices), timeout=30_000)
    house.stop()
    qtbot.waitUntil(lambda: model.trouble is not None, timeout=30_000)
    house.start()
    qtbot.waitUntil(lambda: model.trouble is None, timeout=30_000)
