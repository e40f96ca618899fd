"""The version of this plugin, and what is said where Footfall is of another."""

from typing import Any, List, Optional

VERSION = "0.1.0"


def told(footfall: Any, editor: str) -> str:
    """`footfall`: the version that the gateway tells. Empty where it is ours, or one that cannot be read."""
    ours, theirs = _numbers(VERSION), _numbers(str(footfall))
    if ours is None or theirs is None or ours == theirs:
        return ""
    if ours < theirs:
        words = "this plugin (%s) is older than Footfall (%s): `footfall setup %s` renews it"
        return words % (VERSION, footfall, editor)
    return "this plugin (%s) is newer than Footfall (%s): update Footfall" % (VERSION, footfall)


def _numbers(version: str) -> Optional[List[int]]:
    parts = version.split("+")[0].split(".")[:3]
    return [int(part) for part in parts] if all(part.isdigit() for part in parts) else None
