"""Following jobs over a WebSocket."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.uri import parse_uri

from footfall_bridge.protocol import Order
from footfall_bridge.timeline import Clip, Time
from tests.bridge.gateway.door import PATIENCE, Door, a_door, farewell, free_ports, hear
from tests.end_to_end.house import House, a_house, until

SECOND = Time(value=1, rate=(1, 1))


@pytest.fixture
def own_door(tmp_path: Path) -> Iterator[Door]:
    """A daemon and a gateway for one test alone."""
    with a_house(tmp_path / "own") as own, a_door(own.places, free_ports(1)) as door:
        yield door


def text_order(prompt: str) -> Order:
    return Order(clip=Clip(duration=SECOND), prompt=prompt)


def submitted(door: Door, prompt: str = "a door slams") -> str:
    body = {"orders": [text_order(prompt).model_dump(mode="json")]}
    return str(door.ask("POST", "/v1/jobs", body).json["jobs"][0])


def test_a_job_is_followed_until_its_file_lies_there(door: Door) -> None:
    with door.events() as events:
        assert hear(events)["type"] == "snapshot"
        job = submitted(door)
        last = 0
        while True:
            message = hear(events, "state")
            assert message["sequence"] == last + 1 or not last
            last = message["sequence"]
            if message["id"] == job and message["job"]["state"] == "done":
                break
        assert Path(message["job"]["outputs"][0]["path"]).is_file()


def test_only_the_jobs_that_were_asked_for_are_told_of(house: House, door: Door) -> None:
    with house.client() as client:
        client.pause()
        mine, other = submitted(door), submitted(door)
        with door.events({"token": door.token, "jobs": [mine]}) as events:
            assert [job["id"] for job in hear(events)["jobs"]] == [mine]
            client.cancel([other, mine])
            assert hear(events)["id"] == mine
        client.resume()


def test_a_long_snapshot_comes_in_parts(house: House, door: Door) -> None:
    with house.client() as client:
        client.pause()
        jobs = client.submit([text_order(str(number)) for number in range(201)])
        with door.events({"token": door.token}) as events:
            parts = [hear(events, "snapshot"), hear(events, "snapshot")]
        assert [(part["part"], part["parts"]) for part in parts] == [(1, 2), (2, 2)]
        assert parts[0]["sequence"] == parts[1]["sequence"]
        assert {job["id"] for part in parts for job in part["jobs"]} >= set(jobs)
        client.cancel(jobs)
        client.forget(jobs)
        client.resume()


def test_a_ping_is_answered(door: Door) -> None:
    with door.events() as events:
        events.send('{"type": "ping"}')
        assert hear(events, "pong") == {"type": "pong"}


def test_a_panel_without_origin_is_let_in_with_the_token_only(door: Door) -> None:
    with door.events(headers={"Origin": "null"}) as events:
        assert hear(events)["type"] == "snapshot"
    with door.events({"token": "wrong"}, headers={"Origin": "null"}) as events:
        assert farewell(events) == (4401, "unauthorized")


@pytest.mark.parametrize(
    ("first", "code"),
    [
        ({"token": "wrong"}, (4401, "unauthorized")),
        ({"token": "\ud800"}, (4422, "bad-message")),
        ({}, (4422, "bad-message")),
        ([], (4422, "bad-message")),
        ({"token": "wrong", "jobs": ["x"] * 201}, (4422, "bad-message")),
    ],
)
def test_a_first_message_that_will_not_do_ends_it(door: Door, first: Any, code: tuple[int, str]) -> None:
    with door.events(first) as events:
        assert farewell(events) == code


def test_who_says_nothing_is_shown_the_door(door: Door) -> None:
    with Reluctant(door) as client:
        assert client.read_to_the_end() == (4401, "unauthorized")


@pytest.mark.parametrize("message", [b"binary", '{"type": "shout"}', "no JSON"])
def test_later_nonsense_ends_it(door: Door, message: str | bytes) -> None:
    with door.events() as events:
        events.send(message)
        assert farewell(events) == (4422, "bad-message")


def test_too_many_pings_end_it(door: Door) -> None:
    with door.events() as events:
        for _ in range(400):
            events.send('{"type": "ping"}')
        assert farewell(events) == (4429, "too-many-requests")


def test_a_message_beyond_the_bound_ends_it(door: Door) -> None:
    with Reluctant(door) as client:
        client.say("x" * 100_000)
        assert client.read_to_the_end()[0] in (1009, 0)  # the system may cut off the code with what is unread
    assert door.ask("GET", "/v1/hello").status == 200


def test_seats_are_limited_and_free_again_when_left(own_door: Door) -> None:
    with ExitStack() as stack:
        for _ in range(16):
            assert hear(stack.enter_context(own_door.events()))["type"] == "snapshot"
        with own_door.events() as one_more:
            assert farewell(one_more) == (4429, "too-many-watchers")

    def seated() -> bool:
        with own_door.events() as events:
            return bool(hear(events)["type"] == "snapshot")

    until(seated, "a seat")


def test_without_a_daemon_it_says_so(lone_door: Door) -> None:
    with lone_door.events() as events:
        assert farewell(events) == (4503, "no-daemon")


def test_a_daemon_killed_and_started_again_loses_nothing(tmp_path: Path) -> None:
    with a_house(tmp_path / "home") as house, a_door(house.places, free_ports(1)) as door:
        with house.client() as client:
            client.pause()
        job = submitted(door)
        with door.events() as events:
            before = hear(events, "snapshot")["instance"]
            house.kill()
            down = door.ask("GET", "/v1/jobs")
            assert (down.status, down.code) == (503, "daemon-gone")
            house.start()
            again = hear(events, "snapshot")
            assert again["instance"] != before
            assert [one["id"] for one in again["jobs"]] == [job]
            with house.client() as client:
                client.resume()
            while (message := hear(events, "state"))["job"]["state"] != "done":
                assert message["id"] == job
        assert door.ask("GET", f"/v1/jobs/{job}").json["state"] == "done"


def test_a_daemon_that_was_stopped_is_said_to_be(tmp_path: Path) -> None:
    with a_house(tmp_path / "home") as house, a_door(house.places, free_ports(1)) as door, door.events() as events:
        hear(events, "snapshot")
        house.stop()
        assert farewell(events) == (4503, "daemon-stopped")


def test_who_does_not_read_is_dropped_with_a_code(house: House, door: Door) -> None:
    with house.client() as client:
        client.pause()
        jobs = client.submit([text_order("\N{FOOTPRINTS}" * 2000) for _ in range(300)])
        with Reluctant(door) as reader:
            reader.say(json.dumps({"token": door.token}))
            until(lambda: "too-slow" in door.log.read_text("utf-8"), "the gateway to lose patience")
            assert door.ask("GET", "/v1/hello").status == 200
            assert reader.read_to_the_end() == (4408, "too-slow")
        client.cancel(jobs)
        client.forget(jobs)
        client.resume()


class Reluctant:
    """A WebSocket client that reads only when it is told to."""

    def __init__(self, door: Door) -> None:
        self._line = socket.socket()
        self._line.settimeout(PATIENCE)
        self._line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._line.connect(("127.0.0.1", door.port))
        self._protocol = ClientProtocol(parse_uri(door.events_url), max_size=None)
        self._protocol.send_request(self._protocol.connect())
        self._flush()

    def __enter__(self) -> Reluctant:
        return self

    def __exit__(self, *_: object) -> None:
        self._line.close()

    def say(self, text: str) -> None:
        while not self._protocol.handshake_exc and self._protocol.state.name == "CONNECTING":
            self._protocol.receive_data(self._line.recv(4096))
        self._protocol.send_text(text.encode())
        self._flush()

    def read_to_the_end(self) -> tuple[int, str]:
        """The code and reason of the close; (0, "") where the connection was cut."""
        try:
            while data := self._line.recv(65536):
                self._protocol.receive_data(data)
                for event in self._protocol.events_received():
                    if isinstance(event, Frame) and event.opcode is Opcode.CLOSE:
                        return int.from_bytes(event.data[:2]), bytes(event.data[2:]).decode()
        except ConnectionResetError:
            pass
        return 0, ""

    def _flush(self) -> None:
        self._line.sendall(b"".join(self._protocol.data_to_send()))
