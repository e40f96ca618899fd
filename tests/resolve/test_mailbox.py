"""The Lua mailbox under a real Lua 5.1, in a sandbox like that of the free Resolve."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from footfall_bridge.hosts.resolve import FOLDER_MARK, Mailbox, lua, shim
from footfall_bridge.protocol import Refusal
from tests.resolve.desk import SCRIPTS

LUA = shutil.which("lua5.1")
SHIM = SCRIPTS / "Utility" / "Footfall mailbox.lua"
needs_lua = pytest.mark.skipif(LUA is None, reason="lua5.1 is not installed")


class Running:
    """A pretended Resolve in which the user has started the mailbox."""

    def __init__(self, folder: Path, failures: int = 0) -> None:
        self.folder = folder / "mailbox"
        self.folder.mkdir()
        self.profiles = folder / "profiles"
        (self.profiles / "Default").mkdir(parents=True)
        self.prefs = self.profiles / "Default" / "Fusion.prefs"
        assert LUA is not None
        world = Path(__file__).parent / "lua" / "world.lua"
        self.process = subprocess.Popen([LUA, world, SHIM, self.folder, self.prefs, str(failures)])

    def mailbox(self, patience: float = 20.0) -> Mailbox:
        return Mailbox(self.folder, self.profiles, patience)

    def request(self, text: str) -> None:
        temporary = self.folder / "next.tmp"
        temporary.write_text(text)
        temporary.replace(self.folder / "next.lua")

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    running = Running(tmp_path)
    yield running
    running.close()


@needs_lua
def test_it_answers_and_stops_when_told(running: Running) -> None:
    mailbox = running.mailbox()
    assert mailbox.ask("ping") == {"product": "DaVinci Resolve", "version": "21.1.0"}
    mailbox.ask("stop")
    assert running.process.wait(20) == 0
    assert not (running.folder / "next.lua").exists()


@needs_lua
def test_the_selection_is_told_with_its_timeline(running: Running) -> None:
    found = running.mailbox().ask("selection")
    assert found["timeline"] == "timeline-1"
    assert (found["rate"], found["start"], found["timecode"]) == ("24", 86_400, "01:00:00:00")
    (clip,) = found["clips"]  # sound is no clip of its own
    assert clip["name"] == 'say "hé"'
    assert (clip["start"], clip["duration"], clip["left"], clip["path"]) == (86_400, 48, 48, "/films/walk.mov")


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
def test_a_sound_is_laid_at_its_place_after_its_handle(running: Running) -> None:
    laid = running.mailbox().ask("place", **wanted())
    assert laid == {"item": "laid-24", "start": 86_400, "duration": 48}


@needs_lua
@pytest.mark.parametrize(
    ("asked", "code"), [(wanted("another"), "timeline-switched"), (wanted(track="Music"), "bad-request")]
)
def test_what_is_not_ours_to_lay_is_refused(running: Running, asked: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        running.mailbox().ask("place", **asked)
    assert refused.value.code == code


@needs_lua
def test_only_known_verbs_are_taken(running: Running) -> None:
    with pytest.raises(Refusal) as refused:
        running.mailbox().ask("execute", code="os.exit()")
    assert refused.value.code == "bad-request"


@needs_lua
def test_a_request_reaches_nothing_but_its_own_data(running: Running) -> None:
    mailbox = running.mailbox()
    running.request("resolve:Quit() bmd.wait(1) return { id = 'x', verb = 'stop' }")
    assert mailbox.ask("ping")["product"] == "DaVinci Resolve"
    assert running.process.poll() is None


@needs_lua
def test_a_stale_request_is_not_answered(running: Running) -> None:
    running.request(f"return {{ id = 'old', start = '', at = {int(time.time()) - 200}, verb = 'stop' }}")
    assert running.mailbox().ask("ping")
    assert running.process.poll() is None


@needs_lua
def test_one_that_was_started_again_takes_over(running: Running) -> None:
    running.request(f"return {{ id = 'new', start = 'another', at = {int(time.time())}, verb = 'selection' }}")
    assert running.process.wait(20) == 0
    assert not running.prefs.exists()


@needs_lua
def test_saving_that_fails_now_and_then_is_tried_again(tmp_path: Path) -> None:
    running = Running(tmp_path, failures=3)
    try:
        assert running.mailbox().ask("ping")
    finally:
        running.close()


def test_nobody_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        Mailbox(tmp_path / "mailbox", tmp_path, patience=0).ask("ping")
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
