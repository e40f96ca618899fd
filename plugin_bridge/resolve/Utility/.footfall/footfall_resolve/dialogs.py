"""Asking and telling people: Resolve's own windows in Studio, else a window of another process, else no window.

In the free edition Resolve's own windows are not asked for at all: such a call may open its paywall, which blocks
everything after it.
"""

import json
import os
import subprocess
import sys
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

from footfall_resolve.engines import Engine
from footfall_resolve.orders import Request

_PATIENCE = 900.0  # seconds that a window may stay open
_NO_WINDOW = 3


class Field(NamedTuple):
    """A line of a form. What is typed is a text, a whole number or a tick, as `first` is."""

    name: str
    label: str
    first: Any
    choices: Tuple[str, ...] = ()
    """What can be chosen, where nothing is typed: then `first` is a number among these."""


def fields(engines: List[Engine], engine: str) -> List[Field]:
    """`engine`: by name, the one that is chosen at first."""
    names = [one.name for one in engines]
    return [
        Field("prompt", "What is heard", ""),
        Field(
            "engine",
            "Engine",
            names.index(engine) if engine in names else 0,
            tuple(one.line for one in engines),
        ),
        Field("takes", "Takes", 1),
        Field("seed", "Seed", 0),
        Field("even_speed", "Changed speeds are even (no ramps)", False),
    ]


class NoWindow(Exception):
    """There is none to be had here."""


class Dialogs:
    """`fusion` and `bmd` as Resolve's menu gives them to a script; None elsewhere."""

    def __init__(self, fusion: Any, bmd: Any, is_studio: bool) -> None:
        self._ui = (fusion, bmd) if is_studio and fusion is not None and bmd is not None else None

    def ask_request(self, engines: List[Engine], engine: str) -> Optional[Request]:
        """`engine`: that is wished for anyhow. None where the user closed the window. Raises `NoWindow`."""
        answer = self._form(fields(engines, engine), "Generate")
        if answer is None:
            return None
        takes, seed = _whole(answer.get("takes"), 1), _whole(answer.get("seed"), 0)
        number = min(len(engines) - 1, max(0, _whole(answer.get("engine"), 0)))
        return Request(
            str(answer.get("prompt", "")).strip()[:2000],
            min(32, max(1, takes)),
            min(2**32 - 1, max(0, seed)),
            bool(answer.get("even_speed")),
            anew=True,
            engine=engines[number].name,
        )

    def choose(self, title: str, lines: List[str], heard: int) -> Optional[int]:
        """Number of a line. Raises `NoWindow`."""
        if self._ui is not None:
            from footfall_resolve import panels

            return panels.choose(self._ui[0], self._ui[1], title, lines, heard)
        chosen = _window({"kind": "list", "title": title, "lines": lines, "chosen": heard, "button": "Use"})
        return None if chosen is None else int(chosen)

    def _form(self, fields: List[Field], button: str) -> Optional[Dict[str, Any]]:
        if self._ui is not None:
            from footfall_resolve import panels

            return panels.form(self._ui[0], self._ui[1], fields, button)
        return _window({"kind": "form", "fields": fields, "button": button})  # type: ignore[no-any-return]


def tell(lines: List[str]) -> None:
    """Shown for a while; nobody waits for it."""
    try:
        window = _started({"kind": "message", "lines": lines})
    except NoWindow:
        return
    del window


def python() -> Optional[str]:
    """An interpreter to run a window in. Not whatever runs us: that may be Resolve itself."""
    names = ("python.exe", "python3.exe") if sys.platform == "win32" else ("bin/python3", "bin/python")
    for base in (sys.base_prefix, sys.exec_prefix):
        for name in names:
            path = os.path.join(base, *name.split("/"))
            if os.access(path, os.X_OK) and os.path.isfile(path):
                return path
    return None


def _window(wanted: Dict[str, Any]) -> Any:
    """Raises `NoWindow`."""
    window = _started(wanted)
    try:
        answer, _ = window.communicate(timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        window.kill()
        window.communicate()
        return None
    if window.returncode:
        raise NoWindow
    return json.loads(answer.decode("utf-8"))


def _started(wanted: Dict[str, Any]) -> Any:
    interpreter = python()
    if interpreter is None or (sys.platform == "linux" and not os.environ.get("DISPLAY")):
        raise NoWindow
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "window.py")
    pipe = subprocess.PIPE
    try:
        window = subprocess.Popen([interpreter, script], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
    except OSError:
        raise NoWindow from None
    assert window.stdin is not None
    window.stdin.write(json.dumps(wanted).encode("utf-8"))
    window.stdin.close()
    window.stdin = None
    return window


def _whole(value: Any, otherwise: int) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return otherwise
