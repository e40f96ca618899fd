"""The running set: segments on their way through one loaded engine, each failing for itself."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import torch

from footfall_daemon.engine.contract import Engine, KnowsItsStates, SegmentError, State
from footfall_daemon.engine.messages import SegmentOrder
from footfall_daemon.engine.parking import ParkingLot

_log = logging.getLogger("footfall.engine")
_Result = TypeVar("_Result")

OUT_OF_MEMORY = "out-of-memory"
_TOLD_AS = ("out of memory", "can't allocate memory", "not enough memory")
"""How libraries below torch say it, and torch itself of the machine's own memory, on Linux and on Windows."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why something could not be done: a stable code and a sentence. Holds no traceback, so frees its tensors."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Done:
    """A segment whose waveforms are finished."""

    order: SegmentOrder
    waveforms: dict[str, torch.Tensor]
    """By layer."""
    notes: list[str]


def attempt(action: Callable[[], _Result]) -> _Result | Failure:
    """What `action` gives, or why it failed. An engine may raise anything; none of it may end the child."""
    try:
        return action()
    except SegmentError as error:
        return Failure(error.code, error.message)
    except (torch.OutOfMemoryError, MemoryError):
        return Failure(OUT_OF_MEMORY, "the device has too little free memory for this segment")
    except Exception as error:  # noqa: BLE001 - other people's code: logged and reported
        if any(words in str(error).lower() for words in _TOLD_AS):
            return Failure(OUT_OF_MEMORY, "the device has too little free memory for this segment")
        _log.exception("the engine failed")
        return Failure("engine-error", f"the engine failed: {type(error).__name__}: {error}")


class RunningSet:
    """Steps all segments together. What one segment does wrong never touches another."""

    def __init__(self, engine: Engine, settle: Callable[[], None], parked: ParkingLot) -> None:
        """`settle` returns when the device has done all that it was asked to."""
        self._engine = engine
        self._settle = settle
        self._parked = parked
        self._orders: dict[str, SegmentOrder] = {}
        self._states: dict[str, State] = {}

    def __len__(self) -> int:
        return len(self._states)

    def admit(self, order: SegmentOrder) -> Failure | None:
        """Take a segment in from the next step on. A segment admitted twice starts again."""
        self._parked.forget(order)
        return self._enter(order, lambda: self._started(order))

    def resume(self, order: SegmentOrder) -> Failure | None:
        """Go on with a parked segment. One that is not parked, or cannot be read, fails: it has to start."""
        return self._enter(order, lambda: self._taken(order))

    def park(self, segments: Sequence[str]) -> None:
        """Where the spool has no room the segment is out of the set all the same, and will have to start."""
        for segment in segments:
            if segment in self._states and isinstance(failure := attempt(partial(self._put, segment)), Failure):
                _log.warning("segment %s was not parked: %s", segment, failure.message)
        self.drop(segments)

    def drop(self, segments: Sequence[str]) -> None:
        for segment in segments:
            self._states.pop(segment, None)
            self._orders.pop(segment, None)

    def step(self) -> dict[str, Failure]:
        """One step of all segments together; the segments that fail leave the set.

        Where the device has too little memory for all, all are parked and fail so: who goes on is not ours to say.
        """
        together = self._stepped(list(self._states.values()))
        if together is None:
            return {}
        alone = self._each_stepped() if together.code != OUT_OF_MEMORY else dict.fromkeys(self._states, together)
        self._leave(alone)
        return alone

    def ended(self) -> list[str]:
        """The segments that came to their end."""
        return [segment for segment, progress in self.progress().items() if progress >= 1]

    def finish(self, segment: str) -> Done | Failure:
        """The waveforms of a segment that came to its end; it leaves the set."""
        outcome = attempt(partial(self._finished, segment))
        if isinstance(outcome, Failure):
            self._leave({segment: outcome})
        self.drop([segment])
        return outcome

    def progress(self) -> dict[str, float]:
        return {segment: min(1.0, max(0.0, state.progress)) for segment, state in self._states.items()}

    def _enter(self, order: SegmentOrder, begin: Callable[[], State]) -> Failure | None:
        state = attempt(begin)
        if isinstance(state, Failure):
            return state
        self._orders[order.id] = order
        self._states[order.id] = state
        return None

    def _each_stepped(self) -> dict[str, Failure]:
        """One step of each segment alone, of those that have steps left: who failed."""
        before = self.progress()
        outcomes = {id_: self._stepped([state]) for id_, state in self._states.items() if before[id_] < 1}
        return {segment: outcome for segment, outcome in outcomes.items() if outcome is not None}

    def _leave(self, failed: dict[str, Failure]) -> None:
        """Failed segments leave the set; for whom the device had too little memory is parked."""
        self.park([segment for segment, failure in failed.items() if failure.code == OUT_OF_MEMORY])
        self.drop(list(failed))

    def _put(self, segment: str) -> None:
        self._parked.put(self._orders[segment], self._states[segment])

    def _taken(self, order: SegmentOrder) -> State:
        state = self._parked.take(order, self._engine.device)
        if isinstance(self._engine, KnowsItsStates) and not self._engine.knows(state):
            raise SegmentError("not-parked", "it was parked by other weights, or in another precision")
        return state

    def _started(self, order: SegmentOrder) -> State:
        (picture,) = self._engine.encode_picture([order])
        (text,) = self._engine.encode_text([order])
        state = self._engine.start(order, picture, text)
        self._settle()
        return state

    def _stepped(self, states: list[State]) -> Failure | None:
        return attempt(partial(self._step, states))

    def _step(self, states: list[State]) -> None:
        self._engine.step(states)
        self._settle()

    def _finished(self, segment: str) -> Done:
        order, state = self._orders[segment], self._states[segment]
        (waveforms,) = self._engine.finish([state])
        if list(waveforms) != order.layers:
            raise SegmentError("engine-error", f"the engine made the layers {', '.join(waveforms) or 'none'}")
        for waveform in waveforms.values():
            _check(waveform, order.samples)
        return Done(order, waveforms, self._engine.notes(state))


def _check(waveform: torch.Tensor, samples: int) -> None:
    if waveform.dim() != 2 or waveform.shape[1] != samples or waveform.dtype != torch.float32:
        raise SegmentError("engine-error", f"the engine made {tuple(waveform.shape)} {waveform.dtype} samples")
    if not bool(torch.isfinite(waveform).all()):
        raise SegmentError("engine-error", "the engine made samples that are not numbers")
