"""Streams and events of torch as far as ours know them: they only tell who waits for whom."""

from __future__ import annotations


class Clock:
    def __init__(self, log: list[str], name: str) -> None:
        self.log, self.name = log, name

    def wait_event(self, event: Clock) -> None:
        self.log.append(f"{self.name} awaits {event.name}")

    def record(self, stream: Clock) -> None:
        self.log.append(f"{self.name} after {stream.name}")

    def synchronize(self) -> None:
        self.log.append(f"until {self.name} is done")

    def __enter__(self) -> None:
        self.log.append(f"on {self.name}")

    def __exit__(self, *_: object) -> None:
        self.log.append(f"off {self.name}")
