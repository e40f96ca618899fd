"""The gateway as a process: how it is found, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from footfall_bridge.gateway.address import listening
from footfall_bridge.places import GATEWAY_PORTS, Places
from tests.bridge.gateway.door import PATIENCE, Door, a_door, command, free_ports

posix = pytest.mark.skipif(os.name == "nt", reason="file modes and signals are POSIX's")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def files(places: Places) -> list[str]:
    return sorted(path.name for path in places.runtime.iterdir() if path.name != "gateway.lock")


def test_it_says_where_it_is_and_writes_it_down(places: Places, lone_door: Door) -> None:
    written = json.loads((places.runtime / "gateway.json").read_text("utf-8"))
    assert written == lone_door.said
    assert sorted(written) == ["pid", "port", "token_file", "url", "version"]
    assert written["pid"] == lone_door.process.pid
    assert written["url"] == f"http://127.0.0.1:{lone_door.port}"
    assert files(places) == ["gateway.json", "gateway.token"]


@posix
def test_its_files_are_the_users_alone(places: Places, lone_door: Door) -> None:
    assert mode(places.runtime / "gateway.json") == 0o600
    assert mode(Path(lone_door.said["token_file"])) == 0o600


def test_each_start_has_a_token_of_its_own(places: Places) -> None:
    port = free_ports(1)
    with a_door(places, port) as first:
        pass
    with a_door(places, port) as second:
        assert second.token != first.token
        assert second.ask("GET", "/v1/status", token=first.token).status == 401


def test_it_ends_with_the_pipe_and_leaves_nothing(places: Places, lone_door: Door) -> None:
    with lone_door.events():
        assert lone_door.close() == 0
    assert files(places) == []


@posix
def test_it_ends_with_a_parent_that_was_killed(places: Places) -> None:
    """As a daemon is that is ended with `kill -9`."""
    keeper = f"import subprocess, sys; subprocess.Popen({command(free_ports(1))!r}, stdin=subprocess.PIPE).wait()"
    parent = subprocess.Popen([sys.executable, "-c", keeper], env=places.environment, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    gateway = json.loads(parent.stdout.readline())["pid"]
    parent.kill()
    parent.wait(PATIENCE)
    assert parent.stdout.read() == b""  # at its end the gateway, which holds the other side, is gone too
    parent.stdout.close()
    assert files(places) == []
    assert not Path(f"/proc/{gateway}/cmdline").exists() or not Path(f"/proc/{gateway}/cmdline").read_bytes()


@posix
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_tidies_up_when_it_is_told_to_end(places: Places, lone_door: Door, number: int) -> None:
    lone_door.process.send_signal(number)
    assert lone_door.process.wait(PATIENCE) == 0
    assert files(places) == []


def test_what_a_killed_one_left_is_replaced(places: Places) -> None:
    ports = free_ports(1)
    with a_door(places, ports) as first:
        first.process.kill()
        first.process.wait(PATIENCE)
    assert files(places) == ["gateway.json", "gateway.token"]
    with a_door(places, ports) as second:
        assert second.ask("GET", "/v1/hello", token=None).status == 200
        assert second.token != first.token


def test_a_second_users_takes_the_next_port(tmp_path: Path, places: Places) -> None:
    ports = free_ports(2)
    others = Places.below(tmp_path / "other")
    others.make()
    with a_door(places, ports) as first, a_door(others, ports) as second:
        assert [first.port, second.port] == ports
        assert second.ask("GET", "/v1/hello", token=None).status == 200
        assert second.ask("GET", "/v1/status", token=first.token).status == 401


def test_one_user_has_one(places: Places, lone_door: Door) -> None:
    run = refused(places, command(free_ports(1)))
    assert run.returncode == 2
    assert b"[already-running]" in run.stderr
    assert lone_door.ask("GET", "/v1/status").status == 503


def test_where_all_ports_are_taken_it_says_how_to_see_by_whom(places: Places) -> None:
    listeners = [listening([port]) for port in free_ports(2)]
    ports = [int(listener.getsockname()[1]) for listener in listeners]
    run = refused(places, command(ports))
    for listener in listeners:
        listener.close()
    assert run.returncode == 2
    assert f"the ports {ports[0]}, {ports[1]} of 127.0.0.1 are all taken".encode() in run.stderr
    assert b"end one of them [no-port]" in run.stderr
    assert run.stdout == b""


def test_it_listens_at_one_address_only(lone_door: Door) -> None:
    with pytest.raises(OSError), socket.create_connection(("127.0.0.2", lone_door.port), timeout=PATIENCE):
        pass


def test_five_ports_are_reserved() -> None:
    """Panels list them in their manifests: changing one breaks those that are installed."""
    assert GATEWAY_PORTS == (17840, 17841, 17842, 17843, 17844)


def refused(places: Places, words: list[str]) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        words, env=places.environment, stdin=subprocess.PIPE, capture_output=True, timeout=PATIENCE, check=False
    )
