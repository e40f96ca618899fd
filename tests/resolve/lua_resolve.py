"""A pretended Resolve that runs the mailbox script: a real Lua 5.1, in a sandbox like that of the free edition."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from footfall_bridge.hosts.resolve import Mailbox, lua
from tests.resolve.desk import SCRIPTS

LUA = shutil.which("lua5.1")
SHIM = SCRIPTS / "Utility" / "Footfall mailbox.lua"
needs_lua = pytest.mark.skipif(LUA is None, reason="lua5.1 is not installed")

WALK = {
    "id": "clip-1", "name": 'say "hé"', "start": 86_400, "duration": 48, "left": 48, "path": "/films/walk.mov",
    "rate": "24", "source_start": 2.0, "source_end": 4.0,
}  # fmt: skip
SCENE: dict[str, Any] = {
    "timeline": {"id": "timeline-1", "name": "Cut 3", "rate": "24", "start": 86_400, "timecode": "01:00:00:00"},
    "sound_rate": "24",
    "clips": [WALK, {**WALK, "id": "clip-2", "name": "sound", "kind": "audio"}],
    "selected": ["clip-1", "clip-2"],
}


class LuaResolve:
    """The user has started the mailbox in it. `scene` is what is open: change it, then `edit`."""

    def __init__(self, mailbox: Path, profiles: Path, scene: dict[str, Any], failures: int = 0) -> None:
        self.folder, self.profiles, self.scene = mailbox, profiles, scene
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.profiles / "Default").mkdir(parents=True, exist_ok=True)
        self.prefs = self.profiles / "Default" / "Fusion.prefs"
        self._scene_file = self.profiles / "scene.lua"
        self._told = self.profiles / "tracks.json"
        self._failures = failures
        self.edit()
        self.start()

    def start(self) -> None:
        """Resolve, and the mailbox in it, by a click; also once more."""
        assert LUA is not None
        world = Path(__file__).parent / "lua" / "world.lua"
        given = [SHIM, self.folder, self.prefs, self._scene_file, self._told, self._failures]
        self.process = subprocess.Popen([LUA, world, *map(str, given)])

    def edit(self) -> None:
        """As a user does: the scene is what is open from now on."""
        temporary = self._scene_file.with_suffix(".new")
        temporary.write_text(f"return {lua(self.scene)}\n")
        temporary.replace(self._scene_file)

    def mailbox(self, patience: float = 20.0) -> Mailbox:
        return Mailbox(self.folder, [self.profiles], patience)

    def request(self, text: str) -> None:
        """Whoever writes into the folder."""
        temporary = self.folder / "next.tmp"
        temporary.write_text(text)
        temporary.replace(self.folder / "next.lua")

    @property
    def laid(self) -> list[dict[str, Any]]:
        """What lies on its sound tracks, by time, as Resolve itself has it."""
        told: list[dict[str, Any]] = json.loads(self._told.read_text("utf-8")) if self._told.exists() else []
        return sorted(told, key=lambda item: (item["start"], item["track"]))

    @property
    def imported(self) -> list[str]:
        """Paths of what came into its bin, as Resolve itself has it."""
        told = self._told.with_name(f"{self._told.name}.imported")
        return told.read_text("utf-8").splitlines() if told.exists() else []

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def a_lua_resolve(mailbox: Path, profiles: Path, scene: dict[str, Any], failures: int = 0) -> Iterator[LuaResolve]:
    resolve = LuaResolve(mailbox, profiles, scene, failures)
    try:
        yield resolve
    finally:
        resolve.close()
