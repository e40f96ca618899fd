"""The share of the device that keeps less urgent work from starving. Its clock is the device's: step seconds."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, field

_LOW, _HIGH = 0.8, 1.2
"""A class is owed from a fifth below its share to a fifth above: turns of about a second, not of a step."""
_START = 1.2
"""A class that comes anew stands as if it had just had its turn."""


@dataclass(slots=True)
class Share:
    """How much of the latest device time each priority class took part in, and which class is owed some."""

    normal: float = 0.05
    overload: float = 0.15
    """Once more urgent work has run without a break for `overload_after` seconds."""
    overload_after: float = 300.0
    memory: float = 60.0
    """Seconds of device time over which the past is forgotten."""
    _progressed: dict[int, float] = field(default_factory=dict)
    """Per class: share of the latest device time, 0..1."""
    _pressed: dict[int, float] = field(default_factory=dict)
    """Per class: device seconds since it last led, that is since nothing more urgent was wanted."""
    owed: int | None = None
    """The class that gets the next steps out of turn."""

    def stepped(self, seconds: float, took_part: Collection[int], wanted: Collection[int]) -> None:
        """`wanted`: the classes that run or wait."""
        if not wanted:
            return
        keep = math.exp(-seconds / self.memory)
        lead = min(wanted)
        for class_ in wanted:
            part = 1.0 - keep if class_ in took_part else 0.0
            self._progressed[class_] = self._progressed.get(class_, _START * self.normal) * keep + part
            self._pressed[class_] = self._pressed.get(class_, 0.0) + seconds if class_ > lead else 0.0
        self.left(wanted)
        self._settle([class_ for class_ in wanted if class_ > lead])

    def left(self, wanted: Collection[int]) -> None:
        """Segments came or went: a class that has nothing left is forgotten, one that leads is owed nothing."""
        for class_ in self._progressed.keys() - wanted:
            del self._progressed[class_], self._pressed[class_]
        if self.owed is not None and (self.owed not in wanted or self.owed == min(wanted)):
            self.owed = None

    def _settle(self, lower: list[int]) -> None:
        """One class at a time is owed: the one that got least."""
        if self.owed in lower and self._gap(self.owed) < _HIGH:
            return
        least = min(lower, key=self._gap, default=None)
        self.owed = least if least is not None and self._gap(least) < _LOW else None

    def _gap(self, class_: int) -> float:
        share = self.overload if self._pressed[class_] > self.overload_after else self.normal
        return self._progressed[class_] / share
