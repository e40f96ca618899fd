"""The machine that is set up: its system, folders and drives, and what runs. Planning knows nothing else of it."""

from __future__ import annotations

import os
import string
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

System = Literal["linux", "darwin", "win32"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    system: System
    home: Path
    environment: Mapping[str, str]
    footfall: tuple[str, ...]
    """The command line of `footfall`, by absolute paths: menus know no environment."""
    tray: tuple[str, ...] | None
    """That of the tray app; None where it is not installed."""
    root: Path = Path("/")
    """What folders of the system hang from; not used on Windows."""
    drives: tuple[Path, ...] = ()
    """Other volumes, where a program may lie too; on Windows all of them."""
    running: tuple[Path, ...] = ()
    """The programs of the processes that run, as far as they can be known."""

    def folder(self, variable: str, otherwise: str) -> Path:
        """What the environment says, else a folder of the user's. The specification has relative paths ignored."""
        path = self.environment.get(variable, "").strip()
        return Path(path) if Path(path).is_absolute() else self.home / otherwise

    @property
    def config(self) -> Path:
        return self.folder("XDG_CONFIG_HOME", ".config")

    @property
    def data(self) -> Path:
        return self.folder("XDG_DATA_HOME", ".local/share")

    @property
    def roaming(self) -> Path:
        """Of Windows."""
        return self.folder("APPDATA", "AppData/Roaming")

    @property
    def application_support(self) -> Path:
        """Of macOS."""
        return self.home / "Library" / "Application Support"

    def of_system(self, path: str) -> Path:
        """A folder of the system, `opt/resolve`."""
        return self.root / path

    def program(self, name: str) -> Path | None:
        """The first of this name on the path, links followed."""
        file = f"{name}.exe" if self.system == "win32" else name
        folders = self.environment.get("PATH", "").split(os.pathsep)
        found = (Path(folder, file) for folder in folders if folder)
        return next((path.resolve() for path in found if path.is_file()), None)

    def runs(self, *names: str) -> Iterator[Path]:
        """The programs of these names that run."""
        return (path for path in self.running if path.name.lower() in names)


def existing(candidates: Iterable[Path]) -> list[Path]:
    """The folders that are there, each once."""
    return list(dict.fromkeys(path for path in candidates if path.is_dir()))


def matching(folders: Iterable[Path], *patterns: str) -> Iterator[Path]:
    """What matches below them. A folder that may not be read holds nothing."""
    for folder in folders:
        for pattern in patterns:
            try:
                yield from sorted(folder.glob(pattern))
            except OSError:
                continue


def this_machine(footfall: tuple[str, ...], tray: tuple[str, ...] | None) -> Machine:
    return Machine(
        system=this_system(),
        home=Path.home(),
        environment=dict(os.environ),
        footfall=footfall,
        tray=tray,
        drives=tuple(_drives()),
        running=tuple(_running()),
    )


def this_system() -> System:
    match sys.platform:
        case "win32":
            return "win32"
        case "darwin":
            return "darwin"
    return "linux"


def _drives() -> Iterable[Path]:
    match this_system():
        case "win32":
            return existing(Path(f"{letter}:\\") for letter in string.ascii_uppercase)
        case "darwin":
            return existing(matching([Path("/Volumes")], "*"))
        case "linux":
            return existing(matching([Path("/mnt"), Path("/media"), Path("/run/media")], "*", "*/*"))


def _running() -> Iterator[Path]:
    """Of this user, where the system tells by files. Nothing elsewhere: the standard library cannot ask."""
    for process in matching([Path("/proc")], "[0-9]*"):
        try:
            yield (process / "exe").readlink()
        except OSError:
            continue  # of another user, or gone
