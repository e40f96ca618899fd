"""The media child's work: one errand at a time, told of how it goes, and called off from another thread."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from footfall_daemon.media.cache import remove_unfinished
from footfall_daemon.media.errors import Abandoned, MediaError
from footfall_daemon.media.excerpt import files_of as files_of_excerpt
from footfall_daemon.media.film import files_of
from footfall_daemon.media.messages import (
    Abandon,
    ErrandFailed,
    Excerpt,
    Excerpted,
    Film,
    Filmed,
    FromMedia,
    Prepare,
    Prepared,
    Progress,
    Show,
    Shown,
    ToMedia,
    Trace,
    Traced,
    Write,
    Written,
)
from footfall_daemon.media.unfinished import remove

_BETWEEN_REPORTS = 0.2

Errand = Prepare | Film | Excerpt | Write | Show | Trace
Done = Prepared | Filmed | Excerpted | Written | Shown | Traced
Send = Callable[[FromMedia], None]
Watch = Callable[[float], None]
Stop = Callable[[], bool]

_log = logging.getLogger("footfall.media")


@dataclass(frozen=True, slots=True, kw_only=True)
class Skills:
    """How each kind of errand is done. All raise `MediaError`, and `Abandoned` once they are told to stop."""

    prepare: Callable[[Prepare, Watch, Stop], Prepared]
    film: Callable[[Film, Watch, Stop], Filmed]
    excerpt: Callable[[Excerpt, Watch, Stop], Excerpted]
    write: Callable[[Write, Watch, Stop], Written]
    show: Callable[[Show, Watch, Stop], Shown]
    trace: Callable[[Trace, Watch, Stop], Traced]

    def do(self, errand: Errand, watch: Watch, stop: Stop) -> Done:
        match errand:
            case Prepare():
                return self.prepare(errand, watch, stop)
            case Film():
                return self.film(errand, watch, stop)
            case Excerpt():
                return self.excerpt(errand, watch, stop)
            case Write():
                return self.write(errand, watch, stop)
            case Show():
                return self.show(errand, watch, stop)
            case Trace():
                return self.trace(errand, watch, stop)


class Errands:
    """`take` on the thread that reads messages, `run` on the one that works."""

    def __init__(self, skills: Skills, send: Send) -> None:
        self._skills = skills
        self._send = send
        self._waiting: queue.SimpleQueue[Errand | None] = queue.SimpleQueue()
        self._abandoned: set[str] = set()
        self._guard = threading.Lock()
        self._current: Errand | None = None

    def take(self, message: ToMedia) -> None:
        with self._guard:
            if isinstance(message, Abandon):
                self._abandoned.add(message.job)
                return
            self._abandoned.discard(message.job)  # called off before, asked for again
        self._waiting.put(message)

    def close(self) -> None:
        """`run` returns after the errands taken so far."""
        self._waiting.put(None)

    def run(self) -> None:
        while (errand := self._waiting.get()) is not None:
            self._current = errand
            outcome = self._done(errand)
            self._current = None  # before anybody is told: what was made is theirs, even if this process ends now
            self._send(outcome)

    def clear_up(self) -> None:
        """Remove what the errand in hand has begun to write: the process is about to end."""
        errand = self._current
        if isinstance(errand, Prepare | Show | Trace):
            remove_unfinished(Path(errand.cache))
        elif errand is not None:
            for path in _files_of(errand):
                remove(path)

    def _done(self, errand: Errand) -> Done | ErrandFailed:
        reporter = _Reporter(errand.job, self._send)

        def abandoned() -> bool:
            with self._guard:
                return errand.job in self._abandoned

        try:
            return self._skills.do(errand, reporter.report, abandoned)
        except MediaError as error:
            return ErrandFailed(job=errand.job, code=error.code, message=error.message)
        except Abandoned:
            return ErrandFailed(job=errand.job, code="abandoned", message="The errand was called off.")
        except Exception as error:  # noqa: BLE001 - the worker loop outlives its errands
            _log.exception("errand %s of job %s", errand.kind, errand.job)
            sentence = f"Something unforeseen happened, see the log: {error}"
            return ErrandFailed(job=errand.job, code="internal", message=sentence)


def _files_of(errand: Film | Excerpt | Write) -> Iterable[Path]:
    if isinstance(errand, Film):
        return files_of(errand)
    if isinstance(errand, Excerpt):
        return files_of_excerpt(errand)
    return [Path(path) for path in (*(file.path for file in errand.files), errand.movie_path) if path is not None]


class _Reporter:
    """Progress, five times a second at most: also a sign of life."""

    def __init__(self, job: str, send: Send) -> None:
        self._job = job
        self._send = send
        self._next = 0.0

    def report(self, fraction: float) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _BETWEEN_REPORTS
            self._send(Progress(job=self._job, fraction=min(1.0, max(0.0, fraction))))
