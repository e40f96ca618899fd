"""The running set: segments on their way through one loaded engine, each failing for itself."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import torch

from footfall_daemon.engine.contract import Engine, SegmentError, State
from footfall_daemon.engine.messages import SegmentOrder

_log = logging.getLogger("footfall.engine")
_Result = TypeVar("_Result")

OUT_OF_MEMORY = "out-of-memory"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why something could not be done: a stable code and a sentence. Holds no traceback, so frees its tensors."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Done:
    """A segment whose waveform is finished."""

    order: SegmentOrder
    waveform: torch.Tensor
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
        _log.exception("the engine failed")
        return Failure("engine-error", f"the engine failed: {type(error).__name__}: {error}")


class RunningSet:
    """Steps all segments together. What one segment does wrong never touches another."""

    def __init__(self, engine: Engine, relieve: Callable[[], None]) -> None:
        self._engine = engine
        self._relieve = relieve
        self._orders: dict[str, SegmentOrder] = {}
        self._states: dict[str, State] = {}

    def __len__(self) -> int:
        return len(self._states)

    def admit(self, order: SegmentOrder) -> Failure | None:
        """Take a segment in from the next step on. A segment admitted twice starts again."""
        state = attempt(lambda: self._started(order))
        if isinstance(state, Failure):
            return state
        self._orders[order.id] = order
        self._states[order.id] = state
        return None

    def drop(self, segments: Sequence[str]) -> None:
        for segment in segments:
            self._states.pop(segment, None)
            self._orders.pop(segment, None)

    def step(self) -> dict[str, Failure]:
        """One step of all segments together; the segments that fail leave the set."""
        if not isinstance(self._stepped(list(self._states.values())), Failure):
            return {}
        before = self.progress()
        failed: dict[str, Failure] = {}
        for segment, state in self._states.items():
            if before[segment] < 1 and isinstance(outcome := self._stepped([state]), Failure):
                failed[segment] = outcome
        self.drop(list(failed))
        return failed

    def finish(self) -> dict[str, Done | Failure]:
        """The segments that came to their end; they leave the set."""
        ended = [segment for segment, progress in self.progress().items() if progress >= 1]
        outcomes = {segment: attempt(partial(self._finished, segment)) for segment in ended}
        self.drop(ended)
        return outcomes

    def progress(self) -> dict[str, float]:
        return {segment: min(1.0, max(0.0, state.progress)) for segment, state in self._states.items()}

    def _started(self, order: SegmentOrder) -> State:
        (picture,) = self._engine.encode_picture([order])
        (text,) = self._engine.encode_text([order])
        return self._engine.start(order, picture, text)

    def _stepped(self, states: list[State]) -> Failure | None:
        outcome = attempt(lambda: self._engine.step(states))
        if isinstance(outcome, Failure) and outcome.code == OUT_OF_MEMORY:
            self._relieve()
        return outcome

    def _finished(self, segment: str) -> Done:
        order, state = self._orders[segment], self._states[segment]
        (waveform,) = self._engine.finish([state])
        if waveform.dim() != 2 or waveform.shape[1] != order.samples or waveform.dtype != torch.float32:
            raise SegmentError("engine-error", f"the engine made {tuple(waveform.shape)} {waveform.dtype} samples")
        if not bool(torch.isfinite(waveform).all()):
            raise SegmentError("engine-error", "the engine made samples that are not numbers")
        return Done(order, waveform, self._engine.notes(state))
