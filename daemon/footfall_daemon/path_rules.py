"""Path-mapping rules: under which name a node sees media that both machines reach, such as studio storage."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath, PurePosixPath, PureWindowsPath
from typing import Final, Self

from footfall_bridge.protocol import Refusal
from footfall_bridge.timeline import Clip

_NO_NAME_ON_WINDOWS: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f]|[ .]$')
"""Some would even lead elsewhere there: a backslash parts folders, and a space after two dots is left away."""


@dataclass(frozen=True, slots=True)
class _Rule:
    here: PurePath
    there: PurePath
    slash: str
    """Of `there`."""

    @classmethod
    def of(cls, text: str) -> Self:
        """Raises `Refusal("setting")`."""
        here, equals, there = (part.strip() for part in text.partition("="))
        if not equals:
            raise _refusal(f"{text!r} maps nothing")
        return cls(_folder(here), _folder(there), "\\" if "\\" in there else "/")

    def covers(self, path: str) -> bool:
        return type(self.here)(path).is_relative_to(self.here)

    def map(self, path: str) -> str | None:
        """Of what it covers; None where that would lead out of the folder, or cannot have its name there."""
        names = type(self.here)(path).relative_to(self.here).parts
        on_windows = isinstance(self.there, PureWindowsPath)
        if ".." in names or (on_windows and any(_NO_NAME_ON_WINDOWS.search(name) for name in names)):
            return None
        mapped = self.there.joinpath(*names)
        return mapped.as_posix() if self.slash == "/" else str(mapped)


@dataclass(frozen=True, slots=True)
class Rules:
    rules: tuple[_Rule, ...]
    """The longest first."""

    @classmethod
    def of(cls, text: str) -> Self:
        """From `here=there;here=there`; raises `Refusal("setting")`."""
        rules = [_Rule.of(part.strip()) for part in text.split(";") if part.strip()]
        for number, rule in enumerate(rules):
            if any(rule.here == other.here for other in rules[:number]):
                raise _refusal(f"'{rule.here}' is mapped twice")
        return cls(tuple(sorted(rules, key=lambda rule: len(rule.here.parts), reverse=True)))

    def there(self, path: str) -> str | None:
        """The name that the node has for a path of this machine; None where it has none."""
        rule = next((rule for rule in self.rules if rule.covers(path)), None)
        return None if rule is None else rule.map(path)

    def of_clip(self, clip: Clip) -> Clip | None:
        """The clip as the node sees it; None where it does not see all of its media."""
        here = {name: path for name in ("media", "proxy") if (path := getattr(clip, name)) is not None}
        there = {name: self.there(path) for name, path in here.items()}
        return None if None in there.values() else clip.model_copy(update=there)


def _folder(text: str) -> PurePath:
    """Of the system that it is written for: Windows has drives and shares."""
    if not text:
        raise _refusal("one side of a rule is empty")
    path: PurePath = PureWindowsPath(text)
    if not path.is_absolute():
        path = PurePosixPath(text)
    if not path.is_absolute() or ".." in path.parts:
        raise _refusal(f"{text!r} is no whole path from the root of its system")
    return path


def _refusal(reason: str) -> Refusal:
    return Refusal("setting", f"cluster.paths: {reason}: write here=there, such as /Volumes/Shows=/mnt/shows")
