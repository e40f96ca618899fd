"""`footfall resolve`: the mailbox script in a real Lua, the real command, and the real daemon."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from footfall_bridge.hosts.resolve import folder_of
from footfall_bridge.protocol import JobState
from tests import threeclips_hosts as three
from tests.end_to_end.house import House, until
from tests.resolve.lua_resolve import LuaResolve, a_lua_resolve, needs_lua

pytestmark = needs_lua


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path / "home", {"XDG_DATA_HOME": str(tmp_path / "data")})
    house.start()
    yield house
    house.close()


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return three.make_film(tmp_path / "footage" / "film.mp4")


@pytest.fixture
def resolve(house: House, film: Path, tmp_path: Path) -> Iterator[LuaResolve]:
    profiles = tmp_path / "data" / "DaVinciResolve" / "Fusion" / "Profiles"
    with a_lua_resolve(folder_of(house.places), profiles, scene_of(film)) as resolve:
        yield resolve


def scene_of(film: Path) -> dict[str, Any]:
    clips = [
        {
            "id": f"clip-{number}",
            "name": f"cut {number}",
            "start": three.FIRST + cut.at,
            "duration": cut.frames,
            "left": cut.left,
            "path": str(film),
            "rate": "23.976",
            "source_start": float(cut.left / three.RATE),
            "source_end": float((cut.left + cut.frames) / three.RATE),
        }
        for number, cut in enumerate(three.CUTS, 1)
    ]
    line = {"id": "line-1", "name": "Cut 3", "rate": "23.976", "start": three.FIRST, "timecode": "01:00:00:00"}
    return {"timeline": line, "sound_rate": "23.976", "clips": clips, "selected": [clip["id"] for clip in clips]}


def do(house: House, *words: str, code: int = 0) -> Any:
    """What `footfall resolve ... --json` says."""
    done = house.run("resolve", *words, "--json")
    assert done.returncode == code, done.stdout + done.stderr
    return json.loads(done.stdout)


def refused(house: House, *words: str, code: int = 2) -> str:
    return str(do(house, *words, code=code)["error"]["code"])


def heard(resolve: LuaResolve) -> list[three.Heard]:
    return [
        three.Heard(
            (item["start"] - three.FIRST) / three.RATE,
            (item["start"] - three.FIRST + item["duration"]) / three.RATE,
            item["first"] / three.RATE,
            Path(item["path"]),
        )
        for item in resolve.laid
    ]


def made(house: House) -> bool:
    with house.client() as client:
        return all(job.state.ended for job in client.jobs())


def test_three_clips_are_made_and_placed_and_read_back(house: House, resolve: LuaResolve) -> None:
    told = do(house, "generate", "--prompt", "boots", "--place")
    assert len(told["jobs"]) == three.JOBS
    assert [one["record_in"] for one in told["placing"]["placed"]] == ["01:00:00:00", "01:00:04:04", "01:00:00:20"]
    assert told["placing"]["not_placed"] == told["left_out"] == []
    three.assert_in_place(heard(resolve))
    assert {item["track"] for item in resolve.laid} == {"Footfall"}
    place = told["jobs"][0]["place"]
    assert (place["editor"], place["timeline"], place["clip"]) == ("DaVinci Resolve 21.1.0", "line-1", "clip-1")


def test_it_returns_at_once_and_places_later_once(house: House, resolve: LuaResolve) -> None:
    with house.client() as client:
        client.pause()
    assert {job["state"] for job in do(house, "generate", "--no-wait")["jobs"]} <= {"queued", "preparing", "ready"}
    assert do(house, "place")["placed"] == []
    with house.client() as client:
        client.resume()
    until(lambda: made(house), "the sounds")
    assert len(do(house, "place")["placed"]) == 3
    assert do(house, "place")["placed"] == []
    three.assert_in_place(heard(resolve))
    assert do(house, "status")["sounds"] == {"placed": 2}
    assert do(house, "remove")["removed"] == 3
    assert (resolve.laid, do(house, "place")["placed"]) == ([], [])
    do(house, "generate", "--place")  # asked for again it is laid again, and nothing is made
    three.assert_in_place(heard(resolve))


@pytest.mark.slow
def test_takes_are_swapped(house: House, resolve: LuaResolve) -> None:
    resolve.scene["selected"] = ["clip-2"]
    resolve.edit()
    told = do(house, "generate", "--takes", "2", "--place")
    assert told["placing"]["spare"] == 1
    do(house, "take", "2")
    assert [Path(item["path"]) for item in resolve.laid] == [Path(told["jobs"][1]["outputs"][0]["path"])]
    assert refused(house, "take", "7") == "no-takes"


@pytest.mark.slow
def test_a_take_is_swapped_in_all_parts_of_a_clip(house: House, resolve: LuaResolve) -> None:
    resolve.scene["selected"] = ["clip-2"]
    gravel = {"color": "Blue", "duration": 10, "name": "foley: gravel", "note": ""}
    resolve.scene["timeline"]["markers"] = {30: gravel}
    resolve.edit()
    told = do(house, "generate", "--takes", "2", "--place")
    before = [(item["start"], item["duration"]) for item in resolve.laid]
    assert len(before) == 3
    assert len(do(house, "take", "2")["placed"]) == 3
    assert [(item["start"], item["duration"]) for item in resolve.laid] == before
    second = {job["outputs"][0]["path"] for job in told["jobs"] if job["take"] == 2}
    assert {item["path"] for item in resolve.laid} == second


def test_markers_are_prompts_and_hits(house: House, resolve: LuaResolve) -> None:
    resolve.scene["selected"] = ["clip-2"]
    resolve.scene["timeline"]["markers"] = {
        25: {"color": "Blue", "duration": 1, "name": "foley: a latch", "note": ""},
        30: {"color": "Blue", "duration": 10, "name": "foley: gravel", "note": ""},
        31: {"color": "Blue", "duration": 1, "name": "a note of mine", "note": ""},
    }
    resolve.edit()
    told = do(house, "generate")
    assert [job["prompt"] for job in told["jobs"]] == ["a latch", "gravel", ""]
    ranges = [(job["source_in"]["value"], job["source_out"]["value"]) for job in told["jobs"]]
    assert ranges == [(60, 70), (70, 80), (80, 90)]
    with house.client() as client:
        (contact,) = client.contacts(told["jobs"][0]["id"]).contacts
    assert contact.time == pytest.approx(float(5 / three.RATE))
    assert do(house, "generate")["jobs"] == []
    resolve.scene["timeline"]["markers"] = {}
    resolve.edit()
    assert len(do(house, "generate")["jobs"]) == 1


def test_what_cannot_have_foley_is_named(house: House, resolve: LuaResolve, film: Path) -> None:
    title, gone, fast, ok = ({**resolve.scene["clips"][0], "id": f"odd-{number}"} for number in range(4))
    del title["path"]
    gone["path"] = "/nowhere/film.mov"
    fast["source_end"] = fast["source_start"] + 5
    resolve.scene |= {
        "clips": [title, gone, fast, ok],
        "selected": [clip["id"] for clip in (title, gone, fast, ok)],
    }
    resolve.edit()
    told = do(house, "generate", "--no-wait")
    assert [one["error"]["code"] for one in told["left_out"]] == ["no-media", "offline", "speed"]
    assert told["jobs"][0]["media"] == ok["path"]
    assert "`footfall timeline FILE`" in told["left_out"][2]["error"]["message"]
    assert len(told["jobs"]) == 1
    raw = {**ok, "id": "odd-4", "path": str(film.with_name("camera.r3d"))}
    film.with_name("camera.r3d").touch()
    resolve.scene |= {"clips": [raw], "selected": ["odd-4"]}
    resolve.edit()
    assert [one["error"]["code"] for one in do(house, "generate", "--no-wait")["left_out"]] == ["raw"]
    raw["proxy"] = str(film)
    resolve.edit()
    assert do(house, "generate", "--no-wait")["left_out"] == []


def test_a_reframed_clip_is_named_with_its_remedies_and_the_others_are_made(
    house: House, resolve: LuaResolve
) -> None:
    zoomed, turned, fitted = resolve.scene["clips"]
    zoomed["properties"] = {"ZoomX": 1.5, "ZoomY": 1.5}
    turned["properties"] = {"RotationAngle": 180.0}
    fitted["properties"] = {"ZoomX": 0.97, "ZoomY": 0.97}
    resolve.edit()
    told = do(house, "generate")
    assert len(told["jobs"]) == 1
    assert [one["clip"] for one in told["left_out"]] == ["cut 1", "cut 2"]
    assert {one["error"]["code"] for one in told["left_out"]} == {"reframed"}
    assert "`footfall config set generate.reframed media`" in told["left_out"][0]["error"]["message"]


def test_of_several_reframed_clips_the_remedies_are_told_once(house: House, resolve: LuaResolve) -> None:
    for clip in resolve.scene["clips"]:
        clip["properties"] = {"FlipX": True}
    resolve.edit()
    told = house.run("resolve", "generate").stderr
    assert told.count("generate.reframed") == 1
    assert all(name in told for name in ("cut 1", "cut 2", "cut 3"))


def test_with_nothing_selected_it_is_what_lies_between_in_and_out(house: House, resolve: LuaResolve) -> None:
    first = resolve.scene["clips"][0]
    resolve.scene |= {"selected": [], "marks": {"in": first["start"] + 5, "out": first["start"] + 15}}
    resolve.edit()
    told = do(house, "generate", "--place")
    assert [job["place"]["clip"] for job in told["jobs"]] == ["clip-1"]
    (laid,) = resolve.laid
    assert (laid["start"], laid["duration"]) == (first["start"] + 5, 10)


def test_marks_that_may_mean_two_things_are_refused(house: House, resolve: LuaResolve) -> None:
    resolve.scene |= {"selected": [], "marks": {"in": 10**7}}
    resolve.edit()
    assert refused(house, "generate") == "unclear-range"


def test_with_no_clip_meant_it_is_what_is_selected_in_the_media_pool(
    house: House, resolve: LuaResolve, film: Path
) -> None:
    gap = {"in": three.FIRST + 10**4, "out": three.FIRST + 10**4 + 10}
    after = {**resolve.scene["clips"][0], "id": "late", "kind": "audio", "start": three.FIRST + 2 * 10**4}
    resolve.scene["clips"].append(after)
    resolve.scene |= {"selected": [], "off_the_clips": True, "pool": [str(film)], "marks": gap}
    resolve.edit()
    told = do(house, "generate", "--place")
    (job,) = told["jobs"]
    assert (job["media"], job["place"]) == (str(film), None)
    assert told["brought"] == [output["path"] for output in job["outputs"]] == resolve.imported
    assert resolve.laid == []


def test_the_daemon_is_told_of_a_linked_proxy(house: House, resolve: LuaResolve, film: Path) -> None:
    proxy = film.with_name("small.mov")
    proxy.touch()
    resolve.scene["clips"][0]["proxy"] = str(proxy)
    resolve.scene["selected"] = ["clip-1"]
    resolve.edit()
    (job,) = do(house, "generate", "--no-wait")["jobs"]
    with house.client() as client:
        clip = client.order(job["id"]).clip
    assert (clip.media, clip.proxy) == (str(film), str(proxy))


@pytest.mark.slow
def test_a_changed_timeline_has_its_sounds_laid_again(house: House, resolve: LuaResolve) -> None:
    do(house, "generate", "--place")
    first, second, third = resolve.scene["clips"]
    third["start"] += 200
    resolve.scene["clips"].remove(second)
    resolve.edit()
    resolve.scene["selected"] = ["clip-1"]
    resolve.edit()
    (stale_clip, moved) = sorted(do(house, "status")["stale"], key=lambda one: str(one["at"]))
    assert "its clip is not on this timeline any more" in stale_clip["why"]
    assert "its clip plays elsewhere now" in moved["why"]
    assert [one["why"] for one in do(house, "generate")["stale"]] == [moved["why"], stale_clip["why"]]
    resolve.scene["selected"] = ["clip-3"]
    resolve.edit()
    assert do(house, "generate", "--place")["jobs"] == []
    starts = [item["start"] for item in resolve.laid]
    assert starts == [first["start"], second["start"], third["start"]]


# What may happen in between -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_resolve_closed_meanwhile_loses_nothing(house: House, resolve: LuaResolve) -> None:
    do(house, "generate", "--no-wait")
    resolve.close()
    until(lambda: made(house), "the sounds")
    resolve.start()
    assert len(do(house, "place")["placed"]) == 3
    three.assert_in_place(heard(resolve))


@pytest.mark.slow
def test_a_daemon_that_is_killed_goes_on_and_all_is_placed(house: House, resolve: LuaResolve) -> None:
    do(house, "generate", "--no-wait")
    house.kill()
    house.start()
    until(lambda: made(house), "the sounds")
    assert len(do(house, "place")["placed"]) == 3
    three.assert_in_place(heard(resolve))


@pytest.mark.slow
def test_another_timeline_gets_nothing(house: House, resolve: LuaResolve) -> None:
    do(house, "generate")
    resolve.scene["timeline"]["id"] = "line-2"
    resolve.edit()
    assert do(house, "place")["placed"] == []
    resolve.scene["timeline"]["id"] = "line-1"
    resolve.edit()
    assert len(do(house, "place")["placed"]) == 3


@pytest.mark.slow
def test_a_clip_that_moved_has_its_sound_where_it_is_and_one_that_is_gone_is_said(
    house: House, resolve: LuaResolve
) -> None:
    do(house, "generate")
    first, second, third = resolve.scene["clips"]
    third["start"] += 50
    resolve.scene["clips"].remove(second)
    resolve.edit()
    told = do(house, "place", code=1)
    assert [one["error"]["code"] for one in told["not_placed"]] == ["clip-gone"]
    assert [item["start"] for item in resolve.laid] == [first["start"], third["start"]]


@pytest.mark.slow
def test_media_that_was_moved_is_waited_for(house: House, resolve: LuaResolve, film: Path) -> None:
    with house.client() as client:
        client.pause()
        do(house, "generate", "--no-wait")
        with three.moved_away(film):
            client.resume()
            until(
                lambda: all(job.state is JobState.needs_media for job in client.jobs()), "the media to be missed"
            )
            assert do(house, "status")["sounds"] == {"needs media": 2}
    until(lambda: made(house), "the sounds")
    assert len(do(house, "place")["placed"]) == 3
    three.assert_in_place(heard(resolve))


def test_a_mailbox_that_is_not_open_is_said(house: House, resolve: LuaResolve) -> None:
    assert do(house, "stop") == {"stopped": True}
    assert resolve.process.wait(20) == 0


@pytest.mark.slow
def test_a_timeline_that_is_switched_while_it_waits_gets_nothing(house: House, resolve: LuaResolve) -> None:
    with house.client() as client:
        client.pause()
        words = [sys.executable, "-m", "footfall_bridge.cli", "resolve", "generate", "--place", "--json"]
        with subprocess.Popen(words, env=house.environment, stdout=subprocess.PIPE, text=True) as command:
            until(lambda: len(list(client.jobs())) == three.JOBS, "the request")
            resolve.scene["timeline"]["id"] = "line-2"
            resolve.edit()
            assert do(house, "status")["timeline"] == "Cut 3"  # whoever waits keeps nobody from asking
            client.resume()
            told = json.loads(command.communicate()[0])
    assert {one["error"]["code"] for one in told["placing"]["not_placed"]} == {"timeline-switched"}
    assert resolve.laid == []
    resolve.scene["timeline"]["id"] = "line-1"
    resolve.edit()
    assert len(do(house, "place")["placed"]) == 3


def test_two_commands_do_not_speak_at_once(house: House, resolve: LuaResolve) -> None:
    with resolve.mailbox().alone():
        assert refused(house, "status") == "busy"


def test_the_folder_is_for_the_user_alone(house: House, resolve: LuaResolve) -> None:
    folder = folder_of(house.places)
    resolve.close()
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    resolve.folder.mkdir(mode=0o700)
    resolve.start()
    do(house, "status")
    assert folder.stat().st_mode & 0o777 == 0o700
