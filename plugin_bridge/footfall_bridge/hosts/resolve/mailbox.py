"""The Lua mailbox of the free Resolve 21.1 and later: requests go in by a file, answers come out in Fusion.prefs.

Best effort: neither way is documented by the vendor. The other side is `plugin_bridge/resolve/Utility/Footfall
mailbox.lua`, which the user starts by a click.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from footfall_bridge.places import Places, make_private
from footfall_bridge.protocol import Refusal

FOLDER_MARK: Final = "@FOLDER@"
_ANSWER: Final = re.compile(rb"footfall1:((?:[0-9a-f]{2})*):")
_BETWEEN: Final = 0.05  # seconds between two looks
_TRIES: Final = 20  # a second, on Windows, where Resolve may hold the file open
_BROKEN: Final = ("unreadable", "Resolve's answer cannot be read: start `Footfall mailbox` anew")


def folder_of(places: Places) -> Path:
    """Where requests lie: the script is told so when it is installed."""
    return places.runtime / "resolve" / "mailbox"


def profiles_of(system: str = sys.platform, environment: Mapping[str, str] = os.environ) -> list[Path]:
    """Folders that may hold Resolve's profiles, each with a `Fusion.prefs`: as people have found them."""
    home = Path.home()
    if system == "win32":
        resolve = Path(environment.get("APPDATA", home / "AppData/Roaming"), "Blackmagic Design/DaVinci Resolve")
        roots = [resolve / "Support", resolve]
    elif system == "darwin":
        roots = [home / "Library/Application Support/Blackmagic Design/DaVinci Resolve"]
    else:
        roots = [Path(environment.get("XDG_DATA_HOME") or home / ".local/share") / "DaVinciResolve"]
    return [root / "Fusion" / "Profiles" for root in roots]


def shim(template: str, folder: Path) -> str:
    """The Lua script for this mailbox folder. Raises `Refusal("not-ascii")`."""
    path = folder.as_posix()
    if not path.isascii() or any(char in path for char in '"\\\n'):
        words = f"Resolve's Lua cannot open {path!r}: set FOOTFALL_HOME to a folder of plain letters"
        raise Refusal("not-ascii", words)
    return template.replace(FOLDER_MARK, path)


class Mailbox:
    """Asks one thing at a time of a shim that runs in Resolve."""

    def __init__(self, folder: Path, profiles: Sequence[Path], patience: float = 10.0) -> None:
        """`profiles`: folders in which Resolve may keep its profiles; `patience`: seconds for an answer."""
        self._folder = folder
        self._profiles = list(profiles)
        self._patience = patience
        self._start = ""

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other command speaks to Resolve meanwhile. Raises `Refusal("busy")`."""
        make_private(self._folder)
        try:
            with FileLock(self._folder / "lock", blocking=False):
                yield
        except Timeout:
            raise Refusal(
                "busy", "another command speaks to Resolve just now: try again when it is done"
            ) from None

    def ask(self, verb: str, **fields: Any) -> dict[str, Any]:
        """Raises `Refusal`: "mailbox-closed" where nobody answers, or what the shim refused."""
        if verb != "ping" and not self._start:
            self.ask("ping")
        id_ = secrets.token_hex(8)
        request = {"id": id_, "start": self._start, "at": int(time.time()), "verb": verb, **fields}
        make_private(self._folder)
        path = self._folder / "next.lua"
        try:
            self._write(path, f"return {lua(request)}\n")
            answer = self._answer_to(id_)
        finally:
            _patiently(lambda: path.unlink(missing_ok=True))  # Lua there cannot; left behind it is not heard twice
        if verb == "ping":
            self._start = str(answer.get("start", ""))
        return _result(answer)

    def _write(self, path: Path, text: str) -> None:
        temporary = path.with_suffix(".tmp")
        temporary.write_text(text, "ascii")
        if not _patiently(lambda: temporary.replace(path)):
            raise Refusal("mailbox-busy", f"{path} is held open by another program: try again")

    def _answer_to(self, id_: str) -> dict[str, Any]:
        deadline = time.monotonic() + self._patience
        while time.monotonic() < deadline:
            for answer in self._answers():
                if answer.get("id") == id_:
                    return answer
            time.sleep(_BETWEEN)
        words = "Resolve does not answer: start Workspace > Scripts > Footfall mailbox there, and close any dialog"
        raise Refusal("mailbox-closed", words)

    def _answers(self) -> list[dict[str, Any]]:
        """In all files, newest or not: there is one for each profile, and an id fits one request alone."""
        found = []
        for path in (path for folder in self._profiles for path in folder.glob("*/Fusion.prefs")):
            try:
                text = path.read_bytes()
            except OSError:
                continue  # it is being written
            for match in _ANSWER.finditer(text):
                try:
                    found.append(json.loads(bytes.fromhex(match[1].decode()).decode("utf-8", "replace")))
                except ValueError:
                    continue
        return [answer for answer in found if isinstance(answer, dict)]


def lua(value: Any) -> str:
    """A value as Lua's own constructors say it: data alone, in ASCII."""
    match value:
        case None:
            return "nil"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str():
            # Byte by byte: names may hold anything, also what would end a Lua string.
            return '"' + "".join(f"\\{byte:03}" for byte in value.encode("utf-8", "surrogateescape")) + '"'
        case Mapping():
            return "{" + ", ".join(f"[{lua(key)}] = {lua(one)}" for key, one in value.items()) + "}"
        case list() | tuple():
            return "{" + ", ".join(lua(one) for one in value) + "}"
    raise TypeError(f"Lua has no {type(value).__name__}")


def _patiently(change: Callable[[], object]) -> bool:
    """Whether it could be made, while Windows lets nobody touch what Resolve reads just now."""
    for _ in range(_TRIES):
        try:
            change()
        except PermissionError:
            time.sleep(_BETWEEN)
        else:
            return True
    return False


def _result(answer: dict[str, Any]) -> dict[str, Any]:
    match answer:
        case {"error": {"code": str(code), "message": str(message)}}:
            raise Refusal(code, message)
        case {"result": dict(result)}:
            return result
        case {"result": []} | {"result": None}:
            return {}
    raise Refusal(*_BROKEN)
