"""How it came out what an engine was asked for: done, or why it could not be."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import torch

from footfall_daemon.engine.contract import SegmentError
from footfall_daemon.engine.messages import SegmentOrder

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
