"""Where a finished file goes, what it is called, and how it gets there: never over another, never half."""

from __future__ import annotations

from footfall_daemon.placement.folders import Choice, choose_folder, enough_space
from footfall_daemon.placement.names import Name, UcsName, longest_name, review_of, temporary
from footfall_daemon.placement.publishing import System, publish
from footfall_daemon.placement.recovery import Fate, recover

__all__ = [
    "Choice",
    "Fate",
    "Name",
    "System",
    "UcsName",
    "choose_folder",
    "enough_space",
    "longest_name",
    "publish",
    "recover",
    "review_of",
    "temporary",
]
