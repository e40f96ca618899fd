"""Who may come in, decided from headers."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers

from footfall_bridge.gateway.admission import Admission
from footfall_bridge.gateway.limits import Bucket
from footfall_bridge.gateway.secret import Token
from footfall_bridge.protocol import Refusal

LISTED = "http://127.0.0.1:5173"


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def admission(clock: Clock) -> Admission:
    return Admission(Token("right"), 17840, [LISTED, "null"], clock)


def head(*pairs: tuple[str, str], host: str = "127.0.0.1:17840", token: str | None = "right") -> Headers:
    shown = [] if token is None else [("authorization", f"Bearer {token}")]
    lines = [("host", host), *shown, *pairs] if host else [*shown, *pairs]
    return Headers(raw=[(name.encode(), value.encode()) for name, value in lines])


def refused(admission: Admission, headers: Headers, *, is_open: bool = False) -> str:
    with pytest.raises(Refusal) as refusal:
        admission.check_request(headers, is_open=is_open)
    return refusal.value.code


@pytest.mark.parametrize("host", ["127.0.0.1:17840", "localhost:17840", "LOCALHOST:17840"])
def test_serves_its_own_names(admission: Admission, host: str) -> None:
    admission.check_request(head(host=host), is_open=False)


@pytest.mark.parametrize(
    "host",
    ["", "127.0.0.1", "127.0.0.1:17841", "evil.example:17840", "127.0.0.1:17840.evil.example", "[::1]:17840"],
)
def test_refuses_every_other_name_even_with_the_token(admission: Admission, host: str) -> None:
    assert refused(admission, head(host=host)) == "foreign-host"


def test_refuses_two_hosts(admission: Admission) -> None:
    assert refused(admission, head(("host", "127.0.0.1:17840"))) == "foreign-host"


@pytest.mark.parametrize("origin", [None, "null", LISTED])
def test_lets_programs_panels_and_listed_pages_in_with_the_token(admission: Admission, origin: str | None) -> None:
    pairs = [] if origin is None else [("origin", origin)]
    admission.check_request(head(*pairs), is_open=False)
    assert refused(admission, head(*pairs, token=None)) == "unauthorized"


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:5174", "", "file://", LISTED + "/"])
def test_refuses_other_origins_even_with_the_token(admission: Admission, origin: str) -> None:
    assert refused(admission, head(("origin", origin))) == "foreign-origin"


def test_refuses_a_foreign_origin_beside_a_listed_one(admission: Admission) -> None:
    assert refused(admission, head(("origin", LISTED), ("origin", "https://evil.example"))) == "foreign-origin"


@pytest.mark.parametrize(
    "line", ["Bearer wrong", "Basic right", "right", "Bearer", "Bearer right right", "Bearer é"]
)
def test_refuses_what_is_not_the_token(admission: Admission, line: str) -> None:
    assert refused(admission, head(("authorization", line), token=None)) == "unauthorized"


def test_refuses_two_tokens(admission: Admission) -> None:
    assert refused(admission, head(("authorization", "Bearer right"))) == "unauthorized"


def test_asks_no_token_for_what_is_open(admission: Admission) -> None:
    admission.check_request(head(token=None), is_open=True)
    assert (
        refused(admission, head(("origin", "https://evil.example"), token=None), is_open=True) == "foreign-origin"
    )


def test_null_is_never_listed(admission: Admission) -> None:
    with pytest.raises(Refusal) as refusal:
        admission.check_preflight(head(("origin", "null"), token=None))
    assert refusal.value.code == "foreign-origin"


def test_strangers_cannot_shut_the_user_out(admission: Admission, clock: Clock) -> None:
    codes = [refused(admission, head(token=None)) for _ in range(51)]
    assert codes == ["unauthorized"] * 50 + ["too-many-requests"]
    admission.check_request(head(), is_open=False)
    clock.now += 0.1
    assert refused(admission, head(token=None)) == "unauthorized"


def test_the_user_too_is_held_to_a_rate(admission: Admission) -> None:
    for _ in range(500):
        admission.check_request(head(), is_open=False)
    assert refused(admission, head()) == "too-many-requests"


def test_a_bucket_holds_no_more_than_its_burst() -> None:
    bucket = Bucket(per_second=1, burst=2)
    assert [bucket.take(1e9) for _ in range(3)] == [True, True, False]


def test_a_token_never_shows_itself() -> None:
    token = Token.fresh()
    assert token.text not in f"{token!r} {token}"
    assert len(token.text) >= 43
    assert token.text != Token.fresh().text


def test_a_token_takes_any_answer() -> None:
    token = Token("right")
    assert token.fits("right")
    assert not any(token.fits(text) for text in ("", "righ", "right ", "é", "\ud800"))


def test_a_proof_holds_for_one_port_and_one_nonce() -> None:
    token = Token("right")
    proofs = {token.proof("n1", 1), token.proof("n2", 1), token.proof("n1", 2), Token("left").proof("n1", 1)}
    assert len(proofs) == 4
