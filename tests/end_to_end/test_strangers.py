"""What comes over the sockets that is no proper request: the daemon answers what it can and lives."""

from __future__ import annotations

import contextlib
import secrets
import socket
from urllib.parse import urlsplit

import msgpack
import pytest
import zmq

from footfall_bridge.locate import read_connection
from footfall_bridge.places import Connection
from footfall_bridge.protocol import LARGEST_FRAME, LARGEST_REQUEST, PROTOCOL
from footfall_bridge.wire import Answer, unpack
from tests.end_to_end.house import House


@pytest.fixture
def connection(shared_house: House) -> Connection:
    connection = read_connection(shared_house.places)
    assert connection is not None
    return connection


@pytest.fixture(autouse=True)
def _the_daemon_lives(shared_house: House) -> object:
    yield
    assert shared_house.answers()


def dealer(context: zmq.Context[zmq.Socket[bytes]], connection: Connection, **keys: bytes) -> zmq.Socket[bytes]:
    line = context.socket(zmq.DEALER)
    line.linger = 0
    line.curve_serverkey = keys.get("server", connection.server_key.encode())
    line.curve_publickey = keys.get("public", connection.client_key.encode())
    line.curve_secretkey = keys.get("secret", connection.client_secret.encode())
    line.connect(connection.requests)
    return line


def answer_to(connection: Connection, *frames: bytes, patience: int = 5_000) -> Answer | None:
    with zmq.Context() as context, dealer(context, connection) as line:
        line.send_multipart(frames)
        return unpack(Answer, line.recv()) if line.poll(patience) else None


def request(**fields: object) -> bytes:
    return bytes(msgpack.packb({"protocol": PROTOCOL, "id": "x", **fields}))


def order(**fields: object) -> dict[str, object]:
    return {"clip": {"media": "/film.mp4"}, **fields}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "bad-message"),
        (b"\xc1", "bad-message"),
        (secrets.token_bytes(500), "bad-message"),
        (b"[" * 50_000, "bad-message"),
        (b"\x91" * 50_000, "bad-message"),
        (msgpack.packb([1, 2]), "bad-message"),
        (msgpack.packb({"protocol": PROTOCOL, "id": "x"}), "bad-message"),
        (request(op="dance"), "unknown-request"),
        (request(op="list", surprise=1), "bad-message"),
        (msgpack.packb({"protocol": 99, "id": "x", "op": "status"}), "protocol"),
        (request(op="submit", request_id="12345678", orders=[]), "bad-message"),
        (request(op="submit", request_id="12345678", orders=[order(seed=2**63)]), "bad-message"),
        (request(op="submit", request_id="12345678", orders=[order(takes=float("nan"))]), "bad-message"),
        (request(op="submit", request_id="12345678", orders=[order(seed=1.0)]), "bad-message"),
        (
            request(
                op="submit",
                request_id="12345678",
                orders=[{"clip": {"media": None, "duration": {"value": 2**62, "rate": [1, 1]}}}],
            ),
            "bad-message",
        ),
        (
            request(
                op="submit",
                request_id="12345678",
                orders=[{"clip": {"media": None, "duration": {"value": 1, "rate": [1, 0]}}}],
            ),
            "bad-message",
        ),
        (b"\0" * (LARGEST_REQUEST + 1), "too-large"),
    ],
)
def test_authenticated_nonsense_gets_a_coded_answer(connection: Connection, data: bytes, code: str) -> None:
    answer = answer_to(connection, data)
    assert answer is not None
    assert answer.error is not None
    assert answer.error.code == code
    assert "\n" not in answer.error.message


def test_several_frames_are_no_request(connection: Connection) -> None:
    answer = answer_to(connection, b"one", b"two")
    assert answer is not None
    assert answer.error is not None
    assert answer.error.code == "bad-message"


def test_a_frame_above_the_limit_ends_the_connection(connection: Connection) -> None:
    assert answer_to(connection, b"\0" * (LARGEST_FRAME + 1), patience=1_000) is None


@pytest.mark.parametrize("stranger", ["own keys", "wrong server", "no keys"])
def test_strangers_get_no_answer(connection: Connection, stranger: str) -> None:
    public, secret = zmq.curve_keypair()
    keys = {"own keys": {"public": public, "secret": secret}, "wrong server": {"server": public}, "no keys": {}}
    with zmq.Context() as context:
        if stranger == "no keys":
            line = context.socket(zmq.DEALER)
            line.linger = 0
            line.connect(connection.requests)
        else:
            line = dealer(context, connection, **keys[stranger])
        with line:
            line.send(request(op="status"))
            assert not line.poll(500)


@pytest.mark.parametrize("which", ["requests", "events"])
def test_random_bytes_on_the_ports_do_no_harm(connection: Connection, which: str) -> None:
    address = urlsplit(getattr(connection, which))
    assert address.hostname == "127.0.0.1"
    for size in (1, 64, 10_000):
        with socket.create_connection((address.hostname, address.port or 0), timeout=5) as raw:
            raw.sendall(secrets.token_bytes(size))


def test_http_on_the_port_does_no_harm(connection: Connection) -> None:
    address = urlsplit(connection.requests)
    with socket.create_connection((address.hostname, address.port or 0), timeout=5) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        with contextlib.suppress(ConnectionResetError):
            assert b"HTTP" not in raw.recv(100)
