"""Who may come in: decided from a request's headers alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from typing import Final

from starlette.datastructures import Headers

from footfall_bridge.gateway.limits import LARGEST_BODY, Bucket
from footfall_bridge.gateway.secret import Token
from footfall_bridge.protocol import Refusal

NO_PAGE: Final = "null"
"""The origin of a page that has none, and of some editors' panels."""
_OWN_RATE: Final = 100.0
_STRANGERS_RATE: Final = 10.0
_BURST: Final = 5.0  # seconds' worth


class Admission:
    """Checks Host, Origin, token and rate. All methods raise `Refusal` where someone may not come in."""

    def __init__(
        self, token: Token, port: int, origins: Collection[str], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`origins`: the web origins that may speak to us, such as `http://127.0.0.1:5173`."""
        self._token = token
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self._origins = frozenset(origins) - {NO_PAGE}
        self._clock = clock
        # Two of them: a flood from a web page must not shut out the user's own programs.
        self._own = Bucket(_OWN_RATE, _BURST * _OWN_RATE)
        self._strangers = Bucket(_STRANGERS_RATE, _BURST * _STRANGERS_RATE)

    def listed_origin(self, headers: Headers) -> str | None:
        """The web origin that the request comes from, if it is one of ours."""
        origin = headers.get("origin")
        return origin if origin in self._origins else None

    def check_request(self, headers: Headers, *, is_open: bool) -> None:
        """`is_open`: what is asked for needs no token."""
        presented = _bearer(headers)
        fits = presented is not None and self._token.fits(presented)
        self._check_rate(self._own if fits else self._strangers)
        self._check_caller(headers)
        if not (fits or is_open):
            words = (
                "is missing" if presented is None else "does not fit: it changes with every start of the daemon"
            )
            raise Refusal("unauthorized", f"the token {words}: read it from the file that gateway.json names")
        if (length := headers.get("content-length")) is not None and int(length) > LARGEST_BODY:
            raise too_large()

    def check_preflight(self, headers: Headers) -> None:
        """Of a browser that asks whether a page of a listed origin may ask: it cannot show the token yet."""
        self._check_rate(self._strangers)
        self._check_caller(headers)
        if self.listed_origin(headers) is None:
            raise Refusal("foreign-origin", "web pages may not speak to Footfall, unless their origin is listed")

    def check_handshake(self, headers: Headers) -> None:
        """Of a WebSocket, whose token comes in its first message."""
        self._check_rate(self._strangers)
        self._check_caller(headers)

    def check_token(self, presented: str) -> None:
        if not self._token.fits(presented):
            raise Refusal("unauthorized", "the token does not fit: read it anew, it changes with every start")

    def _check_rate(self, bucket: Bucket) -> None:
        if not bucket.take(self._clock()):
            raise Refusal("too-many-requests", "too many requests at once: wait a second")

    def _check_caller(self, headers: Headers) -> None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            raise Refusal("foreign-host", f"only {' and '.join(sorted(self._hosts))} are served here")
        if any(origin not in self._origins | {NO_PAGE} for origin in headers.getlist("origin")):
            raise Refusal("foreign-origin", "web pages may not speak to Footfall, unless their origin is listed")


def too_large() -> Refusal:
    return Refusal("too-large", f"a request may hold {LARGEST_BODY} bytes: send fewer orders at once")


def _bearer(headers: Headers) -> str | None:
    """The one token that is presented."""
    lines = headers.getlist("authorization")
    scheme, _, text = lines[0].partition(" ") if len(lines) == 1 else ("", "", "")
    return text.strip() if scheme.lower() == "bearer" else None
