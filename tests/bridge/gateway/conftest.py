"""One daemon and one gateway for the tests that leave them as they found them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from footfall_bridge.places import Places
from tests.bridge.gateway.door import Door, a_door, free_ports
from tests.end_to_end.house import House, a_house

PAGE_ORIGIN = "http://127.0.0.1:5173"


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with a_house(tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture(scope="session")
def door(house: House) -> Iterator[Door]:
    with a_door(house.places, free_ports(1), f"--origin={PAGE_ORIGIN}") as door:
        yield door


@pytest.fixture
def lone_door(places: Places) -> Iterator[Door]:
    """A gateway where no daemon runs."""
    with a_door(places, free_ports(1)) as door:
        yield door
