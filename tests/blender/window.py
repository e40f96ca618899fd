"""A Blender with a window on a screen that nobody looks at, driven by mouse and keys."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.blender.blenders import Blender
from tests.end_to_end.house import until

_SIZE = (1280, 800)
_PATIENCE = 120.0


class Window:
    """What it shows is told in a file several times a second: `told`."""

    def __init__(self, display: str, told: Path, log: Path, blender: subprocess.Popen[bytes]) -> None:
        self._environment = {**os.environ, "DISPLAY": display}
        self._told = told
        self._log = log
        self._blender = blender

    def told(self) -> dict[str, Any]:
        words: dict[str, Any] = json.loads(self._told.read_text("utf-8"))
        return words

    def until(self, condition: Callable[[dict[str, Any]], bool], what: str) -> dict[str, Any]:
        def is_so() -> bool:
            assert self._blender.poll() is None, self._log.read_text("utf-8", "replace")
            return self._told.exists() and condition(self.told())

        try:
            until(is_so, what, _PATIENCE)
        except AssertionError as error:
            told = self._told.read_text("utf-8") if self._told.exists() else "nothing"
            raise AssertionError(f"{error}\n{told}\n{self._log.read_text('utf-8', 'replace')}") from None
        return self.told()

    def do(self, *words: str) -> None:
        """With mouse or keys, as xdotool has it; then wait until Blender has drawn what came of it."""
        subprocess.run(["xdotool", *words], env=self._environment, check=True, timeout=30)
        drawn = self.told()["drawn"]
        self.until(lambda told: bool(told["drawn"] >= drawn + 2), "Blender to draw")

    def picture(self, target: Path) -> None:
        subprocess.run(["import", "-window", "root", str(target)], env=self._environment, check=True, timeout=30)


@contextmanager
def a_window(blender: Blender, home: Path, script: Path, folder: Path) -> Iterator[Window]:
    """`script` tells what there is in `told.json` of `folder`."""
    log = folder / "blender.log"
    with a_screen(folder) as display, log.open("wb") as words:
        command = [blender.command[0], "--factory-startup", "-noaudio", "-p", "0", "0", *map(str, _SIZE)]
        process = subprocess.Popen(
            [*command, "--python", str(script)],
            env={**blender.environment(home), "DISPLAY": display},
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
        )
        try:
            yield Window(display, folder / "told.json", log, process)
        finally:
            process.kill()
            process.wait(_PATIENCE)


@contextmanager
def a_screen(folder: Path) -> Iterator[str]:
    """The name of a display; the server itself chooses one that is free."""
    read, write = os.pipe()
    with (folder / "xvfb.log").open("wb") as words:
        size = "{}x{}x24".format(*_SIZE)
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", size, "+extension", "GLX", "-nolisten", "tcp"],
            pass_fds=[write],
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
        )
    os.close(write)
    try:
        with os.fdopen(read) as line:
            number = line.readline().strip()
        assert number, (folder / "xvfb.log").read_text("utf-8", "replace")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(_PATIENCE)
