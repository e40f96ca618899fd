"""Who took the engine down: the suspects of a crash rerun in halves until the culprit runs alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Blame:
    """Groups of suspects, each to run by itself, and strikes against those that crashed alone."""

    crashes_allowed: int = 2
    """Times that a segment may take the engine down alone, the last one included."""
    kills_allowed: int = 6
    """The same for an engine that was killed from outside: rarely the segment's fault."""
    groups: list[list[str]] = field(default_factory=list)
    """The next one last."""
    strikes: dict[str, float] = field(default_factory=dict)
    alone: set[str] = field(default_factory=set)
    """Who took this worker down alone: it may be the worker's own fault, so that another one shall try."""

    def crashed(self, suspects: list[str], *, killed: bool) -> str | None:
        """The engine is gone while these ran. The segment to give up, if one is found guilty."""
        self.groups = [group for group in self.groups if not set(group) & set(suspects)]
        if len(suspects) > 1:
            middle = len(suspects) // 2
            self.groups += [suspects[middle:], suspects[:middle]]
        elif suspects:
            if self._strike(suspects[0], killed=killed):
                return suspects[0]
            self.groups.append(suspects)
            self.alone.update(suspects)
        return None

    def may_run(self, segment: str, running: Collection[str]) -> bool:
        """While there are suspects, one group runs by itself; newcomers and other suspects wait."""
        if not self.groups:
            return True
        group = self.groups[-1]
        return segment in group and all(id_ in group for id_ in running)

    def suspects(self, segment: str) -> bool:
        return any(segment in group for group in self.groups)

    def isolate(self, segments: Iterable[str]) -> None:
        """Those among them that took another worker down are no company for the others here."""
        self.groups += [[id_] for id_ in segments if id_ in self.strikes]

    def forget(self, segment: str) -> None:
        self.strikes.pop(segment, None)
        self.leave(segment)

    def leave(self, segment: str) -> None:
        """It is no longer here; its strikes stay."""
        self.alone.discard(segment)
        groups = ([id_ for id_ in group if id_ != segment] for group in self.groups)
        self.groups = [group for group in groups if group]

    def _strike(self, segment: str, *, killed: bool) -> bool:
        share = 1 / self.kills_allowed if killed else 1 / self.crashes_allowed
        self.strikes[segment] = self.strikes.get(segment, 0.0) + share
        return self.strikes[segment] > 1 - 1e-9
