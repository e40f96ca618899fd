"""Machines that are folders: a home, a system, drives; and a registry and an installer that are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from footfall_bridge.places import Places
from footfall_bridge.setup import Setup
from footfall_bridge.setup.changes import Kind
from footfall_bridge.setup.clip_jobs import ClipJobs
from footfall_bridge.setup.machine import Machine, System
from footfall_bridge.setup.panels import Panels
from footfall_bridge.setup.registry import Registry
from footfall_bridge.setup.shelves import Files, Shelf
from footfall_bridge.setup.stock import Stock

FOOTFALL = ("/opt/foot fall/bin/footfall",)
TRAY = ("/opt/foot fall/bin/footfall-tray",)


class FakeHive:
    """Keys with values, as Windows has them: a key is there as long as one below it is."""

    def __init__(self) -> None:
        self.keys: dict[str, dict[str, str]] = {}

    def read(self, key: str, name: str) -> str | None:
        return self.keys.get(key, {}).get(name)

    def write(self, key: str, name: str, text: str) -> None:
        parts = key.split("\\")
        for end in range(1, len(parts) + 1):
            self.keys.setdefault("\\".join(parts[:end]), {})
        self.keys[key][name] = text

    def remove(self, key: str, name: str) -> None:
        self.keys[key].pop(name, None)

    def exists(self, key: str) -> bool:
        return key in self.keys

    def is_empty(self, key: str) -> bool:
        return not self.keys[key] and not any(other.startswith(f"{key}\\") for other in self.keys)

    def remove_key(self, key: str) -> None:
        assert self.is_empty(key)
        del self.keys[key]


class FakeAdobe:
    """Adobe's installer: knows one panel."""

    def __init__(self) -> None:
        self.installed: str | None = None
        self.asked: list[list[str]] = []

    def __call__(self, command: Sequence[str]) -> str:
        verb = command[1].lstrip("-/")
        self.asked.append([verb, *command[2:]])
        match verb:
            case "install":
                self.installed = "0.1.0"
            case "remove":
                self.installed = None
            case "list" if self.installed:
                return f"Premiere Pro\n  Enabled  Footfall     {self.installed}\n"
        return "1 extension\n"


class Computer:
    """A machine below one folder, with what was put on it."""

    def __init__(self, folder: Path, system: System) -> None:
        self.folder = folder
        self.system = system
        self.root = folder / "system"
        self.home = folder / "home" / "user"
        self.drive = folder / "drive"
        for made in (self.root, self.home, self.drive):
            made.mkdir(parents=True)
        self.places = Places.below(folder / "footfall")
        self.hive = FakeHive()
        self.adobe = FakeAdobe()
        self.stock = Stock.of_install()
        self.machine = Machine(
            system=system,
            home=self.home,
            environment={"PATH": str(self.root / "usr/bin"), "PROGRAMDATA": str(self.root / "ProgramData")},
            footfall=FOOTFALL,
            tray=TRAY,
            root=self.root,
            drives=(self.drive,),
        )

    def change(self, **facts: Any) -> None:
        self.machine = replace(self.machine, **facts)

    def program(self, name: str) -> Path:
        return put(self.root / "usr/bin" / name)

    def setup(self) -> Setup:
        agent = self.root / "agent"
        shelves: dict[Kind, Shelf] = {
            Kind.file: Files(),
            Kind.clip_job: ClipJobs(),
            Kind.registry: Registry(self.hive),
            Kind.panel: Panels(agent, self.folder / "panel.ccx", "--", self.adobe),
        }
        return Setup(self.places, self.machine, self.stock, shelves)

    def install(self, *names: str) -> None:
        work = self.setup()
        assert [outcome.error for outcome in work.carry_out(work.plan(names)) if outcome.error] == []

    def remove(self, *names: str) -> None:
        work = self.setup()
        assert [outcome.error for outcome in work.carry_out(work.plan(names, remove=True)) if outcome.error] == []

    def written(self, name: str) -> list[str]:
        """Where a target's things would lie."""
        return [change.where for change in self.setup().plan([name])]

    def state(self, name: str) -> str:
        return next(target.state.value for target in self.setup().targets() if target.name == name)

    def detail(self, name: str) -> str:
        return next(target.detail for target in self.setup().targets() if target.name == name)

    def everything(self) -> dict[str, bytes | None]:
        """All files and folders in the home and the system."""
        found = (path for top in (self.home, self.root, self.drive) for path in sorted(top.rglob("*")))
        return {str(path): path.read_bytes() if path.is_file() else None for path in found}


def put(path: Path, content: bytes = b"") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def made(path: Path) -> Path:
    path.mkdir(parents=True)
    return path
