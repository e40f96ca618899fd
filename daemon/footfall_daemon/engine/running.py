"""The running set: segments on their way through one loaded engine, each failing for itself."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar, cast

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
        if "out of memory" in str(error).lower():  # as libraries below torch tell it
            return Failure(OUT_OF_MEMORY, "the device has too little free memory for this segment")
        _log.exception("the engine failed")
        return Failure("engine-error", f"the engine failed: {type(error).__name__}: {error}")


class ParkingLot:
    """States of parked segments as bytes in host memory, whichever engine they belong to."""

    def __init__(self) -> None:
        self._states: dict[str, bytes] = {}

    def __contains__(self, segment: str) -> bool:
        return segment in self._states

    def put(self, segment: str, state: State) -> None:
        buffer = io.BytesIO()
        torch.save(state, buffer)
        self._states[segment] = buffer.getvalue()

    def take(self, segment: str) -> State:
        """The state as it was, tensors on the device that they came from."""
        # Our own bytes, never left the process: they may hold any class.
        return cast(State, torch.load(io.BytesIO(self._states.pop(segment)), weights_only=False))

    def drop(self, segments: Iterable[str]) -> None:
        for segment in segments:
            self._states.pop(segment, None)


class RunningSet:
    """Steps all segments together. What one segment does wrong never touches another."""

    def __init__(self, engine: Engine, relieve: Callable[[], None], parked: ParkingLot) -> None:
        self._engine = engine
        self._relieve = relieve
        self._parked = parked
        self._orders: dict[str, SegmentOrder] = {}
        self._states: dict[str, State] = {}

    def __len__(self) -> int:
        return len(self._states)

    def admit(self, order: SegmentOrder) -> Failure | None:
        """Take a segment in from the next step on. A segment admitted twice starts again."""
        self._parked.drop([order.id])
        return self._enter(order, lambda: self._started(order))

    def resume(self, order: SegmentOrder) -> Failure | None:
        """Go on with a parked segment; one that is not parked here starts."""
        if order.id not in self._parked:
            return self.admit(order)
        return self._enter(order, lambda: self._parked.take(order.id))

    def park(self, segments: Sequence[str]) -> None:
        for segment in segments:
            if segment in self._states:
                self._parked.put(segment, self._states[segment])
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
        if together.code == OUT_OF_MEMORY:
            return self._parked_all(dict.fromkeys(self._states, together))
        before = self.progress()
        failed: dict[str, Failure] = {}
        for segment, state in self._states.items():
            if before[segment] < 1 and isinstance(outcome := self._stepped([state]), Failure):
                failed[segment] = outcome
        self._parked_all(
            {segment: failure for segment, failure in failed.items() if failure.code == OUT_OF_MEMORY}
        )
        self.drop(list(failed))
        return failed

    def finish(self) -> dict[str, Done | Failure]:
        """The segments that came to their end; they leave the set."""
        ended = [segment for segment, progress in self.progress().items() if progress >= 1]
        outcomes = {segment: attempt(partial(self._finished, segment)) for segment in ended}
        short = {
            id_: end for id_, end in outcomes.items() if isinstance(end, Failure) and end.code == OUT_OF_MEMORY
        }
        self._parked_all(short)
        self.drop(ended)
        return outcomes

    def progress(self) -> dict[str, float]:
        return {segment: min(1.0, max(0.0, state.progress)) for segment, state in self._states.items()}

    def _enter(self, order: SegmentOrder, begin: Callable[[], State]) -> Failure | None:
        state = attempt(begin)
        if isinstance(state, Failure):
            return state
        self._orders[order.id] = order
        self._states[order.id] = state
        return None

    def _parked_all(self, failed: dict[str, Failure]) -> dict[str, Failure]:
        if failed:
            self.park(list(failed))
            self._relieve()
        return failed

    def _started(self, order: SegmentOrder) -> State:
        (picture,) = self._engine.encode_picture([order])
        (text,) = self._engine.encode_text([order])
        return self._engine.start(order, picture, text)

    def _stepped(self, states: list[State]) -> Failure | None:
        return attempt(lambda: self._engine.step(states))

    def _finished(self, segment: str) -> Done:
        order, state = self._orders[segment], self._states[segment]
        (waveform,) = self._engine.finish([state])
        if waveform.dim() != 2 or waveform.shape[1] != order.samples or waveform.dtype != torch.float32:
            raise SegmentError("engine-error", f"the engine made {tuple(waveform.shape)} {waveform.dtype} samples")
        if not bool(torch.isfinite(waveform).all()):
            raise SegmentError("engine-error", "the engine made samples that are not numbers")
        return Done(order, waveform, self._engine.notes(state))
