"""The engine child as a real process, spoken to over its pipes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import BinaryIO, TypeVar, cast

from footfall_daemon import pipe
from footfall_daemon.engine.messages import Finished, FromEngine, SegmentFailed, ToEngine, from_engine

_Report = TypeVar("_Report")


class Child:
    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "footfall_daemon.engine", "--device", "cpu"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **(environment or {})},
        )
        self.stdin = cast(BinaryIO, self.process.stdin)
        self.stdout = cast(BinaryIO, self.process.stdout)

    def say(self, *messages: ToEngine) -> None:
        for message in messages:
            pipe.send(self.stdin, message.model_dump(mode="json"))

    def hear(self) -> FromEngine:
        return from_engine.validate_python(pipe.receive(self.stdout))

    def hear_first(self, kind: type[_Report], such: Callable[[_Report], bool] = lambda _: True) -> _Report:
        """The first report of this kind that is such; what comes before it is let pass."""
        while not (isinstance(report := self.hear(), kind) and such(report)):
            pass
        return report

    def rest(self) -> list[FromEngine]:
        """All that it still has to say before it ends."""
        reports = []
        while (message := pipe.receive(self.stdout)) is not None:
            reports.append(from_engine.validate_python(message))
        return reports

    def hear_until_ended(self, count: int) -> list[Finished | SegmentFailed]:
        ended: list[Finished | SegmentFailed] = []
        while len(ended) < count:
            if isinstance(report := self.hear(), Finished | SegmentFailed):
                ended.append(report)
        return ended

    def close(self) -> None:
        self.stdin.close()
        self.stdout.close()
        self.process.kill()
        self.process.wait()
