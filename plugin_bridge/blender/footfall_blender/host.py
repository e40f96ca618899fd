"""Blender as the commands need it: the timer, undo, files, and what is shown. Operators find the rest here."""

from typing import Any

import bpy

from . import places
from .files import Files
from .foley import Foley
from .gateway import Gateway
from .journal import Journal
from .movies import Movies
from .sequencer import edited_scenes, redraw
from .session import Session


class _Host:
    """From register to unregister."""

    def __init__(self) -> None:
        here = places.of_user()
        host = "Blender %s" % bpy.app.version_string.split(" ")[0]
        self.journal = Journal(here)
        self.session = Session(lambda: Gateway(here, "blender", host), self.journal.say)
        files = Files(_read, _written, Movies().movie)
        self.foley = Foley(self.session, files, self.journal.say, _push, lambda: bpy.context)

    def tick(self) -> float | None:
        next_one = self.session.tick()
        redraw(bpy.context)
        return next_one

    def forget(self, *_: Any) -> None:
        self.foley.forget()
        self.journal.last = ""


_hosts: list[_Host] = []
"""None or one: Blender makes operators by itself, and hands them nothing."""


def register() -> None:
    host = _Host()
    _hosts.append(host)
    # Persistent: otherwise they are gone with the file that is open now.
    bpy.app.handlers.load_post.append(bpy.app.handlers.persistent(_on_load))


def unregister() -> None:
    bpy.app.handlers.load_post.remove(_on_load)
    host = _hosts.pop()
    if bpy.app.timers.is_registered(_tick):
        bpy.app.timers.unregister(_tick)
    host.journal.close()


def foley() -> Foley:
    return _hosts[0].foley


def scene(context: Any) -> Any:
    """The scene that is worked in; None where none is open in a sequencer."""
    return next(iter(edited_scenes(context)), None)


def status() -> list[str]:
    """Lines for people, the first the newest; none while there is nothing to say."""
    host = _hosts[0]
    said = dict.fromkeys((host.session.progress, host.journal.last, host.session.notice))
    return [line for line in said if line]


def wake() -> None:
    """See that the timer runs."""
    if not bpy.app.timers.is_registered(_tick):
        bpy.app.timers.register(_tick, first_interval=0.1, persistent=True)


def is_busy() -> bool:
    return _hosts[0].session.is_busy


def _tick() -> float | None:
    return _hosts[0].tick()


def _on_load(*_: Any) -> None:
    _hosts[0].forget()


def _push(message: str) -> None:
    """In a timer there is no window, and a step to undo needs one."""
    windows = bpy.context.window_manager.windows
    if bpy.context.window is None and len(windows):
        with bpy.context.temp_override(window=windows[0]):
            bpy.ops.ed.undo_push(message=message)
    else:
        bpy.ops.ed.undo_push(message=message)


def _read(path: str) -> str:
    return str(bpy.path.abspath(path))


def _written(path: str) -> str:
    """Relative to the file, where the user has Blender do so."""
    if bpy.data.filepath and bpy.context.preferences.filepaths.use_relative_paths:
        try:
            return str(bpy.path.relpath(path))
        except ValueError:  # on another drive
            pass
    return path
