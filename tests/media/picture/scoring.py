"""Contacts that were seen against those that happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from footfall_daemon.cues import Cues
from footfall_daemon.media.frames import frames
from footfall_daemon.media.picture.analysis import LONGEST_SIDE, analyse
from footfall_daemon.media.probe import probe

MEDIA = Path(__file__).parents[4] / "shared" / "media"
SCENES = MEDIA / "scenes"
CLOSE, CLOSE_STEP = 0.04, 0.06
"""Seconds."""
SURE = 0.5
"""Confidence from which a contact is sounded."""


@dataclass(frozen=True)
class Score:
    name: str
    hits: int = 0
    false: int = 0
    missed: int = 0
    errors: tuple[float, ...] = ()

    def __add__(self, other: Score) -> Score:
        return Score(
            self.name,
            self.hits + other.hits,
            self.false + other.false,
            self.missed + other.missed,
            self.errors + other.errors,
        )

    @property
    def precision(self) -> float:
        return self.hits / max(1, self.hits + self.false)

    @property
    def recall(self) -> float:
        return self.hits / max(1, self.hits + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.hits / max(1, 2 * self.hits + self.false + self.missed)

    @property
    def error(self) -> float:
        """Seconds, mean of its size."""
        return sum(map(abs, self.errors)) / max(1, len(self.errors))

    def __str__(self) -> str:
        return (
            f"{self.name:32} hits {self.hits:3} false {self.false:3} missed {self.missed:3} "
            f"P {self.precision:.2f} R {self.recall:.2f} F1 {self.f1:.2f} error {1000 * self.error:.1f} ms"
        )


def seen(path: Path) -> Cues:
    media = probe(str(path))
    return analyse(frames(media, Fraction(0), media.duration, LONGEST_SIDE))


def sure(cues: Cues) -> list[float]:
    return [contact.time for contact in cues.contacts if contact.confidence >= SURE]


def score(name: str, truth: Sequence[float], found: Sequence[float]) -> Score:
    """One to one, nearest first."""
    close = CLOSE_STEP if name.startswith("walk") else CLOSE
    pairs = sorted((abs(t - f), t, f) for t in truth for f in found if abs(t - f) <= close)
    left_truth, left_found, errors = list(truth), list(found), []
    for _, t, f in pairs:
        if t in left_truth and f in left_found:
            left_truth.remove(t)
            left_found.remove(f)
            errors.append(f - t)
    return Score(name, len(errors), len(left_found), len(left_truth), tuple(errors))
