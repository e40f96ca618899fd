"""The cluster as the daemon sees it: a child that is Ray's driver, and the workers that it finds."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol

from footfall_daemon.cluster.member import Maps, Member
from footfall_daemon.cluster.messages import (
    Connected,
    Exited,
    Failed,
    Heard,
    Joined,
    Lacks,
    Left,
    Open,
    Sent,
    Terms,
    Unseen,
    from_cluster,
)
from footfall_daemon.luggage import Luggage
from footfall_daemon.path_rules import Rules
from footfall_daemon.settings import LiveSettings
from footfall_daemon.worker import Peer, Spawn, Starts

_log = logging.getLogger("footfall.cluster")
_LASTED = 60.0
"""Seconds after which the child's end says nothing of its next start."""


class Workers(Protocol):
    """What is needed of the foreman."""

    def join(self, name: str, *, node: str, device: str, spawn: Spawn) -> None: ...

    def leave(self, name: str, reason: str) -> None: ...

    def lacks(self, name: str, engines: Mapping[str, str]) -> None: ...

    async def pack(self, segment: str, maps: Maps | None) -> Luggage: ...


class Cluster:
    """Connected as long as the settings name one. Its child is started again where it ends."""

    def __init__(
        self,
        spawn: Spawn,
        workers: Workers,
        settings: LiveSettings,
        *,
        weights: Callable[[], dict[str, str]],
        decide: Callable[[str], None],
    ) -> None:
        """`weights`: by engine, of those that have some, the file that lists them."""
        self._spawn = spawn
        self._workers = workers
        self._settings = settings
        self._weights = weights
        self._decide = decide
        self._child: Peer | None = None
        self._ending = False
        self._starts = Starts()
        self._began = 0.0
        self._failure = ""
        """Why the child could not go on, in its own words."""
        self._terms = Terms(address="")
        self._ended = asyncio.Event()
        self._ended.set()
        self._joined: set[str] = set()
        self._members: dict[str, Member] = {}
        self.state = ""
        """In words; empty where no cluster is wanted."""

    async def tick(self) -> None:
        """Now and then: heed the settings."""
        terms = self._wanted()
        if self._child is not None and terms != self._terms:
            self._disconnect()
        elif self._child is None and terms.address and (self._starts.due or terms != self._terms):
            self._start(terms)
        elif self._child is None and not terms.address:
            self.state = ""

    async def close(self) -> None:
        """Its child leaves, and the engines on other machines with it."""
        self._disconnect()
        await self._ended.wait()

    def _disconnect(self) -> None:
        if self._child is not None and not self._ending:
            self._ending = True
            self._child.end()

    def _wanted(self) -> Terms:
        now = self._settings.now
        return Terms(
            address=now.cluster_address,
            cpu_workers=now.cluster_cpu_workers,
            paths=now.cluster_paths,
        )

    def _start(self, terms: Terms) -> None:
        self._terms, self._ending, self._began, self._failure = terms, False, time.monotonic(), ""
        self.state = f"connecting to {terms.address}"
        try:
            self._child = self._spawn(self._hear, self._leave)
        except OSError as error:
            self.state = f"the driver of the cluster could not be started: {error}"
            self._starts.failed()
            return
        self._ended.clear()
        self._child.say(Open(terms=terms, weights=self._weights()))

    # what the child reports

    def _hear(self, fields: Any) -> None:
        match from_cluster.validate_python(fields):
            case Connected(nodes=nodes):
                self._starts.forgive()
                self.state = f"connected to {self._terms.address}, {_count(nodes, 'node')}"
                self._decide(self.state)
            case Failed(message=message):
                self._failure = message
                self._decide(message)
            case Joined(worker=worker, node=node, device=device):
                self._joined.add(worker)
                self._workers.join(worker, node=node, device=device, spawn=partial(self._member, worker))
            case Left(worker=worker, reason=reason):
                self._gone(worker, reason)
            case Lacks(worker=worker, engines=engines) if worker in self._joined:
                self._workers.lacks(worker, engines)
            case Heard(worker=worker, message=message):
                if member := self._members.get(worker):
                    member.hear(message)
            case Sent(worker=worker, segment=segment):
                if member := self._members.get(worker):
                    member.sent(segment)
            case Unseen(worker=worker, segment=segment, message=message, came=came):
                if member := self._members.get(worker):
                    instead = "film is" if came else "pictures are"
                    self._decide(f"{worker} cannot film a clip, so {instead} sent: {message}")
                    member.unseen(segment, came=came)
            case Exited(worker=worker, code=code, killed=killed, reason=reason):
                if member := self._members.pop(worker, None):
                    if reason:
                        self._decide(f"{worker}: {reason}")
                    member.exit(code, reason, killed=killed)
            case _:
                pass

    def _member(self, worker: str, on_message: Callable[[Any], None], on_exit: Callable[[int], None]) -> Member:
        child = self._child
        if child is None or self._ending:
            raise OSError("the cluster is not connected")
        rules = Rules.of(self._terms.paths)
        self._members[worker] = Member(
            worker,
            child.say,
            pack=self._workers.pack,
            maps=rules.of_clip,
            on_message=on_message,
            on_exit=on_exit,
        )
        return self._members[worker]

    def _gone(self, worker: str, reason: str) -> None:
        if (member := self._members.pop(worker, None)) is not None:
            member.abandon()
        if worker in self._joined:
            self._joined.discard(worker)
            self._workers.leave(worker, reason)

    def _leave(self, code: int) -> None:
        if self._ending:
            self.state = ""
        else:
            self.state = self._failure or f"the driver of the cluster ended with {code}"
            _log.error("the driver of the cluster ended with %d", code)
        if not self._ending and time.monotonic() - self._began < _LASTED:
            self._starts.failed()
        self._child = None
        self._ended.set()
        for worker in list(self._joined):
            self._gone(worker, "the cluster is not connected any more")


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
