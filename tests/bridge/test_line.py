"""One connection: what its end, wrong keys and messages beyond all limits look like to a client."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
import zmq

from footfall_bridge.line import Line, LineLost, NoAnswer
from footfall_bridge.places import Places
from footfall_bridge.protocol import LARGEST_FRAME, LARGEST_REQUEST, GetStatus, Refusal, Status
from tests.bridge.fake_daemon import FakeDaemon

TIMEOUT = 5.0


@pytest.fixture
def context() -> Iterator[zmq.Context[zmq.Socket[bytes]]]:
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    yield context
    context.destroy(linger=0)


@pytest.fixture
def line(context: zmq.Context[zmq.Socket[bytes]], daemon: FakeDaemon) -> Iterator[Line]:
    with closing(Line(context, daemon.connection)) as line:
        line.open(TIMEOUT)
        yield line


def test_hello_tells_who_is_there(line: Line, daemon: FakeDaemon) -> None:
    assert line.daemon.instance == daemon.connection.instance
    assert line.daemon.uptime_s == 1.0


@pytest.mark.parametrize("key", ["server_key", "client_key"])
def test_a_wrong_key_is_a_coded_sentence(
    context: zmq.Context[zmq.Socket[bytes]], daemon: FakeDaemon, key: str
) -> None:
    public, secret = zmq.curve_keypair()
    wrong = {key: public.decode()} | ({"client_secret": secret.decode()} if key == "client_key" else {})
    stranger = daemon.connection.model_copy(update=wrong)
    with closing(Line(context, stranger)) as line, pytest.raises(Refusal, match="keys") as caught:
        line.open(TIMEOUT)
    assert caught.value.code == "not-allowed"


@pytest.mark.parametrize(
    "wrong", [{"server_key": "short"}, {"requests": "tcp://nowhere"}, {"requests": "carrier pigeon"}]
)
def test_a_garbled_connection_file_is_a_lost_daemon(
    context: zmq.Context[zmq.Socket[bytes]], daemon: FakeDaemon, wrong: dict[str, str]
) -> None:
    with (
        pytest.raises(LineLost) as caught,
        closing(Line(context, daemon.connection.model_copy(update=wrong))) as line,
    ):
        line.open(TIMEOUT)
    assert caught.value.code == "daemon-gone"


def test_nobody_listening_is_known_at_once(context: zmq.Context[zmq.Socket[bytes]], daemon: FakeDaemon) -> None:
    daemon.stop()
    with closing(Line(context, daemon.connection)) as line, pytest.raises(LineLost) as caught:
        line.open(600.0)
    assert caught.value.code == "daemon-gone"


def test_another_protocol_is_refused(context: zmq.Context[zmq.Socket[bytes]], places: Places) -> None:
    other = FakeDaemon(places, speaks=99).start()
    with closing(Line(context, other.connection)) as line, pytest.raises(Refusal, match="99") as caught:
        line.open(TIMEOUT)
    other.stop()
    assert caught.value.code == "protocol"


def test_a_frame_beyond_all_limits_ends_the_connection(line: Line, daemon: FakeDaemon) -> None:
    with pytest.raises(LineLost) as caught:
        line.exchange("1", bytes(LARGEST_FRAME + 1), 30.0)
    assert caught.value.code == "disconnected"
    assert caught.value.sent


def test_a_large_request_is_answered(line: Line) -> None:
    answer = line.exchange("1", bytes(LARGEST_REQUEST + 1), TIMEOUT)
    assert answer.error is not None
    assert answer.error.code == "too-large"


def test_random_bytes_are_answered(line: Line) -> None:
    answer = line.exchange("1", b"\xc1 not msgpack", TIMEOUT)
    assert answer.error is not None
    assert answer.error.code == "bad-message"


def test_silence_is_a_coded_sentence(line: Line, daemon: FakeDaemon) -> None:
    daemon.swallow["status"] = 1
    with pytest.raises(NoAnswer, match=r"0\.1 seconds") as caught:
        line.ask(GetStatus(), Status, 0.1)
    assert caught.value.code == "no-answer"


def test_a_lost_daemon_is_noticed_before_sending(line: Line, daemon: FakeDaemon) -> None:
    daemon.crash()
    with pytest.raises(LineLost) as caught:
        line.ask(GetStatus(), Status, TIMEOUT)
    assert not caught.value.sent or caught.value.code == "disconnected"
