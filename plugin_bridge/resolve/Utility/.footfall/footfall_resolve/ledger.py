"""What this bridge remembers between commands: which job serves which clips, and what was placed."""

import json
import os
import time
from contextlib import contextmanager
from typing import Any, Dict, Iterator, List, Set

from footfall_resolve.places import Places
from footfall_resolve.words import Refusal

_ABANDONED = 300.0  # seconds after which a lock is of a command that died


class Ledger:
    """A file in the runtime folder. Losing it loses little: what was placed is also marked on the timeline."""

    def __init__(self, places: Places) -> None:
        self._folder = places.own
        self._path = os.path.join(self._folder, "ledger.json")
        self._jobs = self._read()

    def jobs(self) -> List[str]:
        return list(self._jobs)

    def clips(self, job: str) -> List[str]:
        """Further clips that the job's sound is for."""
        return list(self._of(job).get("clips", []))

    def serve(self, job: str, clip: str) -> None:
        self._list(job, "clips", clip)

    def hits(self, job: str) -> List[str]:
        """Seconds of its media, as text, at which markers wanted something to sound."""
        return list(self._of(job).get("hits", []))

    def note_hits(self, job: str, hits: List[str]) -> None:
        if hits:
            self._jobs.setdefault(job, {})["hits"] = hits
            self._write()

    def ask_again(self, job: str, clip: str) -> None:
        """It is to be laid once more, wherever the clip is by then and whatever became of the sound."""
        self._list(job, "again", clip)

    def drop_again(self, job: str, clip: str) -> None:
        if self.asked_again(job, clip):
            self._jobs[job]["again"].remove(clip)
            self._write()

    def asked_again(self, job: str, clip: str) -> bool:
        return clip in self._of(job).get("again", [])

    def placed_under(self, job: str) -> List[str]:
        """The clips that the job's sound was laid for."""
        return list(self._of(job).get("placed", {}))

    def items_under(self, job: str, clip: str) -> Set[str]:
        """Ids of the timeline items that were laid then."""
        return set(self._of(job).get("placed", {}).get(clip, []))

    def placed(self, job: str, clip: str) -> bool:
        return clip in self._of(job).get("placed", {})

    def note_placed(self, job: str, clip: str, items: List[str]) -> None:
        self.drop_again(job, clip)
        self._jobs.setdefault(job, {}).setdefault("placed", {})[clip] = items
        self._write()

    def note_asked(self, jobs: List[str], project: str) -> None:
        """Jobs for whole files of this project's media pool, which no timeline knows."""
        for job in jobs:
            self._jobs.setdefault(job, {})["pool"] = project
        self._write()

    def of_pool(self, job: str, project: str) -> bool:
        return bool(self._of(job).get("pool") == project)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other command places at the same time. Raises `Refusal("busy")`."""
        path = os.path.join(self._folder, "placing.lock")
        os.makedirs(self._folder, mode=0o700, exist_ok=True)
        _remove_abandoned(path)
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            raise Refusal("busy", "another command is placing Foley just now: try again when it is done") from None
        try:
            self._jobs = self._read()  # it may have changed while we waited for nobody
            yield
        finally:
            os.remove(path)

    def _of(self, job: str) -> Dict[str, Any]:
        return self._jobs.get(job, {})

    def _list(self, job: str, key: str, value: str) -> None:
        values = self._jobs.setdefault(job, {}).setdefault(key, [])
        if value not in values:
            values.append(value)
            self._write()

    def _read(self) -> Dict[str, Dict[str, Any]]:
        try:
            with open(self._path, encoding="utf-8") as file:
                jobs = json.load(file)
        except (OSError, ValueError):
            return {}
        return jobs if isinstance(jobs, dict) else {}

    def _write(self) -> None:
        os.makedirs(self._folder, mode=0o700, exist_ok=True)
        temporary = "%s.%d" % (self._path, os.getpid())
        with open(temporary, "w", encoding="utf-8") as file:
            json.dump(self._jobs, file)
        os.replace(temporary, self._path)


def _remove_abandoned(path: str) -> None:
    try:
        if time.time() - os.path.getmtime(path) > _ABANDONED:
            os.remove(path)
    except OSError:
        pass
