"""One daemon, gateway and package for the tests inside Blender; a Blender with settings of its own for each."""

from __future__ import annotations

import runpy
import sys
import zipfile
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.blender.blenders import Blender, bpy_blender, debian_blender
from tests.blender.stage_hand import CLIPS, HITS, Stage
from tests.blender.strips import NAME
from tests.bridge.gateway.door import Door, a_door, free_ports
from tests.end_to_end.house import House, a_house
from tests.footage import Film

_PACKAGE = Path(__file__).resolve().parents[2] / "plugin_bridge" / "blender" / "package.py"


def packed(target: Path) -> Path:
    """The add-on as users get it."""
    pack: Callable[[Path], Path] = runpy.run_path(str(_PACKAGE))["pack"]
    return pack(target)


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return packed(tmp_path_factory.mktemp("package") / "footfall_blender.zip")


@pytest.fixture(scope="module")
def addon(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The package unpacked, and importable."""
    folder = tmp_path_factory.mktemp("addons")
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder)
    sys.path.insert(0, str(folder))
    yield folder / NAME
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.split(".")[0] == NAME]:
        del sys.modules[name]


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"a movie, as far as these tests look")
    return path


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with a_house(tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture(scope="session")
def door(house: House) -> Iterator[Door]:
    with a_door(house.places, free_ports(1)) as door:
        yield door


@pytest.fixture
def films(tmp_path: Path) -> dict[str, str]:
    return {
        "first": str(Film(frames=100).make(tmp_path / "first film.mp4")),
        "second": str(Film(frames=100).make(tmp_path / "second.mp4")),
        "slow": str(Film(frames=96, rate=Fraction(24)).make(tmp_path / "slow.mp4")),
    }


@pytest.fixture(params=["bpy", "3.4"])
def blender(request: pytest.FixtureRequest, tmp_path: Path) -> Blender:
    kinds: dict[str, Any] = {"bpy": bpy_blender, "3.4": debian_blender}
    made: Blender = kinds[request.param](tmp_path / "user")
    return made


@pytest.fixture
def stage(
    blender: Blender, house: House, door: Door, package: Path, films: dict[str, str], tmp_path: Path
) -> Stage:
    given = {"package": str(package), "films": films, "clips": CLIPS, "hits": HITS}
    return Stage(blender, house.home, tmp_path, given)
