"""A file with one region made anew: inside it the new sound, outside it the old file, sample by sample."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.media.errors import MediaError
from footfall_daemon.media.messages import Splice
from footfall_daemon.media.recording import Recording
from footfall_daemon.media.segments import Samples, Sound

_FADE: Final = SAMPLE_RATE // 50
"""Samples of each crossfade, inside the region; shorter where the region is."""


class Spliced(Sound):
    """`new` between the region's ends, `base` beyond them. Equal power: old and new sound know nothing of each
    other.

    Raises `MediaError("base-mismatch")` where the old file is not as long or has other channels.
    """

    def __init__(self, new: Sound, splice: Splice) -> None:
        self.channels = new.channels
        self.samples = new.samples
        self._new = new
        self._base = Recording(Path(splice.base))
        self._start, self._stop = splice.region.start, splice.region.stop
        self._fade = max(1, min(_FADE, (self._stop - self._start) // 2))
        if (self._base.channels, self._base.samples) != (new.channels, new.samples):
            found = f"{self._base.channels} channels of {self._base.samples} samples"
            words = f"has {found}, not {new.channels} of {new.samples}"
            raise MediaError("base-mismatch", f"{Path(splice.base).name} {words}: make the whole clip again")

    def read(self, start: int, count: int) -> Samples:
        """As `Joined.read`."""
        block = self._base.read(start, count)
        first, last = max(start, self._start), min(start + count, self._stop)
        if first >= last:
            return block
        share = self._share(first, last)
        rise, fall = np.sqrt(share), np.sqrt(1 - share)
        inside = slice(first - start, last - start)
        block[:, inside] = rise * self._new.read(first, last - first) + fall * block[:, inside]
        return block

    def _share(self, first: int, last: int) -> Samples:
        """Of the new sound, 0..1."""
        at = np.arange(first, last) + 0.5
        ramp = np.minimum(at - self._start, self._stop - at) / self._fade
        share: Samples = np.clip(ramp, 0.0, 1.0).astype(np.float32)
        return share
