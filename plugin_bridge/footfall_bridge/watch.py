"""Watching jobs: nothing is missed, through gaps, lost connections and restarts of the daemon."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Final

from footfall_bridge.feed import Event, Feed, Snapshot, Welcome
from footfall_bridge.line import Line, LineLost, NoAnswer
from footfall_bridge.locate import KEYS_PATIENCE, daemon_lives
from footfall_bridge.paging import job_pages
from footfall_bridge.protocol import DecisionEvent, JobInfo, JobPage, List, ProgressEvent, Refusal, StateEvent

if TYPE_CHECKING:
    from footfall_bridge.client import Client

SILENCE: Final = 1.0
"""Seconds without an event after which the daemon is asked whether one was missed."""
_PATIENCE: Final = 3.0
"""Seconds that the daemon has for that answer before whoever follows it is told."""
_STOPPED_FOR: Final = 5.0  # a daemon that was stopped may be on its way back
_LOOK_EVERY: Final = 0.1


class Watch:
    """The events of some jobs, or of all."""

    def __init__(
        self,
        client: Client,
        jobs: Sequence[str] | None = None,
        until: threading.Event | None = None,
        on_line: Callable[[Refusal | None], None] = lambda _: None,
    ) -> None:
        """`until`, set by any thread, ends the events; it is looked at once in `SILENCE` seconds, see `end`.

        `on_line` is told why the daemon is not heard any more, and None when it is heard again.
        """
        self._client = client
        self._on_line = on_line
        self._until = until or threading.Event()
        self._jobs = jobs
        self._chosen = None if jobs is None else frozenset(jobs)
        self._seen: int | None = None
        """The number of the last event; None: what there is must be fetched."""
        self._cord: socket.socket | None = None
        """Wakes whoever waits for events."""

    def end(self) -> None:
        """The events, at once. From any thread."""
        self._until.set()
        if self._cord is not None:
            with suppress(OSError):  # they have ended
                self._cord.send(b"!")

    def events(self) -> Generator[Event]:
        bell, self._cord = socket.socketpair()
        with bell, self._cord:
            yield from self._events(bell)

    def _events(self, bell: socket.socket) -> Iterator[Event]:
        line: Line | None = self._client.line()
        while line is not None and not self._until.is_set():
            try:
                yield from self._follow(line, bell)
            except (LineLost, NoAnswer) as refusal:
                self._on_line(refusal)
                line = self._reconnect()
                if line is not None:
                    self._on_line(None)

    def _follow(self, line: Line, bell: socket.socket) -> Iterator[Event]:
        self._seen = None
        with closing(Feed(self._client.context, line.connection)) as feed:
            while not self._until.is_set():
                news = feed.receive() if line.wait_for(feed.socket, SILENCE, bell) else None
                if self._until.is_set():
                    return  # nobody waits for what a daemon that hangs would be asked
                if self._missed_something(line, news):
                    snapshot = self._snapshot(line)
                    self._seen = snapshot.sequence
                    yield snapshot
                if news is not None and not isinstance(news, Welcome):
                    yield from self._wanted(news)

    def _missed_something(self, line: Line, news: Welcome | Event | None) -> bool:
        """Whether events were lost: the daemon may drop what a slow or new subscriber cannot take."""
        if self._seen is None or isinstance(news, Welcome):
            return True
        if isinstance(news, StateEvent):
            return news.sequence > self._seen + 1
        # The very last event may be the one that was lost: no later one would show the gap.
        return news is None and self._last(line) > self._seen

    def _last(self, line: Line) -> int:
        """The number of the last event. A daemon that is only slow keeps its line."""
        try:
            return line.ask(List(limit=1), JobPage, min(_PATIENCE, self._client.timeout)).sequence
        except NoAnswer as refusal:
            self._on_line(refusal)
        last = self._list(line, List(limit=1)).sequence
        self._on_line(None)
        return last

    def _snapshot(self, line: Line) -> Snapshot:
        fetched = list(job_pages(lambda request: self._list(line, request), ids=self._jobs))
        return Snapshot(
            jobs=[job for page in fetched for job in page.jobs],
            # What changes between two pages is also in the events that follow: the first page's number counts.
            sequence=fetched[0].sequence if fetched else 0,
            instance=line.connection.instance,
        )

    def _list(self, line: Line, request: List) -> JobPage:
        # Not the client's own `ask`: that would start a daemon that the user has just stopped.
        return line.ask(request, JobPage, self._client.timeout)

    def _wanted(self, news: Event) -> Iterator[Event]:
        match news:
            case StateEvent():
                if self._seen is not None and news.sequence <= self._seen:
                    return  # the snapshot holds it
                self._seen = news.sequence
                if self._chosen is None or news.id in self._chosen:
                    yield news
            case ProgressEvent():
                mine = [job for job in news.progress if self._chosen is None or job in self._chosen]
                if mine:
                    yield ProgressEvent(
                        progress={job: news.progress[job] for job in mine},
                        eta_s={job: news.eta_s[job] for job in mine if job in news.eta_s},
                    )
            case DecisionEvent() if self._chosen is None:
                yield news

    def _reconnect(self) -> Line | None:
        """A line to the next daemon; None where nobody waits for it any more.

        One that crashed left its connection file behind, and is started again.
        """
        began = seen = time.monotonic()
        while not self._until.is_set():
            lives = daemon_lives(self._client.places)
            seen = time.monotonic() if lives else seen
            crashed = not lives and self._client.places.connection_file.exists()
            try:
                if lives or (crashed and self._client.start):
                    return self._client.open_line(start=crashed)
            except (LineLost, NoAnswer):
                pass  # not yet, such as one that lives without a connection file: it is on its way down or up
            except Refusal as refusal:
                if refusal.code != "not-allowed" or time.monotonic() - began > KEYS_PATIENCE:
                    raise
            if not lives and not crashed and time.monotonic() - seen > _STOPPED_FOR:
                raise Refusal("daemon-stopped", "the daemon was stopped: its jobs are kept and go on when it runs")
            if time.monotonic() - began > self._client.patience:
                raise Refusal("daemon-gone", "the daemon has gone and does not come back: see `footfall logs`")
            time.sleep(_LOOK_EVERY)
        return None


class Tracker:
    """The jobs as the events so far tell them."""

    def __init__(self) -> None:
        self._jobs: dict[str, JobInfo] = {}

    def news_of(self, event: Event) -> list[JobInfo]:
        """The jobs that this event tells something of, as they are now."""
        news = self._told_by(event)
        self._jobs.update({job.id: job for job in news})
        return news

    def _told_by(self, event: Event) -> list[JobInfo]:
        match event:
            case Snapshot():
                return event.jobs
            case StateEvent(job=JobInfo() as job):
                return [job]
            case ProgressEvent():
                return [
                    self._jobs[job].model_copy(update={"progress": share, "eta_s": event.eta_s.get(job)})
                    for job, share in event.progress.items()
                    if job in self._jobs
                ]
        return []


def wait_for(
    client: Client, jobs: Sequence[str], on_progress: Callable[[JobInfo], None] | None = None
) -> list[JobInfo]:
    """The jobs as they ended, in the order given. Raises `Refusal("unknown-job")`."""
    waiting = set(jobs)
    last: dict[str, JobInfo] = {}
    tracker = Tracker()
    with closing(Watch(client, jobs).events()) as events:
        while waiting:
            event = next(events)
            for job in tracker.news_of(event):
                if job.id in waiting:  # a snapshot may be ahead of the events that follow it: ended is ended
                    last[job.id] = job
                    if on_progress is not None:
                        on_progress(job)
            waiting -= {job for job in waiting if job in last and last[job].state.ended}
            waiting -= _forgotten(event, waiting, last)
    return [last[job] for job in jobs]


def _forgotten(event: Event, waiting: set[str], last: dict[str, JobInfo]) -> set[str]:
    """The jobs that are off the list: only ended ones can be, so there is nothing left to wait for."""
    if isinstance(event, StateEvent) and event.job is None:
        gone = waiting & {event.id}
    elif isinstance(event, Snapshot):
        gone = waiting - {job.id for job in event.jobs}
    else:
        return set()
    if unknown := gone - last.keys():
        raise Refusal("unknown-job", f"there is no job {min(unknown)!r}: `footfall queue --all` lists them")
    return gone
