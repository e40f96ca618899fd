"""The Lua mailbox under a real Lua 5.1, in a sandbox like that of the free Resolve."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from footfall_bridge.hosts.resolve import FOLDER_MARK, Mailbox, lua, shim
from footfall_bridge.protocol import Refusal
from tests.end_to_end.house import until
from tests.resolve.lua_resolve import SCENE, SHIM, LuaResolve, a_lua_resolve, needs_lua


@pytest.fixture
def running(tmp_path: Path) -> Iterator[LuaResolve]:
    with a_lua_resolve(tmp_path / "mailbox", tmp_path / "profiles", deepcopy(SCENE)) as running:
        yield running


@needs_lua
def test_it_answers_and_stops_when_told(running: LuaResolve) -> None:
    mailbox = running.mailbox()
    assert mailbox.ask("ping") == {"product": "DaVinci Resolve", "version": "21.1.0"}
    mailbox.ask("stop")
    assert running.process.wait(20) == 0
    assert not (running.folder / "next.lua").exists()


@needs_lua
def test_an_answer_is_not_lost_while_the_request_is_held_open(
    running: LuaResolve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Windows has it while Resolve reads the file."""
    held: list[Path] = []
    unlink = Path.unlink

    def held_once(path: Path, missing_ok: bool = False) -> None:
        if path.name == "next.lua" and not held:
            held.append(path)
            raise PermissionError
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", held_once)
    assert running.mailbox().ask("ping")["version"] == "21.1.0"
    assert held == [running.folder / "next.lua"]
    assert not held[0].exists()


@needs_lua
def test_what_a_killed_command_left_behind_does_not_end_it(running: LuaResolve) -> None:
    running.close()
    left = {"id": "left", "start": "another", "at": int(time.time()), "verb": "selection"}
    running.request(f"return {lua(left)}")
    running.start()
    with pytest.raises(subprocess.TimeoutExpired):
        running.process.wait(1)
    assert running.mailbox().ask("ping")["version"] == "21.1.0"


@needs_lua
def test_the_selection_is_told_with_its_timeline(running: LuaResolve) -> None:
    found = running.mailbox().ask("selection")
    assert found["timeline"] == "timeline-1"
    assert (found["rate"], found["start"], found["timecode"]) == ("24", 86_400, "01:00:00:00")
    (clip,) = found["clips"]  # sound is no clip of its own
    assert clip["name"] == 'say "hé"'
    assert (clip["start"], clip["duration"], clip["left"], clip["path"]) == (86_400, 48, 48, "/films/walk.mov")


@needs_lua
def test_only_markers_that_may_be_for_us_leave_resolve(running: LuaResolve) -> None:
    note = {"color": "Red", "duration": 1, "name": "ask Anna about this cut", "note": "she knows " * 20}
    mine = {24: {**note, "name": "Foley: a latch"}, 30: {**note, "color": "Cyan", "name": "gravel"}}
    running.scene["timeline"]["markers"] = dict.fromkeys(range(100, 1100), note) | mine
    running.scene["clips"][0]["markers"] = {3: note, 4: {**note, "name": "", "note": "foley: a step"}}
    running.edit()
    mailbox = running.mailbox()
    found = mailbox.ask("selection")
    assert [marker["frame"] for marker in found["markers"]] == [24]
    assert [marker["frame"] for marker in found["clips"][0]["markers"]] == [4]
    by_colour = mailbox.ask("selection", color="cyan")["markers"]
    assert sorted(marker["frame"] for marker in by_colour) == [24, 30]
    assert b"Anna".hex().encode() not in running.prefs.read_bytes()
    assert "markers" not in mailbox.ask("look", clips=["clip-1"], first=1)


def wanted(timeline: str = "timeline-1", track: str = "Footfall") -> dict[str, object]:
    return {
        "timeline": timeline,
        "path": "/films/Foley é.wav",
        "track": track,
        "kind": "mono",
        "record": 86_400,
        "frames": 48,
        "head": [1, 1],
        "mark": "footfall:job|clip-1|mix",
    }


@needs_lua
def test_a_sound_is_laid_at_its_place_after_its_handle(running: LuaResolve) -> None:
    laid = running.mailbox().ask("place", **wanted())
    assert laid == {"item": "laid-1", "start": 86_400, "duration": 48}
    (told,) = running.laid
    assert (told["track"], told["start"], told["duration"], told["first"]) == ("Footfall", 86_400, 48, 24)
    assert told["path"] == "/films/Foley é.wav"


@needs_lua
@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (wanted("another"), "timeline-switched"),
        (wanted(track="Music"), "bad-request"),
        ({**wanted(), "mark": "mine"}, "bad-request"),
    ],
)
def test_what_is_not_ours_to_lay_is_refused(running: LuaResolve, asked: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        running.mailbox().ask("place", **asked)
    assert refused.value.code == code


@needs_lua
def test_clips_and_sounds_are_told_as_they_are_now(running: LuaResolve) -> None:
    mailbox = running.mailbox()
    mailbox.ask("place", **wanted())
    running.scene["clips"][0]["start"] = 90_000
    running.edit()
    until(lambda: mailbox.ask("look", clips=["clip-1"], first=1)["clips"][0]["start"] == 90_000, "the edit")
    told = mailbox.ask("look", clips=["gone"], first=1)
    assert (told["clips"], told["more"]) == ([], False)
    assert told["laid"] == [{"item": "laid-1", "mark": wanted()["mark"], "start": 86_400, "duration": 48}]


@needs_lua
def test_our_sounds_are_taken_away_and_no_others(running: LuaResolve) -> None:
    mailbox = running.mailbox()
    mailbox.ask("place", **wanted())
    assert mailbox.ask("remove", timeline="timeline-1", items=["clip-1", "nobody"]) == {"removed": 0}
    assert mailbox.ask("remove", timeline="timeline-1", items=["laid-1"]) == {"removed": 1}
    assert running.laid == []
    with pytest.raises(Refusal) as refused:
        mailbox.ask("remove", timeline="another", items=["laid-1"])
    assert refused.value.code == "timeline-switched"


@needs_lua
@pytest.mark.parametrize(("trouble", "code"), [({"late": 2}, "misplaced"), ({"no_tracks": True}, "no-track")])
def test_what_does_not_come_to_lie_rightly_is_taken_away_again(
    running: LuaResolve, trouble: dict[str, Any], code: str
) -> None:
    running.scene |= trouble
    running.edit()
    running.close()
    running.start()
    with pytest.raises(Refusal) as refused:
        running.mailbox().ask("place", **wanted())
    assert refused.value.code == code
    assert running.laid == []


@needs_lua
def test_only_known_verbs_are_taken(running: LuaResolve) -> None:
    with pytest.raises(Refusal) as refused:
        running.mailbox().ask("execute", code="os.exit()")
    assert refused.value.code == "bad-request"


@needs_lua
def test_a_request_reaches_nothing_but_its_own_data(running: LuaResolve) -> None:
    mailbox = running.mailbox()
    running.request("resolve:Quit() bmd.wait(1) return { id = 'x', verb = 'stop' }")
    assert mailbox.ask("ping")["product"] == "DaVinci Resolve"
    assert running.process.poll() is None


@needs_lua
def test_a_stale_request_is_not_answered(running: LuaResolve) -> None:
    running.request(f"return {{ id = 'old', start = '', at = {int(time.time()) - 200}, verb = 'stop' }}")
    assert running.mailbox().ask("ping")
    assert running.process.poll() is None


@needs_lua
def test_one_that_was_started_again_takes_over(running: LuaResolve) -> None:
    assert running.mailbox().ask("ping")  # the first is up
    first = running.process
    running.start()
    assert first.wait(20) == 0
    assert running.mailbox().ask("ping")


@needs_lua
def test_a_request_to_another_start_is_left_to_that_one(running: LuaResolve) -> None:
    running.mailbox().ask("ping")
    answered = running.prefs.read_bytes()
    running.request(f"return {{ id = 'new', start = 'another', at = {int(time.time())}, verb = 'selection' }}")
    assert running.process.wait(20) == 0
    assert running.prefs.read_bytes() == answered


@needs_lua
def test_saving_that_fails_now_and_then_is_tried_again(tmp_path: Path) -> None:
    with a_lua_resolve(tmp_path / "mailbox", tmp_path / "profiles", deepcopy(SCENE), failures=3) as running:
        assert running.mailbox().ask("ping")


def test_nobody_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        Mailbox(tmp_path / "mailbox", [tmp_path], patience=0).ask("ping")
    assert refused.value.code == "mailbox-closed"
    assert "Workspace > Scripts > Footfall mailbox" in refused.value.message


def test_the_script_bears_its_folder_and_only_a_plain_one() -> None:
    template = SHIM.read_text("utf-8")
    assert FOLDER_MARK in template
    assert 'FOLDER = "/home/me/mailbox"' in shim(template, Path("/home/me/mailbox"))
    with pytest.raises(Refusal):
        shim(template, Path("/home/mé"))


def test_nothing_in_a_request_can_end_its_string() -> None:
    assert lua({"a": '"] = os\n'}) == '{["\\097"] = "\\034\\093\\032\\061\\032\\111\\115\\010"}'
