"""What stands before the app: callers are checked, bodies are read whole and bounded, listed origins get CORS."""

from __future__ import annotations

import logging
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from footfall_bridge.gateway.admission import Admission
from footfall_bridge.gateway.body import Body, Gone, replayed
from footfall_bridge.gateway.limits import LARGEST_HEAD
from footfall_bridge.gateway.refusals import problem
from footfall_bridge.protocol import Refusal
from footfall_bridge.visitors import HEADER, Visitors

_log = logging.getLogger("footfall.gateway")

OPEN: Final = "/v1/hello"
"""What needs no token: it tells nothing secret."""


class Gate:
    """ASGI middleware. What is refused never reaches the app."""

    def __init__(self, app: ASGIApp, admission: Admission, visitors: Visitors) -> None:
        self._app = app
        self._admission = admission
        self._visitors = visitors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        if scope["type"] == "websocket":
            await self._handshake(scope, receive, send, headers)
            return
        send = _with_cors(send, self._admission.listed_origin(headers))
        body = Body(receive, headers)
        try:
            answer = await self._answer(scope, receive, headers, body)
        except Gone:
            return
        except Refusal as refusal:
            _note(refusal, headers)
            await body.drain()
            answer = problem(refusal, {} if body.whole else {"connection": "close"})
        await answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, headers: Headers, body: Body) -> ASGIApp:
        """What answers the request. Raises `Refusal` or `Gone`."""
        _check_head(scope)
        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            self._admission.check_preflight(headers)
            return _preflight(headers)
        self._admission.check_request(headers, is_open=scope["path"] == OPEN)
        if HEADER in headers and scope["path"] != OPEN:  # whoever came this far has shown the token
            self._visitors.note(headers[HEADER])
        replay = replayed(await body.read(), receive)

        async def app(scope: Scope, _receive: Receive, send: Send) -> None:
            await self._app(scope, replay, send)

        return app

    async def _handshake(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        try:
            self._admission.check_handshake(headers)
        except Refusal as refusal:
            _note(refusal, headers)
            await _deny(problem(refusal), scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _check_head(scope: Scope) -> None:
    """The server's own bound is for heads that come in pieces."""
    size = len(scope["raw_path"]) + len(scope["query_string"])
    if size + sum(len(name) + len(value) for name, value in scope["headers"]) > LARGEST_HEAD:
        raise Refusal("head-too-large", f"address and headers may hold {LARGEST_HEAD} bytes: ask for fewer ids")


def _with_cors(send: Send, origin: str | None) -> Send:
    """Lets a page of a listed origin read the answer. There is no wildcard, and no cookie to go with it."""
    if origin is None:
        return send

    async def send_with_cors(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["access-control-allow-origin"] = origin
            headers.add_vary_header("origin")
        await send(message)

    return send_with_cors


def _preflight(headers: Headers) -> Response:
    allowed = {
        "access-control-allow-methods": "GET, POST, PUT",
        "access-control-allow-headers": f"authorization, content-type, {HEADER}",
        "access-control-max-age": "600",
    }
    if headers.get("access-control-request-private-network") == "true":
        allowed["access-control-allow-private-network"] = "true"
    return Response(status_code=204, headers=allowed)


async def _deny(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a WebSocket that is not let in (ASGI extension `websocket.http.response`)."""

    async def as_denial(message: Message) -> None:
        await send({**message, "type": "websocket." + message["type"]})

    await receive()
    await response({**scope, "type": "http"}, receive, as_denial)


def _note(refusal: Refusal, headers: Headers) -> None:
    """In the log: what an editor's panel really sends as its origin is not documented."""
    if refusal.code in ("foreign-origin", "foreign-host"):
        _log.warning("refused host %.100r, origin %.100r", headers.get("host"), headers.get("origin"))
