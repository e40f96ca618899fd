"""What files are called, safe on every file system.

By default `<stem>_foley_<timecode>_t<take>[_<layer>]_v<version>.wav`. Or as sound libraries have it, by the
Universal Category System (v8.2.1): `<CatID>_<FXName>_<CreatorID>_<SourceID>_<UserData>.wav`. There the FX name is
stem and timecode, the source is none, and the user's data are take and version.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from footfall_bridge.protocol import MIX, Layer

LONGEST_NAME: Final = 255
"""Bytes of UTF-8, which no usual file system exceeds; Windows counts UTF-16, which is never more."""
_LONGEST_WINDOWS_PATH: Final = 259
_REVIEW: Final = "_review.mp4"
_VERSION_ROOM: Final = len("_ambience_v99999") + len("_review-99.mp4")
_VERSION: Final = rf"(?:_(?:{'|'.join(Layer)}))?_v([0-9]{{1,9}})(?:\.wav|_review.*\.mp4)"
CATEGORIES: Final = {
    MIX: "FOLYMisc",
    Layer.feet: "FOLYFeet",
    Layer.props: "FOLYProp",
    Layer.cloth: "FOLYClth",
    Layer.ambience: "AMBMisc",
}
"""CatIDs of the list: FOLEY-MISC, -FEET, -PROP and -CLOTH, and AMBIENCE-MISC, for a place may be any."""
_LONGEST_CATEGORY: Final = len("FOLYFeet_")
_CREATOR: Final = "Footfall"
_NO_SOURCE: Final = "NONE"
_UCS_VERSION: Final = r"-v([0-9]{1,9})(?:\.wav|_review.*\.mp4)"
_UNSAFE: Final = re.compile(r"""[<>:"'`/\\|?*]+""")
_JOINER: Final = "\u200d"
"""Holds an emoji of several parts together: the one invisible character that is kept."""
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Name:
    """All of a WAV's name but its layer and version."""

    base: str

    @classmethod
    def of(cls, stem: str, timecode: str, take: int, longest: int = LONGEST_NAME) -> Self:
        """`stem`: of the media, or anything for a clip without; `longest`: bytes, see `longest_name`."""
        rest = f"_foley_{re.sub('[^0-9]', '-', timecode)}_t{take}"
        return cls(safe(stem, longest - len(rest) - _VERSION_ROOM) + rest)

    def version(self, number: int, layer: str = MIX) -> str:
        return f"{self.base}_v{number}.wav" if layer == MIX else f"{self.base}_{layer}_v{number}.wav"

    def next_version(self, folder: Path) -> int:
        """One after the latest version in `folder`, of any layer. Raises `OSError` where that cannot be listed."""
        return 1 + self.latest(path.name for path in folder.iterdir())

    def latest(self, names: Iterable[str]) -> int:
        """0 where there is none. A review movie whose WAV was removed keeps its version taken."""
        pattern = re.compile(self._pattern())
        matches = (pattern.fullmatch(_folded(name)) for name in names)
        return max((int(match[1]) for match in matches if match), default=0)

    def _pattern(self) -> str:
        """Of the folded names of all versions; its group is the version."""
        return re.escape(_folded(self.base)) + _VERSION


@dataclass(frozen=True, slots=True)
class UcsName(Name):
    """By the Universal Category System: only blocks are parted by underscores."""

    @classmethod
    def of(cls, stem: str, timecode: str, take: int, longest: int = LONGEST_NAME) -> Self:
        rest = f" {re.sub('[^0-9]', '-', timecode)}_{_CREATOR}_{_NO_SOURCE}_t{take}"
        room = longest - len(rest) - _LONGEST_CATEGORY - _VERSION_ROOM
        return cls(safe(stem, room).replace("_", "-") + rest)

    def version(self, number: int, layer: str = MIX) -> str:
        return f"{CATEGORIES[layer]}_{self.base}-v{number}.wav"

    def _pattern(self) -> str:
        categories = "|".join(_folded(category) for category in CATEGORIES.values())
        return rf"(?:{categories})_{re.escape(_folded(self.base))}{_UCS_VERSION}"


def review_of(wav: Path, attempt: int = 1) -> Path:
    """The review movie beside a WAV; further attempts for when that name is taken."""
    return wav.with_name(f"{wav.stem}_review{'' if attempt == 1 else f'-{attempt}'}.mp4")


def temporary(folder: Path, job: str, suffix: str) -> Path:
    """Where a file of this job is written before it is published: the same in every attempt, hidden, and with an
    extension that no editor imports."""
    return folder / f".footfall-{safe(job, 100)}{suffix}.tmp"


def longest_name(folder: Path, *, windows: bool) -> int:
    """Bytes that a name in `folder` may have. Windows limits whole paths unless it is told otherwise."""
    room = _LONGEST_WINDOWS_PATH - len(str(folder)) - 1
    return max(100, min(LONGEST_NAME, room)) if windows else LONGEST_NAME


def safe(text: str, longest: int) -> str:
    """`text` as the beginning of a file name on any system, in at most `longest` bytes; never empty."""
    kept = "".join(_plain(character) for character in text)
    kept = _UNSAFE.sub("_", kept)
    kept = re.sub(r"\s+", " ", kept).lstrip(". -" + _JOINER)
    if _RESERVED.fullmatch(kept.split(".", 1)[0].strip()):
        kept = "_" + kept
    kept = kept.encode()[:longest].decode(errors="ignore").rstrip(". " + _JOINER)
    return kept or "clip"


def _plain(character: str) -> str:
    """Controls, halves of broken characters and unassigned code points become `_`; invisible marks vanish."""
    category = unicodedata.category(character)
    if character.isspace():
        return " "
    if category == "Cf":
        return character if character == _JOINER else ""
    return "_" if category in ("Cc", "Cs", "Cn", "Co") else character


def _folded(name: str) -> str:
    """As file systems compare that ignore case and the composition of accents."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
