"""What a model must offer to be an engine of Footfall."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import torch

from footfall_daemon.engine.messages import SegmentOrder, Shortcuts


class State(Protocol):
    """One segment on its way through the solver. Holds only what pickles: it is parked on disk.

    It comes back in another process, perhaps beside another device, with all its tensors where the engine there
    computes: it holds no device, stream or generator of its own.
    """

    @property
    def segment(self) -> str: ...

    @property
    def progress(self) -> float:
        """Share of the steps done, 0..1; 1 means: ready for `finish`."""
        ...


class Engine(Protocol):
    """A model that turns segments into waveforms, step by step, in any company.

    Batch-invariant: a segment gives the same samples alone and in any running set, within the tolerance the
    engine states; after a park or a crash with the same set and shapes exactly the same.
    """

    tolerance: float
    """Largest difference of a sample between alone and in company."""

    @property
    def device(self) -> torch.device:
        """Where its states lie, once it is loaded: the device given to `load`, or the CPU."""
        ...

    @property
    def mode(self) -> str:
        """How it computes, once it is loaded: `float32`, `bf16 fp8-weights` ... Each mode has costs of its own."""
        ...

    def load(self, device: torch.device) -> None: ...

    def unload(self) -> None: ...

    def encode_picture(self, orders: Sequence[SegmentOrder]) -> list[Any]:
        """Conditioning of each segment's picture. Raises `SegmentError` for one that cannot be read."""
        ...

    def encode_text(self, orders: Sequence[SegmentOrder]) -> list[Any]: ...

    def start(self, order: SegmentOrder, picture: Any, text: Any) -> State: ...

    def step(self, states: Sequence[Any]) -> None:
        """One step of any mix of segments. Where it raises, every state is whole: as before or a step on."""
        ...

    def finish(self, states: Sequence[Any]) -> list[dict[str, torch.Tensor]]:
        """The layers that each segment's order asks for: float32 (channels, samples) on the CPU.

        Each is exactly as long as its segment, and has as many channels as the catalog says. Changes no state.
        """
        ...

    def notes(self, state: Any) -> list[str]:
        """What the user should know of this segment, in words."""
        ...


@runtime_checkable
class StreamsWeights(Protocol):
    """An engine that can fetch a part of its weights step by step, and so needs less memory."""

    def stream_weights(self, share: float) -> None:
        """From the next step on, this share of what can be streamed, 0..1. May be called before any step.

        Called before `load`, only the rest is loaded: there may be no room for more.
        """
        ...


@runtime_checkable
class FinishesBeside(Protocol):
    """An engine that may `finish` segments on one thread while it encodes and steps others on another."""

    @property
    def finishes_beside(self) -> bool:
        """Whether anything is gained by it, once it is loaded: a device that is full already gains nothing."""
        ...


@runtime_checkable
class KeepsEncoders(Protocol):
    """An engine that can have what encodes segments on its device from one newcomer to the next."""

    @property
    def kept_bytes(self) -> int:
        """Of the device, that it holds for newcomers now: no part of what a step takes."""
        ...

    def keep_encoders(self, allowed: bool) -> None:
        """Where it is not allowed they leave with the next step, and each newcomer brings them in again."""
        ...


@runtime_checkable
class KnowsItsStates(Protocol):
    """An engine whose states are of use to itself alone: to the same weights, computing in the same way."""

    def knows(self, state: Any) -> bool:
        """Whether it may go on with this state, which was parked."""
        ...


@dataclass(frozen=True, slots=True)
class Provision:
    """What an engine that has weights of its own is given before it is loaded."""

    weights: Path
    """File that lists them, see `library`."""
    precision: str = "auto"
    """How to hold them: `auto`, or what the engine knows by another word."""
    shortcuts: Shortcuts = field(default_factory=Shortcuts)
    budget: int | None = None
    """Bytes of the device that it may hold, itself and all that it works with, where they are counted."""


@runtime_checkable
class TakesProvision(Protocol):
    """An engine with weights of its own."""

    def provide(self, provision: Provision) -> None:
        """Called before `load`."""


@runtime_checkable
class StatesStreamable(Protocol):
    """An engine that streams, and says how much it could."""

    @property
    def streamable_bytes(self) -> int: ...


@runtime_checkable
class Beating(Protocol):
    """An engine whose work may last for minutes somewhere: one that is silent for long is taken to hang."""

    beat: Callable[[], None]
    """Set before `provide` and `load`. To be called after each part of what lasts (a block loaded, a few frames
    seen), on the thread that the engine was called on, and as often as is convenient."""


class SegmentError(Exception):
    """A segment that cannot be made: a stable code and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
