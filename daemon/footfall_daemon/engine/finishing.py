"""Segments that came to their end, finished beside the steps of others: on a thread and a stream of their own.

One after another, in the order in which they came. Whether there is memory for that is the scheduler's to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

import torch

from footfall_daemon.engine.contract import State
from footfall_daemon.engine.devices import has_streams
from footfall_daemon.engine.messages import SegmentOrder
from footfall_daemon.engine.outcome import Done, Failure, attempt

_Result = TypeVar("_Result")

Finish = Callable[[SegmentOrder, State], Done]


class Aside(Protocol):
    """Where a device does one thing while it does another."""

    def after_this(self, work: Callable[[], _Result]) -> Callable[[], _Result]:
        """`work` for any thread, done aside: after all that the caller has asked of the device until now.

        When it returns or raises, the device is done with all that it read.
        """
        ...


class OwnThread(Aside):
    """For devices that compute where they are asked to, or have but one stream."""

    def after_this(self, work: Callable[[], _Result]) -> Callable[[], _Result]:
        return work


class OwnStream(Aside):
    """CUDA, ROCm and XPU alike. Not verified on a GPU.

    What is read aside was made on another stream, whose allocator may give its memory away as soon as it is let go
    of. So the stream is waited for before anything can be: then no tensor needs to know of it (`record_stream`).
    """

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._stream = torch.Stream(device=device)

    def after_this(self, work: Callable[[], _Result]) -> Callable[[], _Result]:
        asked = torch.Event(device=self._device)
        asked.record(torch.accelerator.current_stream(self._device))
        return partial(self._do, asked, work)

    def _do(self, asked: torch.Event, work: Callable[[], _Result]) -> _Result:
        self._stream.wait_event(asked)
        try:
            with self._stream:
                return work()
        finally:
            self._stream.synchronize()


def aside(device: torch.device) -> Aside:
    return OwnStream(device) if has_streams(device) else OwnThread()


@dataclass(frozen=True, slots=True)
class Ended:
    """A segment that is finished, or could not be, and its state as it was before."""

    order: SegmentOrder
    state: State
    outcome: Done | Failure


@dataclass(frozen=True, slots=True)
class _Turn:
    order: SegmentOrder
    state: State
    outcome: Future[Done | Failure]


class Finishing:
    """To be called on one thread: the one that steps."""

    def __init__(self, finish: Finish, aside: Aside) -> None:
        self._finish = finish
        self._aside = aside
        self._hand = ThreadPoolExecutor(1, "finishing")
        self._turns: dict[str, _Turn] = {}
        self._asked: list[Future[Done | Failure]] = []
        """Also of those that were dropped since."""

    def __len__(self) -> int:
        return len(self._turns)

    def __contains__(self, segment: str) -> bool:
        return segment in self._turns

    @property
    def segments(self) -> list[str]:
        return list(self._turns)

    @property
    def at_work(self) -> bool:
        self._asked = [outcome for outcome in self._asked if not outcome.done()]
        return bool(self._asked)

    def begin(self, order: SegmentOrder, state: State) -> None:
        """Its turn comes after those that are here already."""
        finish = self._aside.after_this(partial(self._finish, order, state))
        outcome = self._hand.submit(attempt, finish)
        self._asked.append(outcome)
        self._turns[order.id] = _Turn(order, state, outcome)

    def ended(self) -> list[Ended]:
        """Those that came through since last asked; they leave."""
        through = [turn for turn in self._turns.values() if turn.outcome.done()]
        self._forget(through)
        return [Ended(turn.order, turn.state, turn.outcome.result()) for turn in through]

    def wait(self) -> list[Ended]:
        """The same once all are through, and nothing is at work any more."""
        wait(self._asked)
        return self.ended()

    def take_back(self, segments: Iterable[str]) -> list[tuple[SegmentOrder, State]]:
        """Those whose turn has not come leave, untouched. One that is at work stays."""
        waiting = [turn for turn in self._of(segments) if turn.outcome.cancel()]
        self._forget(waiting)
        return [(turn.order, turn.state) for turn in waiting]

    def take_away(self, segments: Iterable[str]) -> list[tuple[SegmentOrder, State]]:
        """They leave. What is made of one that is at work is not wanted any more: its state is as it was."""
        leaving = self._of(segments)
        for turn in leaving:
            turn.outcome.cancel()
        self._forget(leaving)
        return [(turn.order, turn.state) for turn in leaving]

    def close(self) -> None:
        """Returns when nothing is at work any more."""
        self.take_away(list(self._turns))
        self._hand.shutdown()

    def _of(self, segments: Iterable[str]) -> list[_Turn]:
        return [self._turns[id_] for id_ in segments if id_ in self._turns]

    def _forget(self, turns: Iterable[_Turn]) -> None:
        for turn in turns:
            del self._turns[turn.order.id]
