"""The engines that there are, and weights on their way: told by the daemon's supply program, run beside Qt."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from footfall_bridge import supply
from footfall_bridge.program import Program
from footfall_bridge.protocol import Refusal
from footfall_gui.models.errands import Errands

_TELL_EVERY: Final = 0.1
"""Seconds between two words on how far a file is."""


@dataclass(slots=True)
class Pull:
    """Weights on their way."""

    engine: str
    program: Program[supply.Said, supply.Pulled]
    progress: supply.Progress | None = None
    notices: list[str] = field(default_factory=list)
    ending: bool = False
    """It was asked to end, and has not yet."""


class EnginesModel(QObject):
    changed = Signal()
    """`engines`, `trouble` or `looking`."""
    pulling = Signal()
    """`pull` began, got further or ended."""
    pulled = Signal(str, list)
    """The weights of this engine are here; what there is to be said of them."""
    refused = Signal(str, Refusal)
    """Why the weights of this engine are not."""

    def __init__(self, errands: Errands, parent: QObject | None = None) -> None:
        super().__init__(parent or errands)  # whose threads may be the last to speak of it
        self.engines: list[supply.Engine] = []
        self.trouble: Refusal | None = None
        self.looking = False
        self.pull: Pull | None = None
        self._errands = errands

    def look(self) -> None:
        if not self.looking:
            self.looking = True
            self.changed.emit()
            self._errands.run(lambda _: supply.engines(), self._learn, self._lose)

    def install(self, engine: str, folder: Path | None, *, accept: bool) -> None:
        """`folder`: where its files lie; None: the hub. Goes on where an earlier pull stopped."""
        if self.pull is not None:
            self.refused.emit(
                engine, Refusal("pull-running", f"the weights of {self.pull.engine} come first: wait")
            )
            return
        pull = self.pull = Pull(engine, supply.puller())

        def work(say: Callable[[supply.Said], None]) -> supply.Pulled:
            command = supply.pull_command(engine, folder, accept=accept)
            return pull.program.run(command, _seldom(say))

        self.pulling.emit()
        self._errands.run(work, self._end, self._fail, self._hear)

    def cancel(self) -> None:
        """What has come stays, and the next pull goes on from there."""
        if self.pull is not None:
            self.pull.ending = True
            self.pull.program.interrupt()
            self.pulling.emit()

    def close(self) -> None:
        self.cancel()

    def _learn(self, engines: list[supply.Engine]) -> None:
        self.engines, self.trouble, self.looking = engines, None, False
        self.changed.emit()

    def _lose(self, refusal: Refusal) -> None:
        self.trouble, self.looking = refusal, False
        self.changed.emit()

    def _hear(self, said: supply.Said) -> None:
        if self.pull is None:
            return
        if isinstance(said, supply.Progress):
            self.pull.progress = said
        elif isinstance(said, supply.Notice):
            self.pull.notices.append(said.text)
        self.pulling.emit()

    def _end(self, pulled: supply.Pulled) -> None:
        notices = self.pull.notices if self.pull else []
        self.pull = None
        self.pulling.emit()
        self.pulled.emit(pulled.engine, notices)
        self.look()

    def _fail(self, refusal: Refusal) -> None:
        engine = self.pull.engine if self.pull else ""
        self.pull = None
        self.pulling.emit()
        self.refused.emit(engine, refusal)
        self.look()


def _seldom(say: Callable[[supply.Said], None]) -> Callable[[supply.Said], None]:
    """Says how far a file is a few times a second, and all else at once."""
    last: tuple[str, float] = ("", 0.0)

    def hear(said: supply.Said) -> None:
        nonlocal last
        if isinstance(said, supply.Progress):
            file, now = f"{said.stage} {said.file}", time.monotonic()
            if file == last[0] and now - last[1] < _TELL_EVERY and said.done < said.total:
                return
            last = file, now
        say(said)

    return hear
