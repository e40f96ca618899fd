"""What engines need, got from the window where Footfall came without: planned, then fetched beside Qt."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from footfall_bridge.protocol import Refusal
from footfall_gui.models.connection import Connection, State
from footfall_gui.models.errands import Errands

if TYPE_CHECKING:
    from footfall_bridge.provision.builds import Choice
    from footfall_bridge.provision.provision import Provision, Provisioned
    from footfall_bridge.provision.wheels import Progress

_LACKS: Final = ("no-engines", "stale-engines")
_TELL_EVERY: Final = 0.1
"""Seconds between two words on how far a file is."""


def lack_of_engines(connection: Connection) -> Refusal | None:
    """Why no daemon can be started, where it is for want of engines."""
    trouble = connection.trouble if connection.state is State.failed else None
    return trouble if trouble is not None and trouble.code in _LACKS else None


class Provisioning(QObject):
    changed = Signal()

    def __init__(
        self,
        connection: Connection,
        errands: Errands,
        provision: Callable[[], Provision],
        folder: Path,
        parent: QObject | None = None,
    ) -> None:
        """`provision` is called in a thread, and anew each time: it looks at the machine."""
        super().__init__(parent or errands)
        self.folder = folder
        self.plan: Choice | None = None
        """What would be fetched, and why; None until the machine was looked at."""
        self.progress: Progress | None = None
        self.running = False
        self.ending = False
        """It was asked to end, and has not yet."""
        self.trouble: Refusal | None = None
        self.made: Provisioned | None = None
        self._connection = connection
        self._errands = errands
        self._provision = provision
        self._planning = False
        self._at_work: Provision | None = None
        connection.changed.connect(self._look)

    @property
    def lack(self) -> Refusal | None:
        return lack_of_engines(self._connection)

    def start(self) -> None:
        """Goes on where an earlier one stopped."""
        plan = self.plan
        if plan is None or self.running:
            return
        self.running, self.ending = True, False
        self.progress = self.trouble = self.made = None

        def work(say: Callable[[Progress], None]) -> Provisioned:
            provision = self._at_work = self._provision()
            if self.ending:  # meanwhile
                provision.interrupt()
            return provision.carry_out(plan, _seldom(say))

        self.changed.emit()
        self._errands.run(work, self._end, self._fail, self._hear)

    def cancel(self) -> None:
        """What has come stays, and the next start goes on from there."""
        if self.running:
            self.ending = True
            if self._at_work is not None:
                self._at_work.interrupt()
            self.changed.emit()

    def close(self) -> None:
        self.cancel()

    def _look(self) -> None:
        if self.lack is None:
            self.made = None
        elif self.plan is None and not self._planning:
            self._planning = True
            self._errands.run(lambda _: self._provision().plan(), self._learn, self._fail_to_plan)
        self.changed.emit()

    def _learn(self, plan: Choice) -> None:
        self.plan, self._planning = plan, False
        self.changed.emit()

    def _fail_to_plan(self, refusal: Refusal) -> None:
        self.trouble, self._planning = refusal, False
        self.changed.emit()

    def _hear(self, said: Progress) -> None:
        self.progress = said
        self.changed.emit()

    def _end(self, made: Provisioned) -> None:
        self.made = made
        self._settle()
        self._connection.start_daemon()

    def _fail(self, refusal: Refusal) -> None:
        self.trouble = refusal
        self._settle()

    def _settle(self) -> None:
        self.running = self.ending = False
        self.progress = self._at_work = None
        self.changed.emit()


def _seldom(say: Callable[[Progress], None]) -> Callable[[Progress], None]:
    """Says how far a file is a few times a second, and all else at once."""
    last: tuple[tuple[str, str], float] = (("", ""), 0.0)

    def hear(said: Progress) -> None:
        nonlocal last
        about, now = (said.stage, said.what), time.monotonic()
        if about != last[0] or now - last[1] >= _TELL_EVERY or said.done >= said.total > 0:
            last = about, now
            say(said)

    return hear
