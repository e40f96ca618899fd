"""The counting engine, but that it finishes segments while it steps others, and a test may hold that up.

In a process of its own the prompt says it: `meanwhile` is finished only while another steps, `for ever` never.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, cast

import torch

from footfall_daemon.engine.contract import State
from footfall_daemon.engine.messages import SegmentOrder
from footfall_daemon.engine.outcome import Done
from tests import packages
from tests.engine.counting import STEPS, Count, CountingEngine

PATIENCE: Final = 60.0
_ENTRY_POINTS: Final = """\
[footfall.engines]
patient = tests.engine.patient:PatientEngine
"""


def environment(folder: Path) -> dict[str, str]:
    """What a process needs in its environment to have this engine."""
    return packages.install(folder, "footfall-patient", _ENTRY_POINTS)


@dataclass
class Hold:
    """Keeps a segment from being finished."""

    begun: threading.Event = field(default_factory=threading.Event)
    let: threading.Event = field(default_factory=threading.Event)

    def wait(self) -> None:
        """Returns once it is at work."""
        assert self.begun.wait(PATIENCE)

    def let_go_once_begun(self) -> None:
        """For when the test itself will be waiting."""
        threading.Thread(target=self._let_go).start()

    def _let_go(self) -> None:
        self.wait()
        self.let.set()


@dataclass
class PatientEngine(CountingEngine):
    finishes_beside: bool = True
    finished_beside: list[str] = field(default_factory=list)
    finished_between: list[str] = field(default_factory=list)
    holds: dict[str, Hold] = field(default_factory=dict)
    at_work: int = 0
    _stepping: threading.Event = field(default_factory=threading.Event)

    def hold(self, name: str) -> Hold:
        hold = self.holds[f"{name}/0"] = Hold()
        return hold

    def start(self, order: SegmentOrder, picture: None, text: None) -> Count:
        """A prompt that is a number says how many steps."""
        return Count(order, STEPS - int(order.prompt) if order.prompt.isdecimal() else 0)

    def step(self, states: Sequence[Count]) -> None:
        self._stepping.set()
        super().step(states)

    def finish(self, states: Sequence[Count]) -> list[dict[str, torch.Tensor]]:
        (state,) = states
        self.at_work += 1
        assert self.at_work == 1, "two are finished at a time"
        try:
            self._wait(state.order)
            return super().finish(states)
        finally:
            self.at_work -= 1
            main = threading.current_thread() is threading.main_thread()
            (self.finished_between if main else self.finished_beside).append(state.segment)

    def done(self, order: SegmentOrder, state: State) -> Done:
        """As the running set has it done."""
        (waveforms,) = self.finish([cast(Count, state)])
        return Done(order, waveforms, self.notes(cast(Count, state)))

    def unload(self) -> None:
        assert not self.at_work
        super().unload()

    def stream_weights(self, share: float) -> None:
        assert not self.at_work

    def _wait(self, order: SegmentOrder) -> None:
        if hold := self.holds.get(order.id):
            hold.begun.set()
            assert hold.let.wait(PATIENCE), "it was never let go"
        if order.prompt == "for ever":
            threading.Event().wait()
        if order.prompt == "meanwhile":
            self._stepping.clear()
            assert self._stepping.wait(PATIENCE), "nobody steps meanwhile"
