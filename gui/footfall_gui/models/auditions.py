"""Hearing an edit at once: the clip is made into a folder of ours, listened to, and thrown away."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from footfall_bridge.client import Client
from footfall_bridge.feed import Event, Snapshot
from footfall_bridge.places import Places
from footfall_bridge.protocol import JobInfo, JobState, Order, Refusal, StateEvent, Status
from footfall_gui.models.asking import Asker
from footfall_gui.models.changes import audition
from footfall_gui.models.failures import Remedy, obstacle_in

_SETTLE_MS: Final = 120
"""What may go on waits so long for more of it: a key held down, step after step undone."""


@dataclass(frozen=True, slots=True)
class _Wish:
    order: Order
    about: float


class Auditions(QObject):
    """One at a time: a newer edit takes the place of the last. The daemon forgets them, and their files go."""

    started = Signal()
    ready = Signal(JobInfo, float)
    """What was made, and the moment that the edit was about."""
    failed = Signal(Refusal)
    held_up = Signal(Remedy)
    """It waits for this."""

    def __init__(self, asker: Asker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.heard: JobInfo | None = None
        """The one that is listened to."""
        self._asker = asker
        self._folder: Path | None = None
        self._wish: _Wish | None = None
        self._making: dict[str, float] = {}
        """Newest last; only that one is wanted."""
        self._ours: set[str] = set()
        self._round = 0
        """Of wishes: what was asked for in an earlier one is not wanted any more."""
        self._asking = 0
        self._early: dict[str, JobInfo] = {}
        """Ended before we heard that it was queued."""
        self._settling = QTimer(self, singleShot=True)
        self._settling.timeout.connect(self._submit)
        asker.ask(_swept_folder, self._know_folder, lambda refusal: None)

    @property
    def under_way(self) -> bool:
        return self._settling.isActive() or self._asking > 0 or bool(self._making)

    def owns(self, job: JobInfo) -> bool:
        """It is none of the user's: no list shows it, no notification tells of it."""
        return job.id in self._ours or any(self._holds(output.path) for output in job.outputs)

    def want(self, order: Order, about: float, *, soon: bool = False) -> None:
        """When nothing newer was wanted for a moment; `soon`: without waiting for that."""
        self._round += 1
        self._wish = _Wish(order, about)
        self._settling.start(0 if soon else _SETTLE_MS)
        self.started.emit()

    def drop(self) -> None:
        """Nothing is wanted any more, and what was heard goes."""
        self._round += 1
        self._wish = None
        self._settling.stop()
        self._discard([*self._making])
        self._making.clear()
        if self.heard is not None:
            self._throw_away(self.heard)
            self.heard = None

    def hear(self, news: Iterable[Event]) -> None:
        for event in news:
            if isinstance(event, Snapshot):
                for job in event.jobs:
                    self._look_at(job)
            elif isinstance(event, StateEvent) and event.job is not None:
                self._look_at(event.job)

    def _submit(self) -> None:
        wish, self._wish = self._wish, None
        if wish is None:
            return
        self._discard([*self._making])
        self._making.clear()
        self._asking += 1
        asked_in = self._round

        def ask(client: Client) -> tuple[str, Status]:
            [job] = client.submit([audition(wish.order, _folder_in(client.places))])
            return job, client.status()

        def queued(answer: tuple[str, Status]) -> None:
            job, status = answer
            self._queued(job, wish.about, wanted=asked_in == self._round)
            if (obstacle := obstacle_in(status)) is not None and job in self._making:
                self.held_up.emit(obstacle)

        self._asker.ask(ask, queued, self._refused)

    def _queued(self, job: str, about: float, *, wanted: bool) -> None:
        self._asking -= 1
        self._ours.add(job)
        if wanted:
            self._making[job] = about
        else:
            self._discard([job])
        ended = self._early.pop(job, None)
        if not self._asking:
            self._early.clear()
        if ended is not None:
            self._look_at(ended)

    def _refused(self, refusal: Refusal) -> None:
        self._asking -= 1
        self.failed.emit(refusal)

    def _look_at(self, job: JobInfo) -> None:
        if not job.state.ended:
            return
        if job.id not in self._ours:
            if self._asking:
                self._early[job.id] = job
            elif self.owns(job):
                self._throw_away(job)  # an app that crashed has left it
            return
        about = self._making.pop(job.id, None)
        if about is None or job.state is JobState.cancelled:
            if self.heard is None or job.id != self.heard.id:
                self._throw_away(job)
        elif job.error is not None:
            self._throw_away(job)
            self.failed.emit(Refusal(job.error.code, job.error.message))
        else:
            before, self.heard = self.heard, job
            self.ready.emit(job, about)
            if before is not None:
                self._throw_away(before)

    def _discard(self, jobs: list[str]) -> None:
        if jobs:
            self._asker.ask(lambda client: client.cancel(jobs), refused=lambda refusal: None)

    def _throw_away(self, job: JobInfo) -> None:
        def forget(client: Client) -> None:
            for output in job.outputs:
                _remove(Path(output.path))
            client.forget([job.id])

        self._asker.ask(forget, refused=lambda refusal: None)

    def _know_folder(self, folder: Path) -> None:
        self._folder = folder

    def _holds(self, path: str) -> bool:
        return self._folder is not None and Path(path).is_relative_to(self._folder)


def _folder_in(places: Places) -> Path:
    return places.cache / "auditions"


def _swept_folder(client: Client) -> Path:
    """Without what an app that crashed has left."""
    folder = _folder_in(client.places)
    for file in folder.glob("*.wav"):
        _remove(file)
    return folder


def _remove(file: Path) -> None:
    """Where that cannot be now, because it is still played say, the next start does it."""
    with suppress(OSError):
        file.unlink(missing_ok=True)
