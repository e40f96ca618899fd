"""A desktop that nobody looks at: a screen, a session bus, notices that are kept, and a user with a home."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.blender.window import a_screen
from tests.debian import need
from tests.end_to_end.house import until

_BOARD = Path(__file__).with_name("notice_board.py")
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Desk:
    home: Path
    environment: Mapping[str, str]
    board: Path

    def notices(self) -> list[str]:
        return self.board.read_text("utf-8").splitlines() if self.board.exists() else []

    @contextmanager
    def program(self, *words: str) -> Iterator[subprocess.Popen[bytes]]:
        """One that runs, with what it says in a log beside the home."""
        with (self.home.parent / f"{Path(words[0]).name}.log").open("wb") as log:
            process = subprocess.Popen(
                words, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        try:
            yield process
        finally:
            process.kill()
            process.wait(_PATIENCE)

    def window(self, name: str) -> str:
        """Its id, when it is there; keys go to it from then on."""
        found: list[str] = []

        def is_there() -> bool:
            found[:] = self._told("xdotool", "search", "--onlyvisible", "--class", name).split()
            return bool(found)

        until(is_there, f"the window of {name}", _PATIENCE)
        self.settle()
        subprocess.run(
            ["xdotool", "windowfocus", "--sync", found[-1]], env=self.environment, check=True, timeout=30
        )
        return found[-1]

    def press(self, *keys: str) -> None:
        """One key after the other, each when what the last one changed is drawn."""
        for key in keys:
            self._press(key)

    def _press(self, key: str) -> None:
        before = self.picture()
        subprocess.run(["xdotool", "key", key], env=self.environment, check=True, timeout=30)
        until(lambda: self.picture() != before, f"{key} to change what is seen", _PATIENCE)
        self.settle()

    def settle(self) -> None:
        """Until nothing moves any more."""
        seen = [b""]

        def is_still() -> bool:
            seen.append(self.picture())
            return seen[-1] == seen[-2]

        until(is_still, "the screen to come to rest", _PATIENCE)

    def picture(self) -> bytes:
        command = ["import", "-window", "root", "rgb:-"]
        return subprocess.run(command, env=self.environment, capture_output=True, check=True, timeout=30).stdout

    def _told(self, *words: str) -> str:
        done = subprocess.run(words, env=self.environment, capture_output=True, text=True, timeout=30, check=False)
        return done.stdout


@contextmanager
def a_desk(folder: Path) -> Iterator[Desk]:
    for command, package in (("Xvfb", "xvfb"), ("xdotool", "xdotool"), ("import", "imagemagick")):
        need(command, package)
    need("dbus-daemon", "dbus")
    need("notify-send", "libnotify-bin")
    home, runtime = folder / "user", folder / "runtime"
    home.mkdir()
    runtime.mkdir(mode=0o700)
    environment = {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "GDK_BACKEND": "x11",
        "GSK_RENDERER": "cairo",
        "LIBGL_ALWAYS_SOFTWARE": "1",
        "GTK_A11Y": "none",
    }
    with a_screen(folder) as display, _a_bus(environment) as bus:
        environment |= {"DISPLAY": display, "DBUS_SESSION_BUS_ADDRESS": bus}
        desk = Desk(home, environment, folder / "notices")
        with desk.program("/usr/bin/python3", str(_BOARD), str(desk.board)):
            wait = ["gdbus", "wait", "--session", "--timeout=30", "org.freedesktop.Notifications"]
            subprocess.run(wait, env=environment, check=True, timeout=40)
            yield desk


@contextmanager
def _a_bus(environment: Mapping[str, str]) -> Iterator[str]:
    """The address of a session bus of its own; what it has started leaves with it."""
    command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address"]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().decode().strip()
        finally:
            process.terminate()
