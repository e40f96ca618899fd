"""One job with all that belongs to it: what it looks and sounds like, its order, its contacts, its other takes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from footfall_bridge.client import Client
from footfall_bridge.feed import Event, Snapshot
from footfall_bridge.protocol import (
    Changed,
    Contact,
    ContactList,
    Engine,
    JobInfo,
    JobState,
    Order,
    Output,
    ProgressEvent,
    Refusal,
    StateEvent,
    Status,
)
from footfall_bridge.timeline import Time
from footfall_gui.models import changes
from footfall_gui.models.asking import Asker
from footfall_gui.models.auditions import Auditions
from footfall_gui.models.clip_time import ClipTime
from footfall_gui.models.connection import Connection, State
from footfall_gui.models.contact_edits import ContactEdits
from footfall_gui.models.failures import Remedy, obstacle_to
from footfall_gui.models.looks import Looks
from footfall_gui.models.versions import Versions

Answer = TypeVar("Answer")


class DetailsModel(QObject):
    """Follows one job. What is answered of a job that is no longer shown is dropped."""

    changed = Signal()
    """`job`, and all that follows from it."""
    shown = Signal()
    """Another job, or none."""
    restored = Signal(float)
    """Every edit was undone: what the job made is what is heard, and the moment that the last one was about."""
    order_changed = Signal()
    obstacle_changed = Signal()
    engines_changed = Signal()
    submitted = Signal(list)
    """Ids of the jobs that were ordered here, for good."""
    refused = Signal(Refusal)

    def __init__(
        self, asker: Asker, pictures: Asker, connection: Connection, parent: QObject | None = None
    ) -> None:
        super().__init__(parent or asker)  # whose thread may hold the last reference to an answer's taker
        self.job: JobInfo | None = None
        self.time: ClipTime | None = None
        self.order: Order | None = None
        self.obstacle: Remedy | None = None
        self.engines: list[Engine] = []
        self.looks = Looks(pictures, self)
        self.edits = ContactEdits(self)
        self.auditions = Auditions(asker, self)
        self.versions = Versions(pictures, self.auditions.owns, self)
        self._asker = asker
        self._connection = connection
        self._seen: list[Contact] | None = None
        """What the picture shows, where that is known."""
        self._resetting = ""
        self.edits.edited.connect(self._audition)
        self.auditions.ready.connect(self._take_seen)
        connection.news.connect(self._hear)
        connection.changed.connect(self._reconnected)
        self._ask_engines()

    # what is shown

    def show(self, job: JobInfo | None) -> None:
        """Another job, or what is new of the same one."""
        if (job.id if job else None) != (self.job.id if self.job else None):
            self._forget()
            self._take(job)
            self.shown.emit()
            self._ask_order()
            self._ask_contacts()
            if not all(engine.ready for engine in self.engines):
                self._ask_engines()  # weights may have come meanwhile
        elif job is not None and job != self.job:
            self._renew(job)

    @property
    def engine(self) -> Engine | None:
        """Of the job."""
        return next((e for e in self.engines if self.job is not None and e.name == self.job.engine), None)

    @property
    def editable(self) -> bool:
        """Its contacts are known and its engine follows them."""
        engine = self.engine
        done = self.job is not None and self.job.state is JobState.done
        return done and self.order is not None and engine is not None and engine.follows_cues

    # orders

    def generate(self, **wishes: Any) -> None:
        """A new version with these fields of the order changed. Contacts that were edited come with it."""
        self._submit(lambda order: changes.changed(self._with_edits(order), **wishes))

    def new_take(self, **wishes: Any) -> None:
        """Another of the same, with the next number and seed that no take of this clip has."""
        takes = [job.take for job in self.versions.jobs] + ([self.job.take] if self.job else [])
        seeds = [job.seed for job in self.versions.jobs] + ([self.job.seed] if self.job else [])
        fresh = {"first_take": max(takes, default=0) + 1, "seed": (max(seeds, default=0) + 1) % 2**32}
        self.generate(**wishes | fresh)

    def generate_part(self, output: Output, start: Time, stop: Time, **wishes: Any) -> None:
        """Only this part of this file, in a new version of it."""
        self._submit(lambda order: changes.part_of(self._with_edits(order), output, start, stop, **wishes))

    def keep(self) -> None:
        """What was auditioned, for good: a new version beside the media."""
        self._submit(self._with_edits)

    def locate(self, media: str) -> None:
        self._submit(lambda order: changes.from_elsewhere(order, media))

    def send_to(self, folder: str) -> None:
        self._submit(lambda order: changes.changed(order, dest=str(Path(folder).absolute())))

    def make_whole(self) -> None:
        self._submit(lambda order: changes.changed(order, region=None))

    def use_engine(self, engine: str) -> None:
        self._submit(lambda order: changes.changed(order, engine=engine))

    # what helps

    def retry(self) -> None:
        self._change(lambda client, job: client.retry([job]))

    def take_back(self) -> None:
        self._asker.ask(lambda client: client.reclaim(), self._take_status, self.refused.emit)

    def resume(self) -> None:
        self._asker.ask(lambda client: client.resume(), lambda _: self._ask_status(), self.refused.emit)

    # contacts

    def reset_contacts(self, text: str) -> None:
        """To what the picture shows. `text`: what undoing it is called."""
        if self._seen is not None:
            self.edits.replace(self._seen, text)
        elif self.order is not None:
            self._resetting = text
            self.auditions.want(changes.changed(self.order, contacts=None), 0.0)

    def _audition(self, about: float, more: bool) -> None:
        if self.order is None or not self.editable:
            return
        if not self.edits.differs:
            self.restored.emit(about)
            self.auditions.drop()
            return
        try:
            self.auditions.want(self._with_edits(self.order), about, soon=not more)
        except Refusal as refusal:
            self.refused.emit(refusal)

    def _with_edits(self, order: Order) -> Order:
        if not self.edits.differs or self.job is None:
            return order
        contacts = list(self.edits.contacts)
        return changes.with_contacts(order, self.job, contacts, self.edits.changed_times)

    def _take_seen(self, made: JobInfo) -> None:
        if not self._resetting:
            return
        text, self._resetting = self._resetting, ""
        self._about_job(lambda client, _: client.contacts(made.id), lambda seen: self._put_seen(seen, text))

    def _put_seen(self, seen: ContactList, text: str) -> None:
        self._seen = seen.contacts
        self.edits.replace(seen.contacts, text)

    # news

    def _hear(self, news: list[Event]) -> None:
        self.auditions.hear(news)
        for event in news:
            match event:
                case Snapshot(jobs=jobs):
                    for job in jobs:
                        self._hear_of(job)
                case StateEvent(job=JobInfo() as job):
                    self._hear_of(job)
                case StateEvent(id=gone):
                    self.versions.forget(gone)
                case ProgressEvent(progress=progress, eta_s=eta):
                    self._hear_progress(progress, eta)
                case _:
                    self._ask_status()

    def _hear_of(self, job: JobInfo) -> None:
        if not self.auditions.owns(job):
            self.versions.hear(job)
        if self.job is not None and job.id == self.job.id and job.updated >= self.job.updated:
            self._renew(job)  # older news may come late, after a list that is newer

    def _hear_progress(self, progress: dict[str, float], eta: dict[str, float]) -> None:
        if self.job is not None and self.job.id in progress:
            news = {"progress": progress[self.job.id], "eta_s": eta.get(self.job.id)}
            self.job = self.job.model_copy(update=news)
            self.changed.emit()

    def _renew(self, job: JobInfo) -> None:
        before = self.job
        self._take(job)
        if before is not None and before.state is not job.state and job.state.ended:
            self._ask_order()
            self._ask_contacts()

    def _take(self, job: JobInfo | None) -> None:
        self.job = job
        self.time = ClipTime.of(job) if job is not None else None
        self.looks.show(job)
        self.versions.show(job)
        self.changed.emit()
        self._ask_status()

    def _forget(self) -> None:
        self.auditions.drop()
        self._seen, self._resetting, self.order = None, "", None
        self.edits.load([])

    def _reconnected(self) -> None:
        if self._connection.state is State.connected:
            self._ask_engines()

    # questions

    def _ask_order(self) -> None:
        self._about_job(lambda client, job: client.order(job), self._take_order)

    def _ask_contacts(self) -> None:
        self._about_job(lambda client, job: client.contacts(job), self._take_contacts)

    def _ask_engines(self) -> None:
        self._asker.ask(lambda client: client.engines(), self._take_engines, lambda refusal: None)

    def _ask_status(self) -> None:
        """What all jobs wait for, where this one waits."""
        if self.job is not None and not self.job.state.ended:
            self._asker.ask(lambda client: client.status(), self._take_status, lambda refusal: None)
        else:
            self._set_obstacle(None)

    def _take_order(self, order: Order) -> None:
        self.order = order
        self.order_changed.emit()

    def _take_contacts(self, found: ContactList) -> None:
        self._seen = None if found.edited else found.contacts
        if not self.edits.undo.canUndo():
            self.edits.load(found.contacts)

    def _take_engines(self, engines: list[Engine]) -> None:
        if engines != self.engines:
            self.engines = engines
            self.engines_changed.emit()

    def _take_status(self, status: Status) -> None:
        self._set_obstacle(None if self.job is None else obstacle_to(self.job, status))

    def _set_obstacle(self, obstacle: Remedy | None) -> None:
        if obstacle is not self.obstacle:
            self.obstacle = obstacle
            self.obstacle_changed.emit()

    def _about_job(self, ask: Callable[[Client, str], Answer], then: Callable[[Answer], None]) -> None:
        """Of the job that is shown, if it is still shown when the answer comes."""
        if self.job is None:
            return
        job = self.job.id

        def take(answer: Answer) -> None:
            if self.job is not None and self.job.id == job:
                then(answer)

        self._asker.ask(lambda client: ask(client, job), take, lambda refusal: None)

    def _submit(self, make: Callable[[Order], Order]) -> None:
        """From the order of the job, asked for where it is not known yet."""

        def submit(order: Order) -> None:
            try:
                wanted = make(order)
            except Refusal as refusal:
                self.refused.emit(refusal)
                return
            self._asker.ask(lambda client: client.submit([wanted]), self.submitted.emit, self.refused.emit)

        if self.order is not None:
            submit(self.order)
        elif self.job is not None:
            job = self.job.id
            self._asker.ask(lambda client: client.order(job), submit, self.refused.emit)

    def _change(self, change: Callable[[Client, str], Changed]) -> None:
        if self.job is None:
            return
        job = self.job.id
        self._asker.ask(lambda client: change(client, job), self._tell_refused, self.refused.emit)

    def _tell_refused(self, changed: Changed) -> None:
        for refused in changed.refused[:1]:
            self.refused.emit(Refusal(refused.error.code, refused.error.message))
