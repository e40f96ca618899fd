"""When waiting jobs in view will be done: asked for now and then, because events do not tell it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QObject, QTimer

from footfall_bridge.client import Client
from footfall_bridge.protocol import PAGE, JobInfo, Refusal
from footfall_gui.models.asking import Asker
from footfall_gui.models.jobs import JobsModel

_EVERY_MS: Final = 5_000


class Forecasts(QObject):
    """Asks while jobs in view wait, and never twice at once. The last in turn says when all is done."""

    def __init__(self, asker: Asker, jobs: JobsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asker = asker
        self._jobs = jobs
        self._wanted: list[str] = []
        self._asking = False
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self._ask)
        jobs.told.connect(self._begin)

    def want(self, jobs: Sequence[JobInfo]) -> None:
        """Those in view; none while nobody looks."""
        self._wanted = [job.id for job in jobs][: PAGE - 1]
        self._begin()

    @property
    def active(self) -> bool:
        return self._timer.isActive()

    def _begin(self) -> None:
        if not self._waiting():
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()
            self._ask()

    def _waiting(self) -> list[str]:
        jobs = self._jobs.roster.jobs
        return [job for job in self._wanted if job in jobs and not jobs[job].state.ended]

    def _ask(self) -> None:
        last = self._jobs.roster.last_in_turn()
        if self._asking or last is None:
            return
        ids = list(dict.fromkeys([*self._waiting(), last.id]))
        self._asking = True

        def ask(client: Client) -> list[JobInfo]:
            return list(client.jobs(ids=ids))

        self._asker.ask(ask, self._take, self._refused)

    def _take(self, jobs: list[JobInfo]) -> None:
        self._asking = False
        self._jobs.foresee(jobs)

    def _refused(self, refusal: Refusal) -> None:
        """Whoever shows how the connection stands says it."""
        self._asking = False
