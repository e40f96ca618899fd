"""The gateway that editors' scripts speak to: whether it answers, its token, and its ports."""

from __future__ import annotations

import http.client
import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from footfall_bridge.checks.finding import Finding, Mend
from footfall_bridge.checks.holders import holders_of
from footfall_bridge.checks.papers import outlived, private
from footfall_bridge.client import Client
from footfall_bridge.locate import daemon_lives, is_held
from footfall_bridge.places import GATEWAY_PORTS, Places
from footfall_bridge.protocol import Refusal

_PATIENCE: Final = 2.0
_RETURN: Final = 20.0
"""Seconds until the daemon has started it again."""


class _Address(BaseModel):
    """What `gateway.json` says."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    pid: int
    port: int
    token_file: Path


def gateway(places: Places) -> Iterator[Finding]:
    address = _address(places)
    runs = is_held(places.gateway_lock)
    own = address.port if runs and address is not None else None
    if not runs and (places.gateway_file.exists() or places.gateway_token.exists()):
        yield outlived("gateway address", places.gateway_file, places.gateway_token)
    if runs and address is not None:
        yield from _running(places, address)
    else:
        yield _absent(places)
    yield ports(own)


def ports(own: int | None) -> Finding:
    """Those that panels may speak to, and who holds them; `own`: the gateway's."""
    held = holders_of(GATEWAY_PORTS)
    listed = [f"{port} {'the gateway' if port == own else held[port]}" for port in GATEWAY_PORTS if port in held]
    taken = len(held) == len(GATEWAY_PORTS) and own is None
    return Finding(
        name="ports",
        ok=not taken,
        detail=f"{GATEWAY_PORTS[0]} to {GATEWAY_PORTS[-1]}: {', '.join(listed) or 'all free'}",
        fix="all are taken by others: end one of these programs",
    )


def _running(places: Places, address: _Address) -> Iterator[Finding]:
    yield _answering(address)
    if address.token_file.exists():
        yield private("gateway token", address.token_file)
    else:
        yield Finding(
            name="gateway token",
            ok=False,
            detail=f"{address.token_file} is gone: no editor can show that it is the user's",
            fix="footfall stop: the next start writes it anew",
            mends=(Mend(what="restart the gateway", carry_out=partial(restart, places, address.pid)),),
        )


def _answering(address: _Address) -> Finding:
    where = f"http://127.0.0.1:{address.port}"
    try:
        said = _hello(address.port)
    except (OSError, ValueError, http.client.HTTPException) as error:
        words = f"its lock is held, but {where} does not answer: {error or type(error).__name__}"
        fix = f"end process {address.pid}: the daemon starts another"
        return Finding(name="gateway", ok=False, detail=words, fix=fix)
    version = said.get("version")
    return Finding(
        name="gateway",
        ok=said.get("name") == "footfall",
        detail=f"{version}, {where}, process {address.pid}",
        fix="another program answers there: end it",
    )


def _hello(port: int) -> dict[str, Any]:
    # Not urllib: it would send loopback requests through the proxy of the system's settings.
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    try:
        line.request("GET", "/v1/hello")
        said = json.loads(line.getresponse().read(65536))
    finally:
        line.close()
    return said if isinstance(said, dict) else {}


def _absent(places: Places) -> Finding:
    wanted = daemon_lives(places) and _is_wanted(places)
    return Finding(
        name="gateway",
        ok=not wanted,
        detail="not running" + (f": {places.gateway_log} says why" if wanted else ""),
        fix="wait some seconds, the daemon starts it again; where all ports are taken, free one",
        required=False,
    )


def _is_wanted(places: Places) -> bool:
    """Whether the daemon is to keep one. One that does not answer cannot say."""
    with suppress(Refusal), Client(places, start=False, timeout=_PATIENCE, patience=0.0) as client:
        return any(it.key == "gateway.start" and it.value is True for it in client.settings().settings)
    return False


def restart(places: Places, pid: int) -> None:
    """End the gateway, whose lock shows that it lives: the daemon starts another. Raises `Refusal`."""
    if is_held(places.gateway_lock):
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + _RETURN
    while not (is_held(places.gateway_lock) and places.gateway_token.exists()):
        if time.monotonic() > deadline:
            words = f"the daemon has not started it again after {_RETURN:g} s: see {places.gateway_log}"
            raise Refusal("gateway-gone", words)
        time.sleep(0.05)


def _address(places: Places) -> _Address | None:
    try:
        return _Address.model_validate_json(places.gateway_file.read_bytes())
    except (OSError, ValidationError):
        return None
