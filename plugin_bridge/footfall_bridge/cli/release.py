"""The release of devices: asked for, and waited for until nothing of ours is left on them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

from footfall_bridge.cli.output import printable, size_of
from footfall_bridge.client import Client
from footfall_bridge.locate import daemon_lives
from footfall_bridge.places import Places
from footfall_bridge.protocol import Refusal, Status, WorkerInfo

_PATIENCE: Final = 60.0
"""Seconds. A step, after which a device comes free, may take long where there is no accelerator."""
_LOOK_EVERY: Final = 0.1


class Freed(NamedTuple):
    worker: WorkerInfo
    """As it is now."""
    bytes: int
    """That we held before."""

    def as_json(self) -> dict[str, Any]:
        memory = self.worker.memory
        return {
            "name": self.worker.name,
            "device": self.worker.device,
            "freed": self.bytes,
            "free": memory.free,
            "total": memory.total,
        }


def workers_at(status: Status, device: str | None) -> list[WorkerInfo]:
    """The workers on a device, or of that name; None: all. Raises `Refusal` where there is none."""
    workers = [worker for worker in status.workers if device in (None, worker.name, worker.device)]
    if device is not None and not workers:
        known = ", ".join(worker.name for worker in status.workers)
        raise Refusal("no-such-device", f"there is no device {device!r}: use one of {known}")
    return workers


def release_all(client: Client, device: str | None, *, tell: Callable[[str], None]) -> list[Freed]:
    """Returns when the devices are free. Raises `Refusal("still-held")` where that takes too long."""
    before = {worker.name: worker.memory.held for worker in client.status().workers}
    status = client.release(device)
    until = time.monotonic() + _PATIENCE
    told: set[str] = set()
    while held := [worker for worker in workers_at(status, device) if not _is_free(worker)]:
        if time.monotonic() > until:
            raise _still_held(held)
        for words in {_words(worker) for worker in held} - told:
            told.add(words)
            tell(words)
        time.sleep(_LOOK_EVERY)
        status = client.status()
    return [Freed(worker, before.get(worker.name, 0)) for worker in workers_at(status, device)]


@contextmanager
def lent(device: str | None, *, tell: Callable[[str], None]) -> Iterator[None]:
    """The daemon, where one runs, keeps off the device meanwhile; off all, where it knows none of that name."""
    places = Places.of_user()
    if not daemon_lives(places):
        yield
        return
    with Client(places, start=False) as client:
        workers = client.status().workers
        known = [worker for worker in workers if device in (worker.name, worker.device)]
        names = [worker.name for worker in known or workers if worker.state != "released"]
        try:
            for name in names:
                release_all(client, name, tell=tell)
            yield
        finally:
            _give_back(client, names, tell)


def _give_back(client: Client, names: list[str], tell: Callable[[str], None]) -> None:
    """Says where it cannot, rather than to lose what was done with the devices."""
    for name in names:
        try:
            client.reclaim(name)
        except Refusal as refusal:
            why = f"{printable(refusal.message)} [{refusal.code}]"
            tell(f"footfall: {printable(name)} stays released until `footfall gpu reclaim`: {why}")


def _is_free(worker: WorkerInfo) -> bool:
    return worker.state == "released" and not worker.memory.held


def _words(worker: WorkerInfo) -> str:
    return f"{printable(worker.name)}: {worker.state}, waiting for it to come free"


def _still_held(workers: list[WorkerInfo]) -> Refusal:
    what = "; ".join(f"{worker.name} ({worker.state}, {size_of(worker.memory.held)} held)" for worker in workers)
    return Refusal(
        "still-held",
        f"not free after {_PATIENCE:g} s: {what}. It comes free after the step that it is in; "
        "`footfall stop` ends that",
    )
