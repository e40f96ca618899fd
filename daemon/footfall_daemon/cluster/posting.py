"""One worker's engine process, from when it is wanted to when it has ended: all that is said, and the files."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

from footfall_daemon.cluster.locker import enclosed, kept, own
from footfall_daemon.cluster.messages import Exited, FromCluster, Heard, Lacks, Left, Parcel, Say, Sent, Unseen
from footfall_daemon.cluster.nodes import Slot
from footfall_daemon.cluster.post import Event
from footfall_daemon.engine.messages import SegmentOrder

_log = logging.getLogger("footfall.cluster")
PIECE: Final = 2**20
"""Bytes of a file that travel at a time."""
_POLL: Final = 10.0
"""Seconds that a node keeps a question open while there is no news."""


class PostLost(Exception):
    """A node's process is gone."""

    def __init__(self, words: str, *, with_node: bool) -> None:
        super().__init__(words)
        self.with_node = with_node
        """The node does not answer either."""


class Hired(Protocol):
    """A `Post` on a node. All raise `PostLost`, and `OSError` where it could not do it."""

    async def open(self, device: str, weights: Mapping[str, dict[str, Any]]) -> tuple[list[str], list[str]]: ...

    async def events(self, after: int, patience: float) -> list[Event]: ...

    async def missing(self, names: Sequence[str]) -> list[str]: ...

    async def write(self, name: str, offset: int, data: bytes, last: bool) -> None: ...

    async def read(self, name: str, offset: int, size: int) -> bytes: ...

    async def remove(self, names: Sequence[str]) -> None: ...

    async def tell(self, fields: dict[str, Any], parcels: Sequence[dict[str, Any]]) -> None: ...

    async def end(self) -> None: ...

    async def dismiss(self) -> None:
        """It ends, if it is there still. Raises nothing."""


Hire = Callable[[Slot], Awaitable[Hired]]
"""Raises `TimeoutError` where there is no room on the node for too long, `OSError`, `PostLost`."""


class Posting:
    def __init__(
        self,
        slot: Slot,
        hire: Hire,
        weights: Callable[[], Mapping[str, dict[str, Any]]],
        send: Callable[[FromCluster], None],
    ) -> None:
        """`weights`: by engine, as `Post.open` takes them. Reads the disk."""
        self._slot = slot
        self._hire = hire
        self._weights = weights
        self._send = send
        self._outbox: asyncio.Queue[Say | None] = asyncio.Queue()
        """None: the engine process shall leave."""
        self._home: dict[str, Path] = {}
        """Where a node's files belong on this machine, by name."""

    def say(self, message: Say) -> None:
        self._outbox.put_nowait(message)

    def end(self) -> None:
        self._outbox.put_nowait(None)

    async def run(self) -> None:
        """Returns once it has ended, and that was told. Cancelled, it is ended at once."""
        try:
            self._send(await self._work())
        except asyncio.CancelledError:
            self._send(Exited(worker=self._slot.worker, code=1, killed=True))
            raise

    async def _work(self) -> Exited | Left:
        worker, node = self._slot.worker, self._slot.node
        try:
            post = await self._hire(self._slot)
        except TimeoutError:
            thing = "GPU" if self._slot.gpus else "processor"
            return self._never(f"no {thing} of {node} is free: another job of the cluster has it")
        except OSError as error:
            return self._never(str(error))
        except PostLost as lost:
            return Left(worker=worker, reason=str(lost))
        try:
            weights = await asyncio.to_thread(self._weights)
            missing, lacking = await post.open(self._slot.device, weights)
            if missing:
                many = ", ".join(missing)
                return self._never(f"{node} lacks {many}: install there what footfall[daemon] needs")
            self._send(Lacks(worker=worker, engines={engine: _lacks(node, engine) for engine in lacking}))
            return await self._follow(post)
        except OSError as error:  # of the node or of this machine: no clip's fault
            return Exited(worker=worker, code=1, killed=True, reason=str(error))
        except PostLost as lost:
            if lost.with_node:
                return Left(worker=worker, reason=str(lost))
            return Exited(worker=worker, code=1, killed=True)
        finally:
            await asyncio.shield(post.dismiss())

    async def _follow(self, post: Hired) -> Exited:
        """Until its end was heard, or nothing more can be said to it."""
        hearing, delivering = asyncio.create_task(self._hear(post)), asyncio.create_task(self._deliver(post))
        try:
            await asyncio.wait([hearing, delivering], return_when=asyncio.FIRST_COMPLETED)
            if not hearing.done():
                await delivering
            return await hearing
        finally:
            for task in (hearing, delivering):
                task.cancel()
            await asyncio.gather(hearing, delivering, return_exceptions=True)

    def _never(self, reason: str) -> Exited:
        return Exited(worker=self._slot.worker, code=1, killed=False, reason=reason)

    # from the node

    async def _hear(self, post: Hired) -> Exited:
        taken = 0
        while True:
            for event in await post.events(taken, _POLL):
                taken += 1
                if (end := await self._take(post, event)) is not None:
                    return end

    async def _take(self, post: Hired, event: Event) -> Exited | None:
        kind, content, files = event
        await self._fetch(post, files)
        match kind:
            case "heard":
                self._send(Heard(worker=self._slot.worker, message=content))
            case "unseen":
                self._send(Unseen(worker=self._slot.worker, **content))
            case _:
                return Exited(worker=self._slot.worker, **content)
        return None

    async def _fetch(self, post: Hired, files: Mapping[str, int]) -> None:
        """What is here already stays as it is; what only the daemon wants does not stay there.

        A disk that is full is told by whoever misses the file.
        """
        for name, size in files.items():
            path = self._home.get(name)
            if path is not None and not (name == kept(str(path)) and path.exists()):
                try:
                    await _download(post, name, size, path)
                except OSError as error:
                    _log.warning("%s of %s did not come home: %s", name, self._slot.worker, error)
        if gone := [name for name in files if name in self._home and name != kept(str(self._home[name]))]:
            await post.remove(gone)
            for name in gone:
                del self._home[name]

    # to the node

    async def _deliver(self, post: Hired) -> None:
        while (message := await self._outbox.get()) is not None:
            parcels = [parcel for parcel in message.parcels if await self._sent(post, parcel)]
            await post.tell(message.message, [parcel.model_dump(mode="json") for parcel in parcels])
            for parcel in message.parcels:
                self._send(Sent(worker=self._slot.worker, segment=parcel.order.id))
        await post.end()

    async def _sent(self, post: Hired, parcel: Parcel) -> bool:
        """Whether all that travels with it is there; what has gone here meanwhile is not wanted any more."""
        order = parcel.order
        self._home |= _home_of(order)
        state = Path(order.state)
        try:
            for name, path in await _wanting(post, order):
                with contextlib.suppress(FileNotFoundError):  # forgotten here meanwhile: the node makes do without
                    await _upload(post, name, path)
            for path in map(Path, parcel.files):
                await _upload(post, enclosed(order.id, str(path)), path)
            if await asyncio.to_thread(state.exists):
                await _upload(post, own(order.state), state)
                await asyncio.to_thread(state.unlink, missing_ok=True)
        except FileNotFoundError as error:
            _log.info("%s is not sent: %s", order.id, error)
            return False
        return True


async def _wanting(post: Hired, order: SegmentOrder) -> list[tuple[str, Path]]:
    """What is remembered here of the segment's picture and not there, name and path."""
    paths = [path for path in (order.cues, order.features) if path]
    missing = set(await post.missing([kept(path) for path in paths]))
    wanted = [(kept(path), Path(path)) for path in paths if kept(path) in missing]
    return [(name, path) for name, path in wanted if await asyncio.to_thread(path.exists)]


def _home_of(order: SegmentOrder) -> Iterable[tuple[str, Path]]:
    names = {own(str(order.wave_of(layer))): order.wave_of(layer) for layer in order.layers}
    names[own(order.state)] = Path(order.state)
    if order.features:
        names[kept(order.features)] = Path(order.features)
    return names.items()


async def _upload(post: Hired, name: str, path: Path) -> None:
    """Raises `OSError`."""
    size = (await asyncio.to_thread(path.stat)).st_size
    with path.open("rb") as file:
        for offset in range(0, max(size, 1), PIECE):
            piece = await asyncio.to_thread(file.read, PIECE)
            await post.write(name, offset, piece, offset + PIECE >= size)


async def _download(post: Hired, name: str, size: int, path: Path) -> None:
    """Whole or not at all. Raises `OSError`."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as file:
            for offset in range(0, size, PIECE):
                file.write(await post.read(name, offset, PIECE))
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _lacks(node: str, engine: str) -> str:
    words = f"{node} does not have the weights of {engine}"
    return f"{words}: `footfall engines pull {engine}` there, or a rule in cluster.paths"
