"""Devices as the reference describes them: seconds of a solver step, bytes of a running set. Assumed.

Bytes of the XXL, from its shapes. Weights: 8.7 GB, 10.3 with what need not be loaded, and 1.7 of encoders and
decoder. A second of sound in the set: a step works on 2 x 50 rows of about 19 x 1536 bf16 values, 0.01 GB with the
cached text; the decoder's last stages hold four tensors of 64 x 48000 fp32, 0.05 GB. The larger figure is charged
for every clip of the set, though only one is decoded at a time.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

STEPS = 50
"""Solver steps of every clip."""
TOKENS = 50
"""Per second of sound."""
WINDOW = 15.0
"""Seconds of sound that the model makes at once; longer clips are made in overlapping parts."""
GB = 10**9
_XXL = 0.7544, 0.0018
"""TFLOP of a step, with guidance, for d seconds of sound: 0.7544 d + 0.0018 d^2."""
_ACTIVATIONS = 0.05 * GB
_GUARD = 3 / TOKENS
PACKED = 1.01
"""Kernels that know of borders inside a row are a little slower than dense ones."""


@dataclass(frozen=True, slots=True)
class Device:
    name: str
    total: int
    base: int
    streamable: int
    bytes_per_second: float
    """Of sound in the set."""
    linear: float
    square: float
    """Seconds of a step per second of sound, and per square second of one clip."""
    overhead: float = 0.0
    """Seconds of every step, before the arithmetic."""
    floor: float = 0.0
    """Seconds that launching the kernels takes, hidden behind long arithmetic."""
    graphs: bool = False
    """Shapes are rounded up to half a second of sound."""
    link: float = 20 * GB
    """Bytes per second from host memory."""

    def dense(self, lengths: Sequence[float]) -> float:
        """Seconds of a step of clips padded to the longest."""
        longest = max(lengths)
        return self._step([longest] * len(lengths), len(lengths) * longest)

    def packed(self, lengths: Sequence[float]) -> float:
        return self._step(lengths, self.computed(lengths)) * (PACKED if len(lengths) > 1 else 1.0)

    def computed(self, lengths: Sequence[float]) -> float:
        """Seconds of sound that a packed step computes: guard rows and rounding included."""
        seconds = sum(lengths) + (_GUARD * len(lengths) if len(lengths) > 1 else 0.0)
        return -(-seconds // 0.5) * 0.5 if self.graphs else seconds

    def bound(self, length: float) -> float:
        """Seconds that a clip takes at the least: its arithmetic alone, made at once."""
        return STEPS * (self.linear * length + self.square * length * length)

    def streamed(self, step: float, share: float) -> float:
        """Seconds of a step while a share of the weights is fetched behind the arithmetic."""
        return max(step, self.streamable * share / self.link)

    def jitter(self, dice: random.Random, steps: int = 1) -> float:
        """What steps take against what they should, whoever asked for them: 2 % noise, one in 200 threefold."""
        outliers = sum(dice.random() < 0.005 for _ in range(steps))
        return dice.lognormvariate(0, 0.02 / math.sqrt(steps)) * (1 + 2 * outliers / steps)

    @property
    def headroom(self) -> int:
        return max(512 * 2**20, self.total // 16)

    def _step(self, lengths: Sequence[float], seconds: float) -> float:
        arithmetic = self.overhead + self.linear * seconds + self.square * sum(d * d for d in lengths)
        return float((arithmetic**8 + self.floor**8) ** (1 / 8))


def _xxl(name: str, tflops: float, total: float, **other: float | bool) -> Device:
    linear, square = (part / tflops for part in _XXL)
    memory = {"total": int(total * GB), "base": 11 * GB, "streamable": 9 * GB, "bytes_per_second": _ACTIVATIONS}
    return Device(name, linear=linear, square=square, **memory, **other)  # type: ignore[arg-type]  # numbers by name


H200 = _xxl("H200 eager", 513, 141, floor=0.055)
H200_GRAPHS = _xxl("H200 graphs", 513, 141, overhead=0.006, graphs=True)
RTX4090 = _xxl("RTX 4090", 100, 24, overhead=0.0015, floor=0.025)
# The published table of an A100 with 10 s clips: 0.325 + 0.0977 n seconds and 5.26 + 3.30 n GB for a batch of n.
MODEL_A = Device(
    name="A100 model A",
    total=40 * GB,
    base=int(5.26 * GB),
    streamable=0,
    bytes_per_second=0.33 * GB,
    linear=0.00977 / STEPS,
    square=0.0,
    overhead=0.325 / STEPS,
)
DEVICES = (H200, H200_GRAPHS, RTX4090, MODEL_A)
