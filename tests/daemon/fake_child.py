"""A child process that exists only in the test: it keeps what it is told and says what the test wants."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, TypeVar, cast

from pydantic import BaseModel

from footfall_daemon.engine.messages import Leave
from footfall_daemon.worker import Child

_Message = TypeVar("_Message", bound=BaseModel)


class FakeChild:
    """Stands in for `Child`; reports synchronously, unlike the real one."""

    def __init__(self, on_message: Callable[[Any], None], on_exit: Callable[[int], None]) -> None:
        self._on_message = on_message
        self._on_exit = on_exit
        self.told: list[BaseModel] = []
        self._more = asyncio.Event()
        self.heard = time.monotonic()
        self.pid = 4711
        self.last_words = ""
        self.ended = False
        self.leaves = True
        """Whether it does as it is told when it is asked to leave."""

    def say(self, message: BaseModel) -> None:
        self.told.append(message)
        self._more.set()
        if isinstance(message, Leave) and self.leaves:
            self.end()

    def reports(self, message: BaseModel) -> None:
        self.heard = time.monotonic()
        self._on_message(message.model_dump(mode="json"))

    def exits(self, code: int) -> None:
        self.ended = True
        self._on_exit(code)

    def end(self) -> None:
        if not self.ended:
            self.exits(0)

    def kill(self) -> None:
        self.exits(-9)

    async def hears(self, kind: type[BaseModel]) -> None:
        """Returns once it was told such a thing."""
        while not any(isinstance(message, kind) for message in self.told):
            self._more.clear()
            await self._more.wait()

    def last(self, kind: type[_Message]) -> _Message:
        return [message for message in self.told if isinstance(message, kind)][-1]


class Nursery:
    """Starts fake children and remembers them in order."""

    def __init__(self) -> None:
        self.children: list[FakeChild] = []

    def spawn(self, on_message: Callable[[Any], None], on_exit: Callable[[int], None]) -> Child:
        self.children.append(FakeChild(on_message, on_exit))
        return cast(Child, self.children[-1])

    @property
    def latest(self) -> FakeChild:
        return self.children[-1]
