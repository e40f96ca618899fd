"""In what precision the transformer computes and its weights are held, and which of them a device has room for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import torch

from footfall_daemon.engine.contract import SegmentError

_WORDS: Final = {torch.float32: "float32", torch.bfloat16: "bf16", torch.float16: "fp16"}
_BY_WORD: Final = {word: dtype for dtype, word in _WORDS.items()}
_EIGHT_BITS: Final = "fp8"
_BLOCKS: Final = ("triple_blocks.", "single_blocks.")
_ALWAYS_WIDE: Final = ("norm.weight", "_mod.linear.weight")
"""Norms are vectors; what the times alone decide is read once per schedule, and lies in no device's memory."""
_AMPERE: Final = (8, 0)


@dataclass(frozen=True, slots=True)
class Precision:
    dtype: torch.dtype
    """Of the computation, and of all that is not held in eight bits."""
    eight_bits: bool = False
    """The matrices of the blocks lie in float8, and are widened one by one where they are used."""

    @property
    def word(self) -> str:
        """`float32`, `bf16`, `fp16`, `bf16 fp8-weights` ..."""
        return _WORDS[self.dtype] + (" fp8-weights" if self.eight_bits else "")

    def in_eight_bits(self, name: str) -> bool:
        """Whether the published tensor of this name is held so."""
        matrix = name.startswith(_BLOCKS) and name.endswith(".weight") and not name.endswith(_ALWAYS_WIDE)
        return self.eight_bits and matrix

    def size(self, name: str) -> int:
        """Bytes of one number of this tensor."""
        return 1 if self.in_eight_bits(name) else self.dtype.itemsize


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a device is good at."""

    sixteen: torch.dtype
    widest: torch.dtype
    """In which it computes where there is room."""
    float8: bool = True
    """It can hold such weights."""
    quick_at_float8: bool = True
    """It widens them faster than it multiplies."""


def abilities(device: torch.device) -> Abilities:
    """bf16, in which the model was trained, where the device is fast at it. Not verified on a GPU.

    A processor is exact where there is room: what it gains by sixteen bits differs from none to much.
    """
    match device.type:
        case "cpu":
            return Abilities(torch.bfloat16, torch.float32, quick_at_float8=False)
        case "mps":
            return Abilities(torch.float16, torch.float16, float8=False, quick_at_float8=False)
        case "cuda" if torch.cuda.get_device_capability(device) < _AMPERE:
            return Abilities(torch.float16, torch.float16)
        case _:
            return Abilities(torch.bfloat16, torch.bfloat16)


def choose(
    wanted: str, able: Abilities, *, stored_in_eight_bits: bool, fits: Callable[[Precision], bool]
) -> Precision:
    """What the user named, or for `auto` the widest that `fits`.

    What the file holds in eight bits stays so, but where the device would rather have it widened and has room.
    Where nothing fits it is the least that loses nothing, and blocks are streamed.

    Raises `SegmentError`: precision.
    """
    eight = Precision(able.sixteen, eight_bits=True)
    if wanted in _BY_WORD:
        return Precision(_BY_WORD[wanted])
    if wanted == _EIGHT_BITS and able.float8:
        return eight
    if wanted != "auto":
        words = ", ".join(("auto", *_BY_WORD, _EIGHT_BITS)[: None if able.float8 else -1])
        raise SegmentError("precision", f"this device has no precision {wanted!r}: set one of {words}")
    stored_in_eight_bits = stored_in_eight_bits and able.float8
    if stored_in_eight_bits and able.quick_at_float8:
        return eight
    whole = [Precision(dtype) for dtype in dict.fromkeys((able.widest, able.sixteen))]
    quantised = [eight] if stored_in_eight_bits or able.quick_at_float8 else []
    least = eight if stored_in_eight_bits else whole[-1]
    return next((precision for precision in (*whole, *quantised) if fits(precision)), least)
