"""Requests of all kinds, made from the gateway's own description: none is too much for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi import checks

from footfall_bridge.gateway.admission import Admission
from footfall_bridge.gateway.app import create_app
from footfall_bridge.gateway.events import Events
from footfall_bridge.gateway.pool import Pool
from footfall_bridge.gateway.secret import Token
from footfall_bridge.places import Places
from footfall_bridge.visitors import Visitors
from tests.bridge.gateway.door import Door
from tests.end_to_end.house import House

CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.unsupported_method,
]
_nowhere = Places.below(Path("nowhere"))
_events = Events(_nowhere, Admission(Token("none"), 0, []))
_app = create_app(Pool(_nowhere), _events, Visitors(_nowhere), "0", lambda nonce: nonce)
api = schemathesis.openapi.from_dict(_app.openapi())


@api.hook
def map_body(_context: schemathesis.HookContext, body: Any) -> Any:
    """Random clips are rarely ones that can be: about half of them become text alone, to get past the reading."""
    for order in body.get("orders", []) if isinstance(body, dict) else []:
        if isinstance(order, dict) and len(repr(order)) % 2:
            order |= {"clip": {"duration": {"value": 1, "rate": [1, 1]}}}
            for picky in ("engine", "dest", "room", "region", "stamp"):
                order.pop(picky, None)
    return body


@pytest.fixture(scope="module")
def paused(house: House) -> Iterator[House]:
    """What the daemon is told to make, it does not begin."""
    with house.client() as client:
        client.pause()
        yield house
        client.cancel(job.id for job in client.jobs())
        client.resume()


def test_the_description_is_the_one_that_is_served(door: Door) -> None:
    served = door.ask("GET", "/v1/openapi.json").json
    assert served["paths"] == _app.openapi()["paths"]
    assert served["components"] == _app.openapi()["components"]


@api.parametrize()
@settings(
    max_examples=15,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_described(case: schemathesis.Case[Any], paused: House, door: Door) -> None:
    token = {"authorization": f"Bearer {door.token}"}
    case.call_and_validate(base_url=f"http://127.0.0.1:{door.port}", headers=token, checks=CHECKS)
