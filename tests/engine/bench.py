"""The child's loop on the bench: messages go in by hand, reports are gathered. No process, no pipe, no clock."""

from __future__ import annotations

from itertools import count
from typing import TypeVar

import torch

from footfall_daemon.engine.contract import Engine
from footfall_daemon.engine.loop import Inbox, Loop
from footfall_daemon.engine.messages import Finished, FromEngine, SegmentFailed, ToEngine
from footfall_daemon.engine.registry import installed

_Report = TypeVar("_Report")


class Bench:
    """A loop, as of a process of its own, and the engine that it finds under `name`."""

    def __init__(self, name: str, engine: Engine) -> None:
        self._engines = {name: engine}
        self.reports: list[FromEngine] = []
        self.inbox = Inbox()
        seconds = count()
        self.loop = Loop(torch.device("cpu"), self._find, self.reports.append, clock=lambda: float(next(seconds)))

    def _find(self, name: str) -> Engine:
        return self._engines.get(name) or installed(name)

    def turn(self, *messages: ToEngine) -> None:
        for message in messages:
            self.inbox.put(message)
        self.loop.turn(self.inbox)

    def run(self, *messages: ToEngine) -> None:
        self.turn(*messages)
        while self.loop.busy:
            self.turn()

    def heard(self, kind: type[_Report]) -> list[_Report]:
        return [report for report in self.reports if isinstance(report, kind)]

    def failed(self) -> dict[str, str]:
        return {report.segment: report.code for report in self.heard(SegmentFailed)}

    def finished(self) -> list[str]:
        return [report.segment for report in self.heard(Finished)]
