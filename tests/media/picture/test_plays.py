"""Contacts found in plays of our own, filmed at any rate, upright or not, by a steady or a shaking hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.media.picture.family import TUNING, takes
from tests.media.picture.scoring import Score, score, seen, sure
from tests.media.picture.stage import Take

TAKES = list(takes(TUNING))
QUICK = ("ball", "lamp", "flash")


def scored(take: Take, folder: Path) -> Score:
    return score(take.name, take.play.contacts, sure(seen(take.make(folder / "take.mp4"))))


@pytest.mark.parametrize("name", QUICK)
def test_one_take(name: str, tmp_path: Path) -> None:
    take = next(take for take in TAKES if take.play.name == name)
    found = scored(take, tmp_path)
    assert (found.false, found.missed) == (0, 0), found


@pytest.mark.slow
def test_all_takes(tmp_path: Path) -> None:
    scores = [scored(take, tmp_path) for take in TAKES]
    total = sum(scores, Score("all"))
    assert total.f1 >= 0.8, "\n".join(map(str, [*scores, total]))
