"""How a setting is called, and where in the file it stands: `queue.keep_days` is `keep_days` in `[queue]`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

from footfall_bridge.projects import SECTION
from footfall_bridge.protocol import Refusal

PRESETS: Final = "presets"


@dataclass(frozen=True, slots=True)
class Key:
    """`queue.keep_days`, `presets.NAME`, `project.NAME.folder`."""

    text: str
    section: str
    """`presets` and `project` hold what the user has named; the others are ours."""
    name: str
    """The user's name of a preset or project; empty in the other sections."""
    field: str
    """Of the section, or of the project; empty for a preset."""

    @classmethod
    def of(cls, text: str) -> Self:
        """Raises `Refusal("unknown-setting")` for what cannot be a key."""
        section, _, rest = text.partition(".")
        if section == PRESETS and rest:
            return cls(text, section, rest, "")
        if section == SECTION:
            name, _, field = rest.rpartition(".")
            if name and field:
                return cls(text, section, name, field)
        elif rest:
            return cls(text, section, "", rest)
        raise unknown(text)

    @property
    def path(self) -> tuple[str, ...]:
        """In the file: the tables, and the name in the last of them."""
        return tuple(part for part in (self.section, self.name, self.field) if part)


def unknown(key: str) -> Refusal:
    return Refusal("unknown-setting", f"there is no setting {key!r}: `footfall config list` shows them all")
