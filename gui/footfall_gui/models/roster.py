"""All jobs that the daemon has told of, as they were told last: who is in which state, and what is foreseen."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping

from footfall_bridge.protocol import JobInfo, JobState
from footfall_gui.models.ranking import Key, Ranking, turn_key
from footfall_gui.models.words import clip_name


class Roster:
    def __init__(self) -> None:
        self.jobs: dict[str, JobInfo] = {}
        self._in_state: dict[JobState, dict[str, None]] = {state: {} for state in JobState}
        self._words: dict[str, str] = {}
        self._turns = Ranking()
        """Of those that have not ended."""

    def fill(self, jobs: Iterable[JobInfo]) -> None:
        self.jobs = {}
        self._words.clear()
        for ids in self._in_state.values():
            ids.clear()
        for job in jobs:
            self.jobs[job.id] = job
            self._in_state[job.state][job.id] = None
        self._turns.fill({job.id: turn_key(job) for job in self.active()})

    def put(self, job: JobInfo) -> None:
        """Events of a job do not tell its time to go: what was foreseen stays until it is foreseen anew."""
        known = self.jobs.get(job.id)
        if known is not None:
            del self._in_state[known.state][job.id]
            if job.eta_s is None and not job.state.ended:
                job = job.model_copy(update={"eta_s": known.eta_s})
        self.jobs[job.id] = job
        self._in_state[job.state][job.id] = None
        if job.id in self._turns:
            self._turns.remove(job.id)
        if not job.state.ended:
            self._turns.insert(job.id, turn_key(job))

    def remove(self, jobs: Iterable[str]) -> None:
        for job in jobs:
            known = self.jobs.pop(job, None)
            if known is not None:
                del self._in_state[known.state][job]
                self._words.pop(job, None)
                if job in self._turns:
                    self._turns.remove(job)

    def advance(self, shares: Mapping[str, float], etas: Mapping[str, float]) -> list[str]:
        """Those of the jobs that are known."""
        known = [job for job in shares if job in self.jobs]
        for job in known:
            news = {"progress": shares[job], "eta_s": etas.get(job, self.jobs[job].eta_s)}
            self.jobs[job] = self.jobs[job].model_copy(update=news)
        return known

    def foresee(self, jobs: Iterable[JobInfo]) -> list[str]:
        """Take over the times to go. Those that have changed."""
        changed = []
        for told in jobs:
            job = self.jobs.get(told.id)
            if job is not None and not job.state.ended and job.eta_s != told.eta_s:
                self.jobs[job.id] = job.model_copy(update={"eta_s": told.eta_s})
                changed.append(job.id)
        return changed

    def count(self, *states: JobState) -> int:
        return sum(len(self._in_state[state]) for state in states)

    def in_state(self, *states: JobState) -> Iterator[JobInfo]:
        return (self.jobs[job] for state in states for job in self._in_state[state])

    def active(self) -> Iterator[JobInfo]:
        return self.in_state(*(state for state in JobState if not state.ended))

    def turn_of(self, job: str) -> int | None:
        """From 1, among jobs that have not ended."""
        row = self._turns.row_of(job)
        return None if row is None else row + 1

    def last_in_turn(self) -> JobInfo | None:
        return self.jobs[self._turns[len(self._turns) - 1]] if len(self._turns) else None

    def latest(self, state: JobState, most: int) -> list[JobInfo]:
        def key(job: JobInfo) -> Key:
            return (job.updated, job.number)

        return heapq.nlargest(most, self.in_state(state), key=key)

    def words_of(self, job: JobInfo) -> str:
        """What a filter looks at."""
        if job.id not in self._words:
            self._words[job.id] = f"{clip_name(job)}\n{job.prompt}\n{job.engine}".casefold()
        return self._words[job.id]
