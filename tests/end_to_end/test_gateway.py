"""The gateway as the daemon keeps it: there with the daemon, there again after its end, gone with the daemon."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.end_to_end.house import House, until

_GATEWAY = "footfall_bridge.gateway"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path / "home", gateway=True)
    house.start()
    yield house
    house.close()


def address(house: House) -> Any:
    """As it is published; None where it is not."""
    try:
        return json.loads((house.places.runtime / "gateway.json").read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None


def says_hello(house: House) -> bool:
    if (published := address(house)) is None:
        return False
    try:
        with urllib.request.urlopen(f"{published['url']}/v1/hello", timeout=5) as answer:
            return bool(json.load(answer)["name"])
    except OSError:
        return False


def test_it_is_there_again_after_its_end_and_gone_with_the_daemon(house: House) -> None:
    until(lambda: says_hello(house), "the gateway")
    first = address(house)["pid"]
    psutil.Process(first).kill()
    until(lambda: says_hello(house) and address(house)["pid"] != first, "another gateway")
    second = psutil.Process(address(house)["pid"])
    assert house.stop() == 0
    assert not second.is_running()
    assert address(house) is None


def test_it_leaves_with_a_daemon_that_is_killed(house: House) -> None:
    until(lambda: says_hello(house), "the gateway")
    gateway = psutil.Process(address(house)["pid"])
    house.kill()
    gateway.wait(10)
    assert address(house) is None


def test_it_can_be_switched_off_and_on_while_the_daemon_runs(house: House) -> None:
    until(lambda: says_hello(house), "the gateway")
    with house.client() as client:
        client.change_setting("gateway.start", False)
        until(lambda: not house.children(_GATEWAY), "the gateway's end")
        assert address(house) is None
        client.change_setting("gateway.start", True)
        until(lambda: says_hello(house), "the gateway again")
