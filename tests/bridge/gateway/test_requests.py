"""What can be asked over HTTP, of a real daemon."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from footfall_bridge.protocol import JobInfo, Status
from footfall_bridge.skew import own_version
from footfall_bridge.visitors import HEADER
from tests.bridge.gateway.door import Door
from tests.end_to_end.house import House


@pytest.fixture
def paused(house: House) -> Iterator[House]:
    """Nothing begins; what was queued is gone afterwards."""
    with house.client() as client:
        client.pause()
        yield house
        ids = [job.id for job in client.jobs()]
        client.cancel(ids)
        client.forget(ids)
        client.resume()


def order(prompt: str = "steps on gravel", seconds: int = 1, **more: Any) -> dict[str, Any]:
    return {"clip": {"duration": {"value": seconds, "rate": [1, 1]}}, "prompt": prompt, **more}


def submit(door: Door, *orders: dict[str, Any], **more: Any) -> list[str]:
    answer = door.ask("POST", "/v1/jobs", {"orders": orders, **more})
    assert answer.status == 202, answer.body
    return list(answer.json["jobs"])


def test_the_status_is_the_daemons_own(house: House, door: Door) -> None:
    status = Status.model_validate(door.ask("GET", "/v1/status").json)
    with house.client() as client:
        assert status.daemon.pid == client.status().daemon.pid


@pytest.mark.parametrize(
    ("client", "version", "skew"),
    [
        ("blender (Blender 4.2)", "", ""),
        ("blender/{} (Blender 4.2)", own_version(), ""),
        ("blender/{} (Blender 4.2)", "0.0.9", "older than Footfall ({}): `footfall setup blender` renews it"),
        ("blender/{} (Blender 4.2)", "99.0.0", "newer than Footfall ({}): update Footfall"),
    ],
)
def test_the_status_tells_which_plugins_are_of_another_version(
    door: Door, client: str, version: str, skew: str
) -> None:
    answer = door.ask("GET", "/v1/status", headers={HEADER: client.format(version)})
    assert answer.status == 200
    told = answer.json["plugins"]["blender"]
    assert (told["host"], told["version"]) == ("Blender 4.2", version)
    assert told["skew"].endswith(skew.format(own_version()))
    assert bool(told["skew"]) == bool(skew)


def test_orders_become_jobs(paused: House, door: Door) -> None:
    jobs = submit(door, order("rain"), order("wind", takes=2))
    page = door.ask("GET", "/v1/jobs?" + "&".join(f"ids={job}" for job in jobs)).json
    assert [(job["id"], job["prompt"], job["take"]) for job in page["jobs"]] == [
        (jobs[0], "rain", 1),
        (jobs[1], "wind", 1),
        (jobs[2], "wind", 2),
    ]


def test_the_same_request_twice_is_one(paused: House, door: Door) -> None:
    first = submit(door, order(), request_id="panel-0001")
    assert submit(door, order(), request_id="panel-0001") == first
    assert submit(door, order(), request_id="panel-0002") != first


def test_jobs_come_in_pages(paused: House, door: Door) -> None:
    jobs = submit(door, *(order(str(number)) for number in range(5)))
    seen: list[str] = []
    after: int | None = 0
    while after is not None:
        page = door.ask("GET", f"/v1/jobs?states=queued&limit=2&after={after}").json
        assert len(page["jobs"]) <= 2
        seen += [job["id"] for job in page["jobs"]]
        after = page["next"]
    assert seen == jobs


def test_jobs_are_cancelled_retried_and_forgotten(paused: House, door: Door) -> None:
    (job,) = submit(door, order())
    path = f"/v1/jobs/{job}"
    assert door.ask("POST", "/v1/jobs/cancel", {"jobs": [job]}).json == {"changed": [job], "refused": []}
    assert JobInfo.model_validate(door.ask("GET", path).json).state == "cancelled"
    refused = door.ask("POST", "/v1/jobs/cancel", {"jobs": [job, "nobody"]}).json
    assert [one["error"]["code"] for one in refused["refused"]] == ["ended", "unknown-job"]
    assert door.ask("POST", "/v1/jobs/retry", {"jobs": [job]}).json["changed"] == [job]
    assert door.ask("GET", path).json["state"] == "queued"
    door.ask("POST", "/v1/jobs/cancel", {"jobs": [job]})
    assert door.ask("POST", "/v1/jobs/forget", {"jobs": [job]}).json["changed"] == [job]
    assert (door.ask("GET", path).status, door.ask("GET", path).code) == (404, "unknown-job")


def test_contacts_are_those_of_the_order(paused: House, door: Door) -> None:
    (job,) = submit(door, order(contacts=[{"time": 0.5, "material": "wood"}]))
    told = door.ask("GET", f"/v1/jobs/{job}/contacts").json
    assert [(contact["time"], contact["material"]) for contact in told["contacts"]] == [(0.5, "wood")]
    assert told["edited"] is True


def test_an_editor_can_say_that_it_is_busy(house: House, door: Door) -> None:
    assert door.ask("POST", "/v1/editor", {"busy": True, "host": "Premiere"}).status == 204
    assert door.ask("GET", "/v1/status").json["editor_busy"] == "Premiere"
    assert door.ask("POST", "/v1/editor", {"busy": False, "host": "Premiere"}).status == 204
    assert door.ask("GET", "/v1/status").json["editor_busy"] == ""


def test_engines_are_told_with_what_they_lack(house: House, door: Door) -> None:
    engines = {one["name"]: one for one in door.ask("GET", "/v1/engines").json["engines"]}
    assert (engines["sketch"]["ready"], engines["sketch"]["default"]) == (True, True)
    assert "feet" in engines["sketch"]["layers"]
    assert not engines["hunyuan-xl"]["ready"]
    assert "footfall engines pull hunyuan-xl" in engines["hunyuan-xl"]["missing"]


def test_settings_are_read_and_changed(house: House, door: Door) -> None:
    before = {one["key"]: one for one in door.ask("GET", "/v1/settings").json["settings"]}["generate.handles"]
    assert door.ask("PUT", "/v1/settings/generate.handles", {"value": 2}).json["value"] == 2
    assert door.ask("PUT", "/v1/settings/generate.handles", {"value": None}).json["value"] == before["default"]
    assert door.ask("PUT", "/v1/settings/no.such", {"value": 1}).code == "unknown-setting"
    assert door.ask("PUT", "/v1/settings/generate.handles", {"value": "long"}).status == 422


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (b"{", 400, "not JSON"),
        (b'{"orders": NaN}', 422, "orders: "),
        (b"9" * 5000, 400, "not JSON"),
        (b"[" * 100_000, 400, "not JSON"),
        ({"orders": []}, 422, "orders: "),
        ({"orders": [order(takes=99)]}, 422, "orders.0.takes: "),
        ({"orders": [order(nonsense=1)]}, 422, "orders.0.nonsense: "),
        ({"orders": [order("\ud800")]}, 422, "orders.0.prompt: "),
        ({"orders": [order(offset_ms=float("nan"))]}, 422, "orders.0.offset_ms: "),
        ({"orders": [order()], "request_id": "short"}, 422, "request_id: "),
        ({"orders": [{"clip": {}}]}, 422, "a clip without media needs a duration"),
        ({"orders": [order(engine="bells")]}, 422, "bells"),
        ({"orders": [{"clip": {"media": "film.mov"}}]}, 422, "film.mov"),
    ],
    ids=lambda value: None if isinstance(value, int) else str(value)[:30],
)
def test_what_cannot_be_ordered_is_refused_in_one_sentence(
    paused: House, door: Door, body: Any, status: int, words: str
) -> None:
    answer = door.ask(
        "POST", "/v1/jobs", body, headers={"content-type": "application/json"} if isinstance(body, bytes) else {}
    )
    assert answer.status == status
    message = answer.json["error"]["message"]
    assert words in message
    assert "\n" not in message


def test_an_address_that_is_none_says_where_the_list_is(door: Door) -> None:
    answer = door.ask("GET", "/v1/nothing")
    assert (answer.status, answer.code) == (404, "not-found")
    wrong = door.ask("DELETE", "/v1/jobs")
    assert (wrong.status, wrong.code) == (405, "wrong-method")
    listed = door.ask("GET", "/v1/openapi.json").json["paths"]
    assert sorted(listed) == [
        "/v1/editor",
        "/v1/engines",
        "/v1/hello",
        "/v1/jobs",
        "/v1/jobs/cancel",
        "/v1/jobs/forget",
        "/v1/jobs/retry",
        "/v1/jobs/{job}",
        "/v1/jobs/{job}/contacts",
        "/v1/settings",
        "/v1/settings/{key}",
        "/v1/status",
    ]


def test_without_a_daemon_it_says_what_to_do(lone_door: Door) -> None:
    answer = lone_door.ask("GET", "/v1/jobs")
    assert (answer.status, answer.code) == (503, "no-daemon")
    assert "`footfall daemon` starts one" in answer.json["error"]["message"]
