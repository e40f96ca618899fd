"""Blender's add-on: an extension from 4.2 on, an add-on of the old kind before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from footfall_bridge.places import Places
from footfall_bridge.setup.changes import Item
from footfall_bridge.setup.machine import Machine, existing, matching
from footfall_bridge.setup.stock import Stock
from footfall_bridge.setup.target import Offer

TITLE: Final = "Blender"
Version = tuple[int, int]
_OLDEST: Final[Version] = (3, 4)
_EXTENSIONS: Final[Version] = (4, 2)
_NUMBER: Final = re.compile(r"(\d+)\.(\d+)")
_ENABLE: Final = "Switch Footfall on once, in Edit > Preferences > Add-ons"


def offer(machine: Machine, stock: Stock, places: Places) -> Offer:
    programs = list(programs_of(machine))
    found = sorted({*_portable(programs), *_of_user(machine, programs)})
    usable = [(version, folder) for version, folder in found if version >= _OLDEST]
    if not usable:
        return _without_folders(machine, [version for version, _ in found], programs)
    files = stock.blender()
    folders = dict.fromkeys(_addon_folder(machine, version, folder) for version, folder in usable)
    items = [
        Item(what="add-on", where=str(folder / name), content=content)
        for folder in folders
        for name, content in files.items()
    ]
    versions = ", ".join(dict.fromkeys(f"{major}.{minor}" for (major, minor), _ in usable))
    return Offer(
        here=True,
        detail=f"Blender {versions}. {_ENABLE}.",
        items=tuple(items),
        within=tuple(str(folder) for folder in folders),
    )


def _without_folders(machine: Machine, old: list[Version], programs: list[Path]) -> Offer:
    if old:
        return Offer(here=True, detail="This Blender is too old: the add-on needs 3.4 or later.")
    if programs or machine.program("blender"):
        return Offer(here=True, detail="Start Blender once, so that it makes its folders.")
    return Offer(here=False, detail="Blender was not found.")


def programs_of(machine: Machine) -> Iterator[Path]:
    """The folders of programs, each of which holds `4.2` or the like."""
    running = [program.parent for program in machine.runs("blender", "blender.exe")]
    on_path = machine.program("blender")
    yield from existing([*_usual_folders(machine), *running, *([on_path.parent] if on_path else [])])


def _usual_folders(machine: Machine) -> Iterable[Path]:
    match machine.system:
        case "linux":
            home = machine.home
            steam = [home / ".steam/steam/steamapps/common/Blender", machine.of_system("snap/blender/current")]
            roots = [machine.of_system("opt"), *machine.drives, home]
            roots += [home / name for name in ("Applications", "Downloads", "apps", "bin", "opt", ".local/share")]
            return [*steam, *matching(roots, "[Bb]lender*")]
        case "darwin":
            roots = [machine.of_system("Applications"), machine.home / "Applications", *machine.drives]
            return matching(roots, "Blender*.app/Contents/Resources", "Blender*/Blender*.app/Contents/Resources")
        case "win32":
            usual = ("Program Files/Blender Foundation/*", "Blender*", "Program Files/Blender*")
            return matching(machine.drives, *usual, "Program Files (x86)/Steam/steamapps/common/Blender")


def _portable(programs: Iterable[Path]) -> Iterator[tuple[Version, Path]]:
    """Those that keep their settings beside them: in `portable` from 4.2 on, in `3.6/config` before."""
    for program in programs:
        for version in _versions_in(program):
            if version >= _EXTENSIONS and (program / "portable").is_dir():
                yield version, program / "portable"
            elif version < _EXTENSIONS and (program / _name(version) / "config").is_dir():
                yield version, program / _name(version)


def _of_user(machine: Machine, programs: Iterable[Path]) -> Iterator[tuple[Version, Path]]:
    """Of each version that has run, and of each that is installed and has not."""
    roots = existing(_settings_roots(machine))
    for root in roots:
        yield from ((version, root / _name(version)) for version in _versions_in(root))
    own = _settings_roots(machine)[0]
    for program in programs:
        portable = {version for version, _ in _portable([program])}
        yield from (
            (version, own / _name(version)) for version in _versions_in(program) if version not in portable
        )


def _settings_roots(machine: Machine) -> list[Path]:
    match machine.system:
        case "linux":
            flatpak = machine.home / ".var/app/org.blender.Blender/config/blender"
            return [machine.config / "blender", flatpak]
        case "darwin":
            return [machine.application_support / "Blender"]
        case "win32":
            return [machine.roaming / "Blender Foundation" / "Blender"]


def _addon_folder(machine: Machine, version: Version, settings: Path) -> Path:
    """Blender's own variables move the folders of every version."""
    if version >= _EXTENSIONS:
        extensions = machine.environment.get("BLENDER_USER_EXTENSIONS")
        return (Path(extensions) if extensions else settings / "extensions") / "user_default" / "footfall"
    scripts = machine.environment.get("BLENDER_USER_SCRIPTS")
    return (Path(scripts) if scripts else settings / "scripts") / "addons" / "footfall_blender"


def _versions_in(folder: Path) -> list[Version]:
    found = (_NUMBER.fullmatch(path.name) for path in matching([folder], "[0-9]*"))
    return [(int(number[1]), int(number[2])) for number in found if number]


def _name(version: Version) -> str:
    return f"{version[0]}.{version[1]}"
