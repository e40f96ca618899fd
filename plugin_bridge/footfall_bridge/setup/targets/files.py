"""*Generate Foley* in the right-click menus of file managers."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from typing import Final

from footfall_bridge.media import VIDEO_SUFFIXES, VIDEO_TYPES
from footfall_bridge.places import Places
from footfall_bridge.setup.changes import Item, Kind
from footfall_bridge.setup.launchers import QUEUE, exec_line, windows_line
from footfall_bridge.setup.machine import Machine, matching
from footfall_bridge.setup.quick_action import quick_action
from footfall_bridge.setup.registry import DEFAULT
from footfall_bridge.setup.stock import Stock
from footfall_bridge.setup.target import Offer

TITLE: Final = "File managers"
LABEL: Final = "Generate Foley"
_VERBS: Final = "HKEY_CURRENT_USER\\Software\\Classes\\SystemFileAssociations"
_PYTHON: Final = "usr/lib", "usr/lib64"


def offer(machine: Machine, stock: Stock, places: Places) -> Offer:
    match machine.system:
        case "linux":
            return _of_linux(machine, stock)
        case "darwin":
            detail = "In Finder: right-click > Quick Actions."
            items = _of_finder(machine)
        case "win32":
            detail = "In Explorer: right-click > Show more options."
            items = _of_explorer(machine)
    return Offer(here=True, detail=detail, items=tuple(items))


def _of_linux(machine: Machine, stock: Stock) -> Offer:
    managers = [name for name in _MANAGERS if machine.program(name)]
    if not managers:
        return Offer(here=False, detail="No file manager was found that Footfall knows.")
    detail = f"Right-click a video in {', '.join(name.capitalize() for name in managers)}."
    if "nautilus" in managers and not _has_nautilus_python(machine):
        detail += " Nautilus shows it when the package python3-nautilus (nautilus-python) is installed."
    items = tuple(_MANAGERS[name](machine, stock) for name in managers)
    return Offer(here=True, detail=detail, items=items)


def _nautilus(machine: Machine, stock: Stock) -> Item:
    blank = 'COMMAND = ["footfall"]'
    text = stock.text("files/nautilus.py")
    assert blank in text
    text = text.replace(blank, f"COMMAND = {[*machine.footfall, *QUEUE]!r}")
    where = machine.data / "nautilus-python" / "extensions" / "footfall.py"
    return Item(what="Nautilus extension", where=str(where), content=text.encode())


def _dolphin(machine: Machine, stock: Stock) -> Item:
    where = machine.data / "kio" / "servicemenus" / "footfall.desktop"
    content = _filled(stock.text("files/dolphin.desktop"), machine)
    # KDE takes no service menu of the user's that is not executable.
    return Item(what="Dolphin service menu", where=str(where), content=content, executable=True)


def _nemo(machine: Machine, stock: Stock) -> Item:
    where = machine.data / "nemo" / "actions" / "footfall.nemo_action"
    return Item(
        what="Nemo action", where=str(where), content=_filled(stock.text("files/nemo.nemo_action"), machine)
    )


def _caja(machine: Machine, stock: Stock) -> Item:
    text = stock.text("files/caja.sh").replace("@COMMAND@", shlex.join([*machine.footfall, *QUEUE]))
    where = machine.config / "caja" / "scripts" / LABEL
    return Item(what="Caja script", where=str(where), content=text.encode(), executable=True)


_MANAGERS: Final[Mapping[str, Callable[[Machine, Stock], Item]]] = {
    "nautilus": _nautilus,
    "dolphin": _dolphin,
    "nemo": _nemo,
    "caja": _caja,
}


def _filled(template: str, machine: Machine) -> bytes:
    types = "".join(f"{name};" for name in VIDEO_TYPES)
    command = exec_line([*machine.footfall, *QUEUE, "--"])
    return template.replace("@EXEC@", command).replace("@MIMES@", types).encode()


def _has_nautilus_python(machine: Machine) -> bool:
    patterns = ("nautilus/extensions-*/libnautilus-python.so", "*/nautilus/extensions-*/libnautilus-python.so")
    return any(matching([machine.of_system(folder) for folder in _PYTHON], *patterns))


def _of_finder(machine: Machine) -> list[Item]:
    folder = machine.home / "Library" / "Services" / f"{LABEL}.workflow" / "Contents"
    files = quick_action(LABEL, shlex.join([*machine.footfall, *QUEUE]))
    return [
        Item(what="Quick Action", where=str(folder / name), content=content) for name, content in files.items()
    ]


def _of_explorer(machine: Machine) -> list[Item]:
    """A verb for each suffix, in the user's own part. Explorer starts the command once for each file."""
    command = windows_line([*machine.footfall, *QUEUE, "--"], '"%1"')
    values = {DEFAULT: LABEL, "MultiSelectModel": "Player", rf"command\{DEFAULT}": command}
    suffixes = sorted(VIDEO_SUFFIXES - {".ts"})  # that is TypeScript far more often
    return [
        Item(
            what="Explorer verb",
            where=rf"{_VERBS}\{suffix}\shell\Footfall\{name}",
            content=text.encode(),
            kind=Kind.registry,
        )
        for suffix in suffixes
        for name, text in values.items()
    ]
