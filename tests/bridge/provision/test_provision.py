"""The environment of the engines, made by a real pip of tiny wheels."""

from __future__ import annotations

import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from filelock import FileLock

from footfall_bridge.environment import Environment
from footfall_bridge.places import Places
from footfall_bridge.protocol import Refusal
from footfall_bridge.provision import provision
from footfall_bridge.provision.builds import Build, Machine
from footfall_bridge.provision.provision import INDEX_VARIABLE, Provision
from footfall_bridge.provision.wheels import Progress
from tests.bridge.provision.shelf import put_wheel

MAC = Machine(system="darwin", processor="arm64")
TRIAL = "import json, pebble, footfall_bridge; print(json.dumps({'device': pebble.DEVICE, 'torch': '1.0'}))"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.below(tmp_path / "home")


@pytest.fixture
def made(places: Places, index: Path, monkeypatch: pytest.MonkeyPatch) -> Provision:
    """One that makes an environment of a pebble instead of PyTorch."""
    put_wheel(index, "pebble", needs="sand", code="import sand\nDEVICE = 'cpu'\n")
    put_wheel(index, "sand")
    monkeypatch.setattr(provision, "_wanted", lambda choice: ["pebble"])
    monkeypatch.setattr(provision, "_TRIAL", TRIAL)
    return Provision(places, {}, machine=MAC)


def refusal_of(made: Provision) -> str:
    with pytest.raises(Refusal) as refused:
        made.carry_out(made.plan(), lambda _: None)
    return refused.value.code


def test_it_has_what_was_missing_and_ourselves(made: Provision, places: Places) -> None:
    done = made.carry_out(made.plan(), lambda _: None)
    environment = Environment(places)
    assert done.device == "cpu"
    assert environment.lack() is None
    ask = "import footfall_daemon, footfall_bridge.places, sand"
    subprocess.run([environment.command(), "-c", ask], check=True)
    assert not environment.wheels.exists()


def test_an_upgrade_that_needs_more_fetches_only_that(
    made: Provision, places: Places, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.carry_out(made.plan(), lambda _: None)
    environment = Environment(places)
    record = environment.record
    assert record is not None
    environment.note(record.model_copy(update={"requirements": ["of an earlier version"]}))
    put_wheel(index, "gravel")
    put_wheel(index, "pebble", version="2.0", needs="gravel", code="import gravel, sand\nDEVICE = 'cpu'\n")
    monkeypatch.setattr(provision, "_wanted", lambda choice: ["pebble>=2"])
    said: list[Progress] = []
    again = Provision(places, {}, machine=MAC)
    again.carry_out(again.plan(), said.append)
    assert sorted(one.what for one in said if one.stage == "fetching") == ["gravel", "pebble"]
    assert environment.lack() is None
    kept = environment.record
    assert kept is not None
    assert sorted(kept.packages) == ["gravel", "pebble", "sand"]


def test_it_tells_each_thing_that_it_does(made: Provision) -> None:
    said: list[Progress] = []
    made.carry_out(made.plan(), said.append)
    assert [(one.stage, one.what) for one in said] == [
        ("looking", "what is needed"),
        ("fetching", "pebble"),
        ("fetching", "sand"),
        ("installing", "the libraries"),
        ("trying", "PyTorch"),
    ]
    assert [(one.number, one.count) for one in said if one.stage == "fetching"] == [(1, 2), (2, 2)]


def test_interrupted_it_goes_on_with_what_has_come(made: Provision, places: Places, index: Path) -> None:
    def interrupt(said: Progress) -> None:
        if said.what == "sand":
            made.interrupt()

    with pytest.raises(Refusal) as refused:
        made.carry_out(made.plan(), interrupt)
    assert refused.value.code == "interrupted"
    assert [path.name for path in Environment(places).wheels.glob("*.whl")] == ["pebble-1.0-py3-none-any.whl"]
    again = Provision(places, {}, machine=MAC)
    again.carry_out(again.plan(), lambda _: None)
    assert Environment(places).lack() is None


def test_what_does_not_start_is_not_taken_for_ready(
    made: Provision, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provision, "_TRIAL", "import nothing_of_that_name")
    assert refusal_of(made) == "engines-unusable"
    lack = Environment(places).lack()
    assert lack is not None
    assert lack.code == "no-engines"


def test_too_little_room_is_refused_before_anything_is_fetched(
    made: Provision, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=2**30))
    assert refusal_of(made) == "disk-full"
    assert not places.engines.exists()


def test_a_daemon_that_runs_keeps_its_environment(made: Provision, places: Places) -> None:
    places.make()
    with FileLock(places.daemon_lock):
        assert refusal_of(made) == "daemon-runs"
    assert list(Environment(places).wheels.glob("*.whl"))


def test_two_at_once_are_one(made: Provision, places: Places) -> None:
    places.engines.mkdir(parents=True)
    with FileLock(Environment(places).lock):
        assert refusal_of(made) == "engines-busy"


def test_the_address_of_the_index_is_remembered(made: Provision, places: Places) -> None:
    given = Provision(places, {INDEX_VARIABLE: "file:///torch"}, machine=MAC)
    given.carry_out(given.plan(), lambda _: None)
    linux = Machine(system="linux", processor="x86_64")
    assert Provision(places, {}, machine=linux).plan(Build.rocm).folder == "rocm7.2"
