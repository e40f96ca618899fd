"""What a person away from the window is told: jobs that are done or failed, several at once as one notice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from footfall_bridge.feed import Event
from footfall_bridge.protocol import JobInfo, JobState, StateEvent
from footfall_gui.models.connection import Connection
from footfall_gui.models.words import clip_name

_GATHER_MS: Final = 3_000


class Notices(QObject):
    """Jobs that `hides` knows are none of the user's."""

    told = Signal(str, str)
    """A title, and what it is about."""

    def __init__(
        self,
        connection: Connection,
        hides: Callable[[JobInfo], bool],
        parent: QObject | None = None,
        *,
        gather_ms: int = _GATHER_MS,
    ) -> None:
        super().__init__(parent)
        self._hides = hides
        self._ended: dict[str, JobInfo] = {}
        self._gathering = QTimer(self, interval=gather_ms, singleShot=True)
        self._gathering.timeout.connect(self._tell)
        connection.news.connect(self.hear)

    def hear(self, news: list[Event]) -> None:
        for event in news:
            if isinstance(event, StateEvent):
                self._note(event)
        if self._ended and not self._gathering.isActive():
            self._gathering.start()

    def _note(self, event: StateEvent) -> None:
        """One that was retried meanwhile has not ended."""
        self._ended.pop(event.id, None)
        ended = event.job is not None and event.job.state in (JobState.done, JobState.failed)
        if event.job is not None and ended and not self._hides(event.job):
            self._ended[event.id] = event.job

    def _tell(self) -> None:
        ended, self._ended = list(self._ended.values()), {}
        if ended:
            failed = [job for job in ended if job.state is JobState.failed]
            self.told.emit(self._title(len(ended) - len(failed), len(failed)), _about(failed or ended))

    def _title(self, done: int, failed: int) -> str:
        if not failed:
            return self.tr("%n clip(s) done", "", done)
        if not done:
            return self.tr("%n clip(s) failed", "", failed)
        return self.tr("{done} done, {failed} failed").format(done=done, failed=failed)


def _about(jobs: list[JobInfo]) -> str:
    """The first of them: why it failed, or its name."""
    job = jobs[0]
    return clip_name(job) if job.error is None else f"{clip_name(job)}: {job.error.message}"
