"""How things stand in a word: what the tray's icon, its menu and the window's status line show."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from PySide6.QtCore import QObject, QSettings, QTimer, Signal

from footfall_bridge.client import Client
from footfall_bridge.feed import Event
from footfall_bridge.protocol import DecisionEvent, JobInfo, JobState, Refusal, Status
from footfall_gui.models.asking import Asker
from footfall_gui.models.connection import Connection, State
from footfall_gui.models.jobs import JobsModel
from footfall_gui.models.ranking import turn_key

_GATHER_MS: Final = 250
_SEEN: Final = "failures/seen"
LATEST: Final = 5
ACTIVE: Final = tuple(state for state in JobState if not state.ended)
_IN_HAND: Final = (JobState.writing, JobState.running, JobState.parked, JobState.preparing)


class Mood(StrEnum):
    idle = "idle"
    working = "working"
    paused = "paused"
    attention = "attention"
    """The daemon is away, a job failed since somebody looked, or a job waits for its media."""


class Overview(QObject):
    changed = Signal()

    def __init__(
        self,
        asker: Asker,
        connection: Connection,
        jobs: JobsModel,
        memory: QSettings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.connection = connection
        self.jobs = jobs
        self.paused = False
        self.released = False
        self.editor_busy = ""
        self._asker = asker
        self._memory = memory
        self._asking = False
        self._failures_seen = _seconds(memory.value(_SEEN))
        """The time up to which failures were looked at, in seconds since 1970."""
        self._active = 0
        self._begun = 0
        """Jobs that came since nothing was left to do."""
        self._telling = QTimer(self, interval=_GATHER_MS, singleShot=True)
        self._telling.timeout.connect(self.changed)
        self._soon = QTimer(self, interval=_GATHER_MS, singleShot=True)
        self._soon.timeout.connect(self.look)
        connection.changed.connect(self._connected)
        connection.news.connect(self._hear)
        jobs.told.connect(self._count)

    @property
    def mood(self) -> Mood:
        if self.connection.state not in (State.connected, State.connecting) or self.troubled:
            return Mood.attention
        if self.paused or self.released:
            return Mood.paused
        return Mood.working if self.active else Mood.idle

    @property
    def troubled(self) -> bool:
        """A job failed since somebody looked, or one waits for its media."""
        roster = self.jobs.roster
        return roster.count(JobState.needs_media) > 0 or any(
            job.updated > self._failures_seen for job in roster.in_state(JobState.failed)
        )

    @property
    def active(self) -> int:
        return self.jobs.roster.count(*ACTIVE)

    @property
    def in_hand(self) -> JobInfo | None:
        """The job that will be done next."""
        hands = self.jobs.roster.in_state(*_IN_HAND)
        return min(hands, key=turn_key, default=None)

    @property
    def progress(self) -> float:
        """0 to 1, of all jobs since nothing was left to do."""
        if not self._begun:
            return 0.0
        in_hand = sum(job.progress for job in self.jobs.roster.in_state(*_IN_HAND))
        return min(1.0, (self._begun - self.active + in_hand) / self._begun)

    @property
    def seconds_left(self) -> float | None:
        """Until the last job is done."""
        last = self.jobs.roster.last_in_turn()
        return None if last is None else last.eta_s

    def latest(self) -> list[JobInfo]:
        """The last results, the newest first."""
        return self.jobs.roster.latest(JobState.done, LATEST)

    def seen(self) -> None:
        """Somebody looks at the queue: what failed is known from now on, also to the next start."""
        failed = (job.updated for job in self.jobs.roster.in_state(JobState.failed))
        latest = max(failed, default=0.0)
        if latest > self._failures_seen:
            self._failures_seen = latest
            self._memory.setValue(_SEEN, latest)
            self.changed.emit()

    def look(self) -> None:
        """Ask how the daemon stands."""
        if not self._asking and self.connection.state is State.connected:
            self._asking = True
            self._asker.ask(Client.status, self.take, self._refused)

    def take(self, status: Status) -> None:
        self._asking = False
        self.paused, self.released, self.editor_busy = status.paused, status.released, status.editor_busy
        self.changed.emit()

    def _refused(self, refusal: Refusal) -> None:
        """The connection's own state says what is wrong."""
        self._asking = False

    def _connected(self) -> None:
        self.look()
        self.changed.emit()

    def _hear(self, news: list[Event]) -> None:
        if any(isinstance(event, DecisionEvent) for event in news):
            self._soon.start()

    def _count(self) -> None:
        before, self._active = self._active, self.active
        self._begun = self._begun + max(0, self._active - before) if self._active else 0
        if not self._telling.isActive():
            self._telling.start()


def _seconds(kept: object) -> float:
    try:
        return float(str(kept))
    except ValueError:
        return 0.0
