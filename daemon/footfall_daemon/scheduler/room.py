"""How much of the device's memory is ours now, what was learned when it did not suffice, and what that leaves."""

from __future__ import annotations

from dataclasses import dataclass, field

from footfall_daemon.memory import Costs
from footfall_daemon.scheduler.orders import SOMEBODY, gib

_SPARE = 0.95
"""Newcomers fill the budget to here only; who runs may use it all. So a set that fits does not swing."""
_CALM = 5.0
"""Seconds of device time that there must be room before streamed weights become resident again, and in which a
set that was halved may double again where another program's growth was the cause."""
_AGAIN = 30.0
"""The same where no cause was seen."""
_NEARLY = 0.97
"""A rate as good as the best: then the one that streams less."""
_MORE = 1.1
"""What did not fit is tried again where there is so much more memory."""
_WORTH_TELLING = 2**26
_SHORT = 0.9
"""Below this share of the most we ever had, other programs hold memory that may come back."""


@dataclass(slots=True)
class Room:
    """The live budget and its lessons. Bytes, and seconds of device time."""

    tries: int = 3
    """Times that a segment may run out of memory alone, however short the memory was."""
    budget: int = 0
    needs: dict[str, int] = field(default_factory=dict)
    """Per segment that ran out of memory alone: what it needs more than."""
    ceiling: float | None = None
    """Bytes of the set after an out-of-memory; grows again with time."""
    _most: int = 0
    _roomy: int = 0
    """The budget while all was well."""
    _doubles_in: float = _AGAIN
    _failures: dict[str, int] = field(default_factory=dict)
    _calm: float = 0.0
    _tight: tuple[str, int, int] | None = None
    """Engine, level and budget: the weights did not fit, though they seemed to."""

    def see(self, budget: int) -> None:
        self.budget = budget
        self._most = max(self._most, budget)

    def grant(self, most: int) -> None:
        """The user changed what we may hold: the most that it would ever have been."""
        self._most = most

    def stepped(self, seconds: float) -> None:
        self._calm += seconds
        self._roomy = max(self.budget, round(self._roomy * 0.99))
        if self.ceiling is not None:
            self.ceiling *= 2 ** (seconds / self._doubles_in)
            self.ceiling = None if self.ceiling > self._most else self.ceiling

    @property
    def short(self) -> bool:
        """Other programs hold memory that we had once."""
        return self.budget < _SHORT * self._most

    @property
    def taken(self) -> int:
        """Bytes that were ours while all was well and are not now."""
        return self._roomy - self.budget

    @property
    def story(self) -> str:
        """Why there is less room than before, in words."""
        if self.taken > _WORTH_TELLING:
            return f"{SOMEBODY} took {gib(self.taken)}"
        return f"only {gib(self.budget)} are free for us"

    def may_try(self, segment: str, costs: Costs) -> bool:
        """Not what ran out of memory alone, until there is more memory than it had."""
        need = self.needs.get(segment)
        return need is None or costs.least + need <= self.budget

    def fits(self, costs: Costs, level: int, bytes_: int, *, new: bool) -> bool:
        budget = self.budget * _SPARE if new else self.budget
        under = self.ceiling is None or bytes_ <= self.ceiling or not new
        return under and costs.base(level) + bytes_ <= budget

    def overfilled(self, engine: str, level: int) -> None:
        """The device ran out of memory with so little of the weights streamed."""
        self._tight = engine, level, self.budget

    def first_level(self, engine: str) -> int:
        """The first that was not tried in vain, with no less memory than there is."""
        if self._tight is None or self._tight[0] != engine or self.budget >= _MORE * self._tight[2]:
            return 0
        return self._tight[1] + 1

    def level_for(self, costs: Costs, need: int, tokens: float = 0.0, first: int = 0) -> int | None:
        """How much of the weights to stream, `first` or more, so that `need` fits; None: it never does.

        As little as possible; where `tokens` of bulk wait, what makes most of them per second: more streaming
        leaves more room for a larger set, and pays no longer where there is room for all that pays.
        """
        rates: dict[int, float] = {}
        for level in range(first, costs.most_streamed + 1):
            if costs.base(level) + need > self._spare:
                continue
            rates[level] = self._rate(costs, level, tokens)
            if self._holds(costs, level) >= min(tokens, costs.room(level) or 0.0):
                break
        best = max(rates.values(), default=0.0)
        return next((level for level, rate in rates.items() if rate >= _NEARLY * best), None)

    def least_for(self, costs: Costs, need: int) -> int:
        """The budget with which `need` fits, with all weights streamed that can be."""
        return round((costs.least + need) / _SPARE)

    def better_level(
        self, costs: Costs, need: int, tokens: float, level: int, *, idle: bool, first: int = 0
    ) -> int:
        """More streaming where that pays for the bulk; less, once there was room for it long enough."""
        least = self.level_for(costs, round(need / _SPARE), first=first)
        if least is None or least >= level:
            self._calm = 0.0
        best = self.level_for(costs, need, tokens, first)
        if least is None or best is None:
            return level
        if best > level:
            pays = self._rate(costs, level, tokens) < _NEARLY * self._rate(costs, best, tokens)
            return best if pays else level
        lower = max(best, least)
        if lower >= level or (self._calm < _CALM and not idle):
            return level
        self._calm = 0.0
        return lower

    @property
    def _spare(self) -> float:
        return self.budget * _SPARE

    def _rate(self, costs: Costs, level: int, tokens: float) -> float:
        filled = min(tokens, self._holds(costs, level))
        return costs.rate(filled, level) if filled > 0 else 0.0

    def _holds(self, costs: Costs, level: int) -> float:
        """Tokens that there is room for."""
        return (self._spare - costs.base(level)) / max(1e-9, costs.bytes_of(1000) / 1000)

    def halve(self, bytes_: int, *, taken: bool) -> None:
        """After an out-of-memory. `taken`: the budget tells why by now, so that the ceiling need not last."""
        self.ceiling = max(1.0, bytes_ / 2)
        self._doubles_in = _CALM if taken else _AGAIN

    def failed_alone(self, segment: str, need: int, base: int) -> int:
        """How often it has by now. It needs more than it seemed to, and more than there was."""
        self.needs[segment] = round(1.1 * max(need, self.budget - base)) + 1
        self._failures[segment] = self._failures.get(segment, 0) + 1
        return self._failures[segment]

    def let_try(self, segment: str, base: int) -> None:
        """With so much for the engine it may have all that is left: however little that is more, it is tried."""
        self.needs[segment] = min(self.needs[segment], max(0, self.budget - base))

    def forget(self, segment: str) -> None:
        self.needs.pop(segment, None)
        self._failures.pop(segment, None)
