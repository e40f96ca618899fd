"""All that was made of one clip: its takes and versions, oldest first, to compare."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Final

from PySide6.QtCore import QObject, Signal

from footfall_bridge.client import Client
from footfall_bridge.protocol import JobInfo, JobState
from footfall_gui.models.asking import Asker

_LOOK_BACK: Final = 2000
"""Newest jobs among which they are looked for."""


class Versions(QObject):
    changed = Signal()

    def __init__(
        self, pictures: Asker, is_audition: Callable[[JobInfo], bool], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.jobs: list[JobInfo] = []
        """That are done, by their numbers."""
        self._pictures = pictures
        self._is_audition = is_audition
        self._job: JobInfo | None = None

    def show(self, job: JobInfo | None) -> None:
        before, self._job = self._job, job
        if job is None:
            self._set([])
        elif before is None or not same_clip(before, job):
            self._set([job] if job.outputs else [])
            self._pictures.ask(_others(job), lambda jobs: self._take(job, jobs), lambda refusal: None)
        else:
            self.hear(job)

    def hear(self, job: JobInfo) -> None:
        """News of any job."""
        if self._job is not None and job.state is JobState.done and same_clip(self._job, job):
            self._set([*(other for other in self.jobs if other.id != job.id), job])

    def forget(self, job: str) -> None:
        self._set([other for other in self.jobs if other.id != job])

    def _take(self, job: JobInfo, jobs: list[JobInfo]) -> None:
        if self._job is not None and same_clip(self._job, job):
            known = {other.id for other in self.jobs}
            self._set([*self.jobs, *(other for other in jobs if other.id not in known)])

    def _set(self, jobs: list[JobInfo]) -> None:
        shown = sorted((job for job in jobs if not self._is_audition(job)), key=lambda job: job.number)
        if shown != self.jobs:
            self.jobs = shown
            self.changed.emit()


def same_clip(one: JobInfo, other: JobInfo) -> bool:
    """The same range of the same media at the same place; of text alone, what is as long."""
    if one.id == other.id:
        return True
    return (one.media, _span(one), one.place) == (other.media, _span(other), other.place)


def _span(job: JobInfo) -> tuple[object, ...]:
    """Equal for equal times, whatever their units."""
    ends = (job.source_in, job.source_out) if job.media is not None else (job.duration,)
    return tuple(None if end is None else end.seconds for end in ends)


def _others(job: JobInfo) -> Callable[[Client], list[JobInfo]]:
    def ask(client: Client) -> list[JobInfo]:
        done = client.jobs(states=[JobState.done], newest_first=True)
        return [other for other in islice(done, _LOOK_BACK) if same_clip(job, other)]

    return ask
