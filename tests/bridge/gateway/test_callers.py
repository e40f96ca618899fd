"""Callers that are not what they should be, at the door of a real gateway."""

from __future__ import annotations

import hashlib
import hmac
import http.client
from collections.abc import Iterator

import pytest
from websockets.exceptions import InvalidStatus

from footfall_bridge.places import Places
from footfall_bridge.visitors import HEADER, Visitors
from tests.bridge.gateway.conftest import PAGE_ORIGIN
from tests.bridge.gateway.door import PATIENCE, Door, a_door, free_ports

MIB = 2**20


@pytest.fixture(scope="module")
def picky_places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    places = Places.below(tmp_path_factory.mktemp("picky"))
    places.make()
    return places


@pytest.fixture(scope="module")
def picky(picky_places: Places) -> Iterator[Door]:
    """No daemon is asked here: what is let in is answered 503."""
    with a_door(picky_places, free_ports(1), f"--origin={PAGE_ORIGIN}") as door:
        yield door


def test_the_token_lets_in(picky: Door) -> None:
    assert picky.ask("GET", "/v1/status").status == 503


def test_a_wrong_token_does_not(picky: Door) -> None:
    answer = picky.ask("GET", "/v1/status", token="wrong")
    assert (answer.status, answer.code, answer.headers["www-authenticate"]) == (401, "unauthorized", "Bearer")
    assert "read it from the file" in answer.json["error"]["message"]


def test_who_asked_last_is_remembered_of_those_that_have_the_token(picky: Door, picky_places: Places) -> None:
    picky.ask("GET", "/v1/status", headers={HEADER: "resolve (DaVinci Resolve Studio 19.1.2)"})
    picky.ask("GET", "/v1/status", headers={HEADER: "blender (Blender 4.2)"}, token="wrong")
    picky.ask("GET", "/v1/hello", headers={HEADER: "blender (Blender 4.2)"}, token=None)
    assert {name: it.host for name, it in Visitors(picky_places).visits().items()} == {
        "resolve": "DaVinci Resolve Studio 19.1.2"
    }


@pytest.mark.parametrize("path", ["/v1/openapi.json", "/v1/nothing", "/docs", "/"])
def test_nothing_but_the_greeting_is_told_without_a_token(picky: Door, path: str) -> None:
    assert picky.ask("GET", path, token=None).status == 401


def test_another_hosts_name_is_refused(picky: Door) -> None:
    answer = picky.ask("GET", "/v1/status", headers={"host": f"evil.example:{picky.port}"})
    assert (answer.status, answer.code) == (421, "foreign-host")


def test_a_foreign_page_is_refused_and_may_not_read_why(picky: Door) -> None:
    answer = picky.ask("GET", "/v1/status", headers={"origin": "https://evil.example"})
    assert (answer.status, answer.code) == (403, "foreign-origin")
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert "https://evil.example" in picky.log.read_text("utf-8")


def test_a_panel_without_origin_needs_the_token(picky: Door) -> None:
    headers = {"origin": "null"}
    assert picky.ask("GET", "/v1/status", token=None, headers=headers).status == 401
    let_in = picky.ask("GET", "/v1/status", headers=headers)
    assert let_in.status == 503
    assert "access-control-allow-origin" not in let_in.headers


def test_a_listed_page_may_ask_and_read(picky: Door) -> None:
    asking = {"origin": PAGE_ORIGIN, "access-control-request-method": "POST"}
    preflight = picky.ask("OPTIONS", "/v1/jobs", token=None, headers=asking)
    assert preflight.status == 204
    assert preflight.headers["access-control-allow-origin"] == PAGE_ORIGIN
    assert "authorization" in preflight.headers["access-control-allow-headers"]
    answer = picky.ask("GET", "/v1/status", headers={"origin": PAGE_ORIGIN})
    assert (answer.status, answer.headers["access-control-allow-origin"]) == (503, PAGE_ORIGIN)
    assert answer.headers["vary"].lower() == "origin"
    assert picky.ask("GET", "/v1/status", token=None, headers={"origin": PAGE_ORIGIN}).status == 401


@pytest.mark.parametrize("origin", ["null", "https://evil.example"])
def test_no_other_page_may_ask(picky: Door, origin: str) -> None:
    asking = {"origin": origin, "access-control-request-method": "POST"}
    answer = picky.ask("OPTIONS", "/v1/jobs", token=None, headers=asking)
    assert answer.status == 403
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Host": "evil.example"}])
def test_a_foreign_websocket_is_refused_before_it_stands(picky: Door, headers: dict[str, str]) -> None:
    if "Host" in headers:  # which websockets sets itself
        assert picky.raw(upgrade("Host: evil.example", "Connection: Upgrade")).startswith(b"HTTP/1.1 421 ")
        return
    with pytest.raises(InvalidStatus) as refused, picky.events(headers=headers):
        pass
    assert refused.value.response.status_code == 403


def test_the_greeting_proves_that_it_knows_the_token(picky: Door) -> None:
    nonce = "0123456789abcdef"
    greeting = picky.ask("GET", f"/v1/hello?nonce={nonce}", token=None).json
    words = f"footfall {picky.port} {nonce}".encode()
    assert greeting["proof"] == hmac.new(picky.token.encode(), words, hashlib.sha256).hexdigest()
    assert greeting["name"] == "footfall"
    assert picky.ask("GET", "/v1/hello", token=None).json["proof"] is None
    assert picky.ask("GET", "/v1/hello?nonce=short", token=None).status == 422


def test_a_body_beyond_the_bound_is_refused(picky: Door) -> None:
    answer = picky.ask("POST", "/v1/jobs", b" " * (MIB + 1))
    assert (answer.status, answer.code) == (413, "too-large")


def test_a_far_too_large_body_is_not_waited_for(picky: Door) -> None:
    line = http.client.HTTPConnection("127.0.0.1", picky.port, timeout=PATIENCE)
    line.putrequest("POST", "/v1/jobs")
    line.putheader("authorization", f"Bearer {picky.token}")
    line.putheader("content-length", str(2**40))
    line.endheaders()
    response = line.getresponse()
    assert (response.status, response.headers["connection"]) == (413, "close")
    line.close()


def test_a_chunked_body_is_bounded_too(picky: Door) -> None:
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    body = chunk * 17 + b"0\r\n\r\n"
    answer = picky.ask("POST", "/v1/jobs", body, headers={"transfer-encoding": "chunked"})
    assert (answer.status, answer.code) == (413, "too-large")


def test_a_body_as_large_as_may_be_is_read(picky: Door) -> None:
    answer = picky.ask("POST", "/v1/jobs", b"[" * MIB, headers={"content-type": "application/json"})
    assert (answer.status, answer.code) == (400, "bad-json")


def test_a_body_that_never_ends_is_given_up(picky: Door) -> None:
    head = (
        f"POST /v1/jobs HTTP/1.1\r\nHost: 127.0.0.1:{picky.port}\r\n"
        f"Authorization: Bearer {picky.token}\r\nContent-Length: 10\r\n\r\n{{"
    )
    answer = picky.raw(head.encode())
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"too-slow" in answer


def test_a_head_that_never_ends_is_given_up(picky: Door) -> None:
    assert picky.raw(b"GET /v1/hello HTTP/1.1\r\nHost: 127") == b""


def test_a_head_beyond_the_bound_is_refused(picky: Door) -> None:
    answer = picky.ask("GET", "/v1/jobs?ids=" + "x" * 40_000)
    assert (answer.status, answer.code) == (431, "head-too-large")


@pytest.mark.parametrize(
    "lines", [("Connection: Upgrade", "Content-Length: 5"), ("Connection: Upgrade", "X: " + "y" * 9000)]
)
def test_an_unreadable_handshake_is_answered_and_hung_up(picky: Door, lines: tuple[str, ...]) -> None:
    assert picky.raw(upgrade(f"Host: 127.0.0.1:{picky.port}", *lines)).startswith(b"HTTP/1.1 400 ")


def test_random_bytes_are_answered_and_hung_up(picky: Door) -> None:
    assert picky.raw(b"\x00\xff\x16\x03\x01 hello\r\n\r\n").startswith(b"HTTP/1.1 400 ")


def test_a_flood_of_strangers_is_turned_away_while_the_user_is_served(lone_door: Door) -> None:
    flood = (lone_door.ask("GET", "/v1/status", token="wrong") for _ in range(1000))
    turned_away = next(answer for answer in flood if answer.status != 401)
    assert (turned_away.status, turned_away.code) == (429, "too-many-requests")
    assert turned_away.headers["retry-after"] == "1"
    assert lone_door.ask("GET", "/v1/status").status == 503


def test_more_connections_than_there_may_be_are_cut(lone_door: Door) -> None:
    lines = [http.client.HTTPConnection("127.0.0.1", lone_door.port, timeout=PATIENCE) for _ in range(64)]
    for line in lines:
        line.request("GET", "/v1/status", headers={"authorization": f"Bearer {lone_door.token}"})
        assert line.getresponse().read()
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        lone_door.ask("GET", "/v1/status")
    for line in lines:
        line.close()


def test_the_token_is_in_no_log(lone_door: Door) -> None:
    lone_door.ask("GET", f"/v1/status?token={lone_door.token}")
    lone_door.ask("GET", "/v1/status", headers={"origin": "https://evil.example"})
    lone_door.ask("POST", "/v1/jobs", {"token": lone_door.token})
    with lone_door.events():
        pass
    lone_door.close()
    assert "https://evil.example" in lone_door.log.read_text("utf-8")
    assert lone_door.token not in lone_door.log.read_text("utf-8")


def upgrade(*lines: str) -> bytes:
    fixed = ("Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==")
    return "\r\n".join(["GET /v1/events HTTP/1.1", *lines, *fixed, "", ""]).encode()
