"""The running set: segments on their way through one loaded engine, each failing for itself."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from typing import Final

import torch

from footfall_daemon.engine.contract import Engine, KnowsItsStates, SegmentError, State
from footfall_daemon.engine.finishing import Ended, Finishing, aside
from footfall_daemon.engine.messages import SegmentOrder
from footfall_daemon.engine.outcome import OUT_OF_MEMORY, Done, Failure, attempt
from footfall_daemon.engine.parking import NOT_PARKED, ParkingLot

_log = logging.getLogger("footfall.engine")
_LATEST: Final = 256
"""Segments that came to their end of which the daemon may not have heard: far more than a few steps finish."""


class RunningSet:
    """Steps all segments together. What one segment does wrong never touches another."""

    def __init__(self, engine: Engine, settle: Callable[[], None], parked: ParkingLot) -> None:
        """`settle` returns when the device has done all that this thread asked of it."""
        self._engine = engine
        self._settle = settle
        self._parked = parked
        self._orders: dict[str, SegmentOrder] = {}
        self._states: dict[str, State] = {}
        self._finishing = Finishing(self._made, aside(engine.device))
        self._done: deque[str] = deque(maxlen=_LATEST)

    def __len__(self) -> int:
        return len(self._states) + len(self._finishing)

    def admit(self, order: SegmentOrder) -> Failure | None:
        """Take a segment in from the next step on. A segment admitted twice starts again."""
        self._finishing.take_away([order.id])
        self._parked.forget(order)
        with suppress(ValueError):
            self._done.remove(order.id)
        return self._enter(order, lambda: self._started(order))

    def resume(self, order: SegmentOrder) -> Failure | None:
        """Go on with a parked segment. One that is not parked, or cannot be read, fails: it has to start.

        Unless it comes to its end, or came to it, as it did when it was asked to park too late.
        """
        if order.id in self._finishing:
            return None
        failure = self._enter(order, lambda: self._taken(order))
        came_through = failure is not None and failure.code == NOT_PARKED and order.id in self._done
        return None if came_through else failure

    def park(self, segments: Sequence[str]) -> None:
        """Where the spool has no room the segment is out of the set all the same, and will have to start.

        One that is being finished stays and comes to its end: it would be no sooner gone.
        """
        self._take_in(self._finishing.take_back(segments))
        self._put(segments)

    def park_all(self, tell: Callable[[], None]) -> None:
        """One by one, as their states may be large and the disk slow: `tell` is called after each.

        Also what is being finished: a process that ends does not wait for it.
        """
        self._take_in(self._finishing.take_away(self.finishing))
        for segment in list(self._states):
            self._put([segment])
            tell()

    def drop(self, segments: Sequence[str]) -> None:
        self._finishing.take_away(segments)
        self._forget(segments)

    def step(self) -> dict[str, Failure]:
        """One step of all segments together that have steps left; the segments that fail leave the set.

        Where the device has too little memory for all, all are parked and fail so: who goes on is not ours to say.
        """
        stepping = self.stepping
        together = self._stepped(stepping)
        if together is None:
            return {}
        alone = dict.fromkeys(stepping, together) if together.code == OUT_OF_MEMORY else self._each_stepped()
        self._leave(alone)
        return alone

    @property
    def stepping(self) -> list[str]:
        """The segments that have steps left."""
        return [segment for segment, share in self.progress().items() if share < 1]

    @property
    def ended(self) -> list[str]:
        """The segments that came to their end, and are not being finished."""
        return [segment for segment, share in self.progress().items() if share >= 1]

    def progress(self) -> dict[str, float]:
        return {segment: min(1.0, max(0.0, state.progress)) for segment, state in self._states.items()}

    # finishing: a segment leaves the set with its waveforms

    def finish(self, segment: str) -> Done | Failure:
        """Now, while the others rest."""
        order, state = self._orders[segment], self._states[segment]
        return self._out(Ended(order, state, attempt(partial(self._made, order, state))))

    def finish_beside(self, segment: str) -> None:
        """While the others step: `finished` will have it."""
        self._finishing.begin(self._orders[segment], self._states[segment])
        self._forget([segment])

    @property
    def finishing(self) -> list[str]:
        """The segments that are being finished beside the others."""
        return self._finishing.segments

    @property
    def disturbed(self) -> bool:
        """Something is being finished, whether it is still wanted or not."""
        return self._finishing.at_work

    def finished(self, *, all_: bool = False) -> dict[str, Done | Failure]:
        """What was finished beside the others and was not heard of yet: `all_` that is, once it is."""
        ended = self._finishing.wait() if all_ else self._finishing.ended()
        return {one.order.id: self._out(one) for one in ended}

    def finish_no_more_beside(self) -> dict[str, Done | Failure]:
        """Those whose turn had not come wait in the set; the one at work is waited for."""
        self._take_in(self._finishing.take_back(self.finishing))
        return self.finished(all_=True)

    def close(self) -> None:
        """Nothing is under way any more when this returns. What was in the set is forgotten."""
        self._finishing.close()

    def _out(self, ended: Ended) -> Done | Failure:
        """It leaves the set; parked where the device had too little memory for it."""
        if isinstance(ended.outcome, Failure):
            self._take_in([(ended.order, ended.state)])
            self._leave({ended.order.id: ended.outcome})
        else:
            self._done.append(ended.order.id)
        self._forget([ended.order.id])
        return ended.outcome

    def _made(self, order: SegmentOrder, state: State) -> Done:
        """On any thread."""
        (waveforms,) = self._engine.finish([state])
        if list(waveforms) != order.layers:
            raise SegmentError("engine-error", f"the engine made the layers {', '.join(waveforms) or 'none'}")
        for waveform in waveforms.values():
            _check(waveform, order.samples)
        return Done(order, waveforms, self._engine.notes(state))

    # who is in the set

    def _enter(self, order: SegmentOrder, begin: Callable[[], State]) -> Failure | None:
        state = attempt(begin)
        if isinstance(state, Failure):
            return state
        self._take_in([(order, state)])
        return None

    def _take_in(self, segments: Iterable[tuple[SegmentOrder, State]]) -> None:
        for order, state in segments:
            self._orders[order.id] = order
            self._states[order.id] = state

    def _leave(self, failed: dict[str, Failure]) -> None:
        """Failed segments leave the set; for whom the device had too little memory is parked."""
        self._put([segment for segment, failure in failed.items() if failure.code == OUT_OF_MEMORY])
        self._forget(failed)

    def _put(self, segments: Iterable[str]) -> None:
        """They are parked and leave the set."""
        for segment in [id_ for id_ in segments if id_ in self._states]:
            put = partial(self._parked.put, self._orders[segment], self._states[segment])
            if isinstance(failure := attempt(put), Failure):
                _log.warning("segment %s was not parked: %s", segment, failure.message)
            self._forget([segment])

    def _forget(self, segments: Iterable[str]) -> None:
        for segment in segments:
            self._states.pop(segment, None)
            self._orders.pop(segment, None)

    def _taken(self, order: SegmentOrder) -> State:
        state = self._parked.take(order, self._engine.device)
        if isinstance(self._engine, KnowsItsStates) and not self._engine.knows(state):
            raise SegmentError(NOT_PARKED, "it was parked by other weights, or in another precision")
        return state

    def _started(self, order: SegmentOrder) -> State:
        (picture,) = self._engine.encode_picture([order])
        (text,) = self._engine.encode_text([order])
        state = self._engine.start(order, picture, text)
        self._settle()
        return state

    def _stepped(self, segments: Sequence[str]) -> Failure | None:
        return attempt(partial(self._step, [self._states[segment] for segment in segments]))

    def _each_stepped(self) -> dict[str, Failure]:
        """One step of each segment alone: who failed."""
        outcomes = {segment: self._stepped([segment]) for segment in self.stepping}
        return {segment: outcome for segment, outcome in outcomes.items() if outcome is not None}

    def _step(self, states: list[State]) -> None:
        self._engine.step(states)
        self._settle()


def _check(waveform: torch.Tensor, samples: int) -> None:
    if waveform.dim() != 2 or waveform.shape[1] != samples or waveform.dtype != torch.float32:
        raise SegmentError("engine-error", f"the engine made {tuple(waveform.shape)} {waveform.dtype} samples")
    if not bool(torch.isfinite(waveform).all()):
        raise SegmentError("engine-error", "the engine made samples that are not numbers")
