"""The work of `footfall watch-folder`: one loop, in which nothing waits for anything else."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from footfall_bridge.cli.arrivals import Arrivals, Dropped, Memory
from footfall_bridge.cli.drops import Drop, Wanted
from footfall_bridge.cli.output import NO_DAEMON, Exit, counted, printable, say, tell
from footfall_bridge.client import Client
from footfall_bridge.protocol import ErrorInfo, JobInfo, Order, Refusal

_LOOK_EVERY: Final = 1.0
"""Seconds between two looks at the folder, and at the jobs."""


@dataclass
class Hopper:
    client: Client
    arrivals: Arrivals
    memory: Memory
    wanted: Wanted
    json: bool = False
    desktop: Callable[[str], None] = lambda _: None
    """Called with what became of each file."""
    _pending: dict[Dropped, tuple[Drop, list[str]]] = field(default_factory=dict)
    """With the ids of their jobs."""
    _held: list[Dropped] = field(default_factory=list)
    """Complete, but the daemon could not be told."""
    _failed: bool = False
    _trouble: str = ""
    """What was said last of the folder or the daemon, so that it is said once."""

    def run(self, folder: Path, *, once: bool) -> Exit:
        self._tell("watching", f"Watching {printable(str(folder))}; Ctrl-C ends.", folder=str(folder))
        try:
            while True:
                self._turn(patient=not once)
                if once and not (self._pending or self._held or self.arrivals.waiting):
                    return Exit.failed if self._failed else Exit.done
                time.sleep(_LOOK_EVERY)
        except KeyboardInterrupt:
            if self._pending:
                files = counted(len(self._pending), "file")
                tell(f"{files} under way: the jobs go on, and the next command that watches lays them.")
            return Exit.interrupted if once else Exit.done

    def _turn(self, *, patient: bool) -> None:
        """`patient`: what may come back, the daemon or the folder, is waited for. Else raises `Refusal`."""
        try:
            self._held += self.arrivals.look(time.monotonic())
            while self._held:
                self._take(self._held[0])  # raises where there is no daemon: then it stays
                del self._held[0]
            self._end_what_is_ready()
        except OSError as error:
            if not patient:
                raise Refusal("not-watched", f"watching cannot go on: {error}") from None
            self._say_once(f"{error}: trying again")
        except Refusal as refusal:
            if not patient or refusal.code not in NO_DAEMON:
                raise
            self._say_once(f"{refusal.message} [{refusal.code}]: trying again")
        else:
            self._trouble = ""

    def _take(self, one: Dropped) -> None:
        drop = self.wanted.drop_of(one.path)
        try:
            orders = drop.begin(self.client)
            ids = [id_ for order in orders for id_ in self.client.submit([order], _request(one, order))]
        except Refusal as refusal:
            self._refused(one, drop, refusal)
            return
        self._pending[one] = drop, ids
        words = f"{printable(one.path.name)}: {counted(len(ids), 'job')}"
        self._tell("taken", words, file=str(one.path), kind=drop.kind, jobs=ids)

    def _end_what_is_ready(self) -> None:
        wanted = [id_ for _, ids in self._pending.values() for id_ in ids]
        jobs = {job.id: job for job in self.client.jobs(ids=wanted)} if wanted else {}
        for one, (drop, ids) in list(self._pending.items()):
            if all(id_ not in jobs or jobs[id_].state.ended for id_ in ids):
                del self._pending[one]
                self._end(one, drop, [jobs.get(id_) for id_ in ids])

    def _end(self, one: Dropped, drop: Drop, jobs: Sequence[JobInfo | None]) -> None:
        ended = [job for job in jobs if job is not None]
        try:
            if len(ended) < len(jobs):
                raise Refusal("unknown-job", "its jobs were taken off the list: save the file again to make it")
            drop.end(ended)
        except Refusal as refusal:
            self._refused(one, drop, refusal)
            return
        failed = drop.exit is not Exit.done
        self._failed |= failed
        self.memory.keep(one)
        self.desktop(f"{one.path.name}: {'not all of its Foley could be made' if failed else 'its Foley is made'}")
        if self.json:
            event = "failed" if failed else "done"
            say(json.dumps({"event": event, "file": str(one.path), "kind": drop.kind, **drop.as_json()}))
        else:
            tell(f"{printable(one.path.name)}:")
            drop.show()

    def _refused(self, one: Dropped, drop: Drop, refusal: Refusal) -> None:
        """Told, and not tried again as it is; but where the daemon is away, it is not the file's fault."""
        if refusal.code in NO_DAEMON:
            raise refusal
        self._failed = True
        self.memory.keep(one)
        words = f"footfall: {printable(one.path.name)}: {printable(refusal.message)} [{refusal.code}]"
        self.desktop(f"{one.path.name}: {refusal.message} [{refusal.code}]")
        error = ErrorInfo(code=refusal.code, message=refusal.message).model_dump()
        self._tell("failed", words, file=str(one.path), kind=drop.kind, error=error)

    def _tell(self, event: str, words: str, **facts: Any) -> None:
        if self.json:
            say(json.dumps({"event": event, **facts}))
        else:
            tell(words)

    def _say_once(self, words: str) -> None:
        if words != self._trouble:
            tell(f"footfall: {printable(words)}")
        self._trouble = words


def _request(one: Dropped, order: Order) -> str:
    """The same order for the same file is the same request, so that its jobs are found again after a restart,
    whichever others of the file are done by then."""
    digest = hashlib.sha256(f"{one.path}\n{one.size}\n{one.changed}\n{order.model_dump_json()}".encode())
    return f"watch-{digest.hexdigest()[:40]}"
