"""A thread that watches the daemon for one WebSocket, and hands on what it hears as text."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import Iterator, Sequence
from typing import Any, Final

from pydantic import BaseModel

from footfall_bridge.client import Client
from footfall_bridge.feed import Event, Snapshot
from footfall_bridge.places import Places
from footfall_bridge.protocol import PAGE, DecisionEvent, ProgressEvent, Refusal, StateEvent

_log = logging.getLogger("footfall.gateway")
_AHEAD: Final = 8  # messages; the rest waits in the socket, where a gap is seen and healed


class Watcher:
    """Runs from construction until `close`, or until the daemon is gone for good."""

    def __init__(self, places: Places, jobs: Sequence[str] | None) -> None:
        self._places = places
        self._jobs = jobs
        self._loop = asyncio.get_running_loop()
        self._heard: asyncio.Queue[str | Refusal | None] = asyncio.Queue(_AHEAD)
        self._until = threading.Event()
        self._over = False
        threading.Thread(target=self._watch, name="watcher", daemon=True).start()

    async def next(self) -> str:
        """The next message for the client. Raises the `Refusal` that ended the watch."""
        heard = await self._get()
        if isinstance(heard, str):
            return heard
        raise heard or Refusal("daemon-gone", "the daemon is not watched any more: connect again")

    async def close(self) -> None:
        self._until.set()
        while not self._over:
            await self._get()  # the thread may be about to put one more

    async def _get(self) -> str | Refusal | None:
        heard = await self._heard.get()
        self._over = self._over or heard is None
        return heard

    # in the thread

    def _watch(self) -> None:
        try:
            with Client(self._places, start=False) as client:
                for event in client.watch(self._jobs, self._until):
                    for text in texts_of(event):
                        self._put(text)
        except Refusal as refusal:
            self._put(refusal)
        except Exception as error:  # noqa: BLE001 - the edge of the thread: whatever happens, the client is told
            _log.exception("watching")
            words = f"something unforeseen happened ({type(error).__name__}): `footfall logs` has the details"
            self._put(Refusal("internal", words))
        finally:
            self._put(None)

    def _put(self, heard: str | Refusal | None) -> None:
        asyncio.run_coroutine_threadsafe(self._heard.put(heard), self._loop).result()


def texts_of(event: Event) -> Iterator[str]:
    """The messages that say it, in JSON. A snapshot comes in parts of at most `PAGE` jobs."""
    match event:
        case Snapshot():
            pages = [event.jobs[start : start + PAGE] for start in range(0, len(event.jobs), PAGE)] or [[]]
            for number, page in enumerate(pages, start=1):
                yield _text(
                    "snapshot",
                    {
                        "part": number,
                        "parts": len(pages),
                        "sequence": event.sequence,
                        "instance": event.instance,
                        "jobs": [job.model_dump(mode="json") for job in page],
                    },
                )
        case StateEvent():
            yield _text("state", _fields(event))
        case ProgressEvent():
            yield _text("progress", _fields(event))
        case DecisionEvent():
            yield _text("decision", _fields(event))


def _fields(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(mode="json")


def _text(kind: str, fields: dict[str, Any]) -> str:
    return json.dumps({"type": kind, **fields}, ensure_ascii=False)
