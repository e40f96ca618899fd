"""Wheels found and fetched by a real pip."""

from __future__ import annotations

from pathlib import Path

import pytest

from footfall_bridge.protocol import Refusal
from footfall_bridge.provision.wheels import Pip, Wheel, fetch, missing
from tests.bridge.provision.shelf import put_wheel, sha256


@pytest.fixture
def pip(tmp_path: Path) -> Pip:
    return Pip(tmp_path / "scratch")


def nothing(done: int, total: int) -> None:
    pass


def test_what_is_wanted_is_found_with_all_that_it_needs(pip: Pip, index: Path) -> None:
    put_wheel(index, "pebble", needs="sand>=1")
    sand = put_wheel(index, "sand")
    found = {wheel.name: wheel for wheel in missing(pip, ["pebble"], [])}
    assert sorted(found) == ["pebble", "sand"]
    assert found["sand"] == Wheel("sand", "1.0", sand.name, sha256(sand))


def test_what_we_have_ourselves_is_not_missing(pip: Pip, index: Path) -> None:
    put_wheel(index, "pebble", needs="filelock")
    assert [wheel.name for wheel in missing(pip, ["pebble"], [])] == ["pebble"]


def test_what_is_nowhere_is_refused_in_pips_words(pip: Pip, index: Path) -> None:
    with pytest.raises(Refusal, match="pebble") as refused:
        missing(pip, ["pebble"], [])
    assert refused.value.code == "pip-failed"


def test_a_wheel_is_fetched_once(pip: Pip, index: Path, tmp_path: Path) -> None:
    source = put_wheel(index, "pebble")
    wheel = Wheel("pebble", "1.0", source.name, sha256(source))
    path = fetch(pip, wheel, tmp_path / "come", [], nothing)
    source.unlink()
    assert fetch(pip, wheel, tmp_path / "come", [], nothing) == path
    assert sha256(path) == wheel.sha256


def test_a_wheel_that_came_damaged_is_fetched_again(pip: Pip, index: Path, tmp_path: Path) -> None:
    source = put_wheel(index, "pebble")
    wheel = Wheel("pebble", "1.0", source.name, sha256(source))
    path = fetch(pip, wheel, tmp_path / "come", [], nothing)
    path.write_bytes(b"half of it")
    fetch(pip, wheel, tmp_path / "come", [], nothing)
    assert sha256(path) == wheel.sha256


def test_a_wheel_that_is_not_what_the_index_promised_is_refused(pip: Pip, index: Path, tmp_path: Path) -> None:
    source = put_wheel(index, "pebble")
    with pytest.raises(Refusal) as refused:
        fetch(pip, Wheel("pebble", "1.0", source.name, "0" * 64), tmp_path / "come", [], nothing)
    assert refused.value.code == "pip-failed"
    assert list((tmp_path / "come").iterdir()) == []


def test_whoever_interrupts_before_it_begins_is_heard(pip: Pip, index: Path) -> None:
    pip.interrupt()
    with pytest.raises(Refusal) as refused:
        missing(pip, ["pebble"], [])
    assert refused.value.code == "interrupted"
