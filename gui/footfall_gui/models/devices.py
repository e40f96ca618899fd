"""The devices that the daemon computes on: memory over the last minutes, workers, and decisions."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal

from footfall_bridge.client import Client
from footfall_bridge.protocol import Decision, History, Refusal, Status, WorkerInfo
from footfall_gui.models.asking import Asker
from footfall_gui.models.connection import Connection
from footfall_gui.models.lookout import Lookout
from footfall_gui.models.tracks import Track

LONGEST: Final = 1800
"""Seconds of the past that can be looked at."""
_LOOK_EVERY_MS: Final = 1000
_OVERLAP: Final = 3
"""Seconds that are asked for beyond those that passed: nothing falls between two questions."""
_DECISIONS: Final = 200


@dataclass(slots=True)
class Device:
    worker: WorkerInfo
    track: Track = field(default_factory=lambda: Track(LONGEST))
    asked: bool = False
    """It was released or reclaimed, and the daemon has not answered yet."""

    @property
    def name(self) -> str:
        return self.worker.name or self.worker.device


class DevicesModel(QObject):
    """Looks at the daemon once a second while somebody looks at this, and never else."""

    changed = Signal()
    """Any of what is public here."""
    ticked = Signal()
    """Time went on, and nothing else did."""
    refused = Signal(Refusal)
    """The daemon did not do what a button asked for."""

    def __init__(self, asker: Asker, connection: Connection, parent: QObject | None = None) -> None:
        super().__init__(parent or asker)  # whose thread may be the last to speak of it
        self.devices: list[Device] = []
        self.decisions: list[Decision] = []
        """By time."""
        self.editor_busy = ""
        self.cluster = ""
        """How it is with the cluster that is to be used, in the daemon's words."""
        self.now = 0.0
        """The daemon's clock, in seconds since 1970-01-01 UTC."""
        self.trouble: Refusal | None = None
        """Why nothing is known of now."""
        self._asker = asker
        self._looked: float | None = None
        self._lookout = Lookout(
            asker, connection, self._ask, self._learn, self._lose, every_ms=_LOOK_EVERY_MS, parent=self
        )

    def watch(self, wanted: bool) -> None:
        """Whether anybody can see this now."""
        self._lookout.watch(wanted)

    def release(self, device: str) -> None:
        """Leave it to other programs until it is reclaimed."""
        self._lend(device, lambda client: client.release(device))

    def reclaim(self, device: str) -> None:
        self._lend(device, lambda client: client.reclaim(device))

    # what is asked

    def _ask(self, client: Client) -> tuple[Status, History]:
        return client.status(), client.history(self._unseen())

    def _unseen(self) -> int:
        """Seconds of which nothing is known yet: all of them at first, then those since the last look."""
        if self._looked is None:
            return LONGEST
        return min(LONGEST, round(time.monotonic() - self._looked) + _OVERLAP)

    def _lend(self, name: str, ask: Callable[[Client], Status]) -> None:
        self._set_asked(name, True)
        self._asker.ask(ask, partial(self._lent, name), partial(self._kept, name))

    # what is answered

    def _learn(self, answer: tuple[Status, History]) -> None:
        status, history = answer
        self._looked = time.monotonic()
        news = self._take_status(status) | self._take_history(history) | (self.trouble is not None)
        self.now, self.trouble = history.now, None
        (self.changed if news else self.ticked).emit()

    def _take_status(self, status: Status) -> bool:
        before = [device.worker for device in self.devices], self.editor_busy, self.cluster
        known = {device.name: device for device in self.devices}
        self.devices = [known.get(worker.name or worker.device, Device(worker)) for worker in status.workers]
        for device, worker in zip(self.devices, status.workers, strict=True):
            device.worker = worker
        self.editor_busy, self.cluster = status.editor_busy, status.cluster
        return before != (status.workers, status.editor_busy, status.cluster)

    def _take_history(self, history: History) -> bool:
        samples = {worker.name: worker.samples for worker in history.workers}
        longer = [device.track.take(samples.get(device.name, [])) for device in self.devices]
        newest = self.decisions[-1].at if self.decisions else float("-inf")
        fresh = [decision for decision in history.decisions if decision.at > newest]
        self.decisions = (self.decisions + fresh)[-_DECISIONS:]
        return any(longer) or bool(fresh)

    def _lose(self, refusal: Refusal) -> None:
        self.trouble = refusal
        self.changed.emit()

    def _lent(self, name: str, status: Status) -> None:
        self._take_status(status)
        self._set_asked(name, False)

    def _kept(self, name: str, refusal: Refusal) -> None:
        self._set_asked(name, False)
        self.refused.emit(refusal)

    def _set_asked(self, name: str, asked: bool) -> None:
        for device in self.devices:
            if device.name == name:
                device.asked = asked
        self.changed.emit()
