"""A session's daemon: started where none runs, ended by who started it, left to whoever has work for it."""

from __future__ import annotations

import pytest

from footfall_bridge.client import Client
from footfall_bridge.farm.session import enter, may_end
from footfall_bridge.places import Places
from footfall_bridge.protocol import JobState, Refusal
from tests.bridge.fake_daemon import FakeDaemon


def test_a_daemon_that_ran_before_is_not_the_sessions(daemon: FakeDaemon, places: Places) -> None:
    assert enter(places, ["sketch"]) is None
    assert not may_end(places, "")


def test_a_node_without_the_engine_is_refused(daemon: FakeDaemon, places: Places) -> None:
    with pytest.raises(Refusal) as caught:
        enter(places, ["sketch", "hunyuan-xl"])
    assert caught.value.code == "unknown-engine"


def test_it_may_end_its_own_daemon(daemon: FakeDaemon, places: Places) -> None:
    assert may_end(places, daemon.connection.instance)
    assert not may_end(places, "another")


def test_it_leaves_a_daemon_that_has_work(daemon: FakeDaemon, places: Places, client: Client) -> None:
    (job,) = client.generate("/film/a.mov")
    assert not may_end(places, daemon.connection.instance)
    daemon.change(job, state=JobState.failed)
    assert may_end(places, daemon.connection.instance)


def test_where_none_runs_there_is_nothing_to_end(places: Places) -> None:
    assert not may_end(places, "")
