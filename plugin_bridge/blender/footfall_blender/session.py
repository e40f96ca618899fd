"""Errands to the gateway while Blender goes on: threads that wait, and a timer that hears what they bring.

Nothing of Blender is touched in a thread.
"""

import queue
import threading
import time
import traceback
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from .gateway import Gateway
from .words import Refusal, clips

_T = TypeVar("_T")
_OFTEN, _SELDOM = 0.25, 2.0  # seconds


class Session:
    """One per Blender. `tick` is to be called by a timer as long as it says so."""

    def __init__(self, gateway: Callable[[], Gateway], say: Callable[[str], None]) -> None:
        """`say` is called from `tick` alone."""
        self._gateway = gateway
        self._say = say
        self._heard: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._under_way = 0
        self._watched: dict[str, str] = {}
        """Jobs that have not ended, and the timelines that they are of."""
        self._look_again = 0.0
        self._looking = False
        self.when_ended: Callable[[str, list[str]], None] = lambda timeline, ended: None
        """Called with a timeline and those of its jobs that have ended, when none of it is left."""
        self._ended: dict[str, list[str]] = {}
        self.progress = ""
        """For people; empty while nothing is being made."""
        self.notice = ""
        """For people, where Footfall is of another version than the add-on. Said once, when that is seen."""

    def run(
        self, errand: Callable[[Gateway], _T], then: Callable[[_T], None], lost: Callable[[], None] = lambda: None
    ) -> None:
        """`errand` in a thread; `then` with its answer, or `lost` after its refusal was said, in `tick`."""
        self._under_way += 1
        threading.Thread(target=self._errand, args=(errand, then, lost), name="footfall", daemon=True).start()

    def watch(self, timeline: str, jobs: Iterable[str]) -> None:
        self._watched.update(dict.fromkeys(jobs, timeline))
        self._look_again = 0.0

    def forget(self) -> None:
        """Another file is open: its jobs are found by their timelines."""
        self._watched.clear()
        self._ended.clear()
        self.progress = ""

    @property
    def is_busy(self) -> bool:
        return self._under_way > 0 or bool(self._watched)

    def tick(self) -> float | None:
        """Seconds until the next; None: none is needed until there is something new."""
        while not self._heard.empty():
            self._under_way -= 1
            self._heard.get()()
        if self._watched and not self._looking and time.monotonic() >= self._look_again:
            self._look()
        return _OFTEN if self.is_busy else None

    def _look(self) -> None:
        jobs = list(self._watched)[:200]
        self._looking = True
        query = "/v1/jobs?" + "&".join("ids=" + job for job in jobs)
        self.run(lambda gateway: gateway.ask("GET", query), lambda page: self._seen(jobs, page), self._missed)

    def _missed(self) -> None:
        self._looking = False
        self._look_again = time.monotonic() + _SELDOM

    def _seen(self, jobs: list[str], page: dict[str, Any]) -> None:
        self._looking = False
        self._look_again = time.monotonic() + _OFTEN
        there = {job["id"]: job for job in page["jobs"]}
        for id_ in [id_ for id_ in jobs if id_ in self._watched]:
            job = there.get(id_)
            if job is None or job["state"] in ("done", "failed", "cancelled"):
                self._ended.setdefault(self._watched.pop(id_), []).append(id_)
        left = [there[id_] for id_ in jobs if id_ in self._watched]
        self.progress = _described(left)
        for timeline in [timeline for timeline in self._ended if timeline not in self._watched.values()]:
            self.when_ended(timeline, self._ended.pop(timeline))

    def _errand(
        self, errand: Callable[[Gateway], _T], then: Callable[[_T], None], lost: Callable[[], None]
    ) -> None:
        try:
            gateway = self._gateway()
            answer = errand(gateway)
        except Refusal as refusal:
            self._put_lost(refusal.message, lost)
        except Exception as error:  # noqa: BLE001 - the edge of the thread: whatever happens, people are told
            traceback.print_exc()
            self._put_lost("something unforeseen happened (%r): Blender's console has the details" % error, lost)
        else:
            self._heard.put(lambda: self._answered(gateway.notice, lambda: then(answer)))

    def _answered(self, notice: str, then: Callable[[], None]) -> None:
        if notice and notice != self.notice:
            self._say(notice)
        self.notice = notice
        then()

    def _put_lost(self, words: str, lost: Callable[[], None]) -> None:
        def tell() -> None:
            lost()
            self._say(words)

        self._heard.put(tell)


def _described(jobs: list[dict[str, Any]]) -> str:
    if not jobs:
        return ""
    share = sum(float(job["progress"]) for job in jobs) / len(jobs)
    return "Foley of %s: %s, %d %%" % (clips(len(jobs)), jobs[0]["state"], round(100 * share))
