"""One thing that was looked at: how it stands, what to do where it is not well, and what can be mended safely."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """A repair that touches nothing but what Footfall wrote."""

    what: str
    """For people: `remove /home/ann/.../daemon.json`."""
    carry_out: Callable[[], None]
    """Raises `Refusal` or `OSError`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    name: str
    ok: bool
    detail: str
    fix: str = ""
    required: bool = True
    seconds: float = 0.0
    """How long it took to look."""
    mends: tuple[Mend, ...] = ()

    @property
    def is_fault(self) -> bool:
        """What keeps Footfall from working; else it could be better, or is well."""
        return self.required and not self.ok

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "ok": self.ok,
            "detail": self.detail,
            "fix": self.fix,
            "required": self.required,
            "seconds": round(self.seconds, 3),
            "mends": [mend.what for mend in self.mends],
        }
