"""One thing that setup can set up: an editor's plugin, a menu of the file managers, the start at login."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from footfall_bridge.setup.changes import Item


class TargetState(StrEnum):
    absent = "absent"
    """What it would be put into is not on this machine."""
    not_installed = "not installed"
    installed = "installed"
    stale = "stale"
    """Of another version, or not whole."""
    changed = "changed"
    """Some of it was changed by the user, or was not written by setup."""


@dataclass(frozen=True, slots=True)
class Target:
    """What there is on this machine."""

    name: str
    title: str
    state: TargetState
    detail: str
    """A sentence: where it is, or what is missing."""
    version: str | None
    """Of what setup wrote there; None where it wrote nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a target wants on this machine."""

    here: bool
    """Whether there is something to put it into."""
    detail: str
    items: tuple[Item, ...] = ()
    """None where something must happen first, which `detail` says."""
    within: tuple[str, ...] | None = None
    """What was written below these, and is wanted no more, is removed; None: wherever it is. A portable editor on
    a drive that is not there now keeps its plugin."""
