"""Contacts found in the rendered scenes against what really happens in them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest

from footfall_daemon.cues import Cues
from footfall_daemon.media.frames import frames
from footfall_daemon.media.picture.analysis import LONGEST_SIDE, analyse
from footfall_daemon.media.probe import probe

MEDIA = Path(__file__).parents[4] / "shared" / "media"
SCENES = MEDIA / "scenes"
CLOSE, CLOSE_STEP = 0.04, 0.06
SILENT = ("neg_shake", "neg_static", "neg_pan", "neg_pendulum", "neg_flash", "cuts4", "discs_cross")

pytestmark = pytest.mark.skipif(not SCENES.is_dir(), reason="no ../shared/media/scenes beside the repository")


@dataclass(frozen=True)
class Score:
    name: str
    hits: int
    false: int
    missed: int
    errors: tuple[float, ...] = ()

    def __add__(self, other: Score) -> Score:
        return Score(
            "all",
            self.hits + other.hits,
            self.false + other.false,
            self.missed + other.missed,
            self.errors + other.errors,
        )

    @property
    def f1(self) -> float:
        return 2 * self.hits / max(1, 2 * self.hits + self.false + self.missed)

    def __str__(self) -> str:
        error = sum(map(abs, self.errors)) / max(1, len(self.errors))
        return (
            f"{self.name:18} hits {self.hits:3} false {self.false:3} missed {self.missed:3} "
            f"F1 {self.f1:.2f} error {1000 * error:.1f} ms"
        )


def seen(path: Path) -> Cues:
    media = probe(str(path))
    return analyse(frames(media, Fraction(0), media.duration, LONGEST_SIDE))


def score(name: str, truth: list[float], found: list[float]) -> Score:
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


@pytest.fixture(scope="module")
def scenes() -> dict[str, tuple[Score, Cues, list[float]]]:
    found = {}
    for scene in json.loads((SCENES / "gt.json").read_text()):
        cues = seen(SCENES / f"{scene['name']}.mp4")
        certain = [contact.time for contact in cues.contacts if contact.confidence >= 0.5]
        found[scene["name"]] = score(scene["name"], scene["impacts"], certain), cues, scene["cuts"]
    return found


def test_contacts_are_found(scenes: dict[str, tuple[Score, Cues, list[float]]]) -> None:
    scores = [entry[0] for entry in scenes.values()]
    total = sum(scores[1:], scores[0])
    table = "\n".join(map(str, [*scores, total]))
    assert total.f1 >= 0.8, table


def test_nothing_is_heard_where_nothing_touches(scenes: dict[str, tuple[Score, Cues, list[float]]]) -> None:
    silent = {name: entry[0].false for name, entry in scenes.items() if name.startswith(SILENT)}
    assert len(silent) >= len(SILENT)
    assert set(silent.values()) == {0}, silent


def test_cuts_are_found_and_nothing_else_is_a_cut(scenes: dict[str, tuple[Score, Cues, list[float]]]) -> None:
    for name, (_, cues, cuts) in scenes.items():
        assert cues.cuts == pytest.approx(cuts, abs=0.04), name


def test_coincidences_are_suggestions_only(scenes: dict[str, tuple[Score, Cues, list[float]]]) -> None:
    found = [c for _, cues, _ in scenes.values() for c in cues.contacts if c.kind == "coincidence"]
    assert found
    assert max(contact.confidence for contact in found) <= 0.4


@pytest.mark.parametrize("name", ["bikes.mp4", "bigbuckbunny.mp4", "carphone_pristine.mp4"])
def test_real_footage_gives_few_contacts_and_whole_curves(name: str) -> None:
    media = probe(str(MEDIA / name))
    cues = seen(MEDIA / name)
    certain = [contact for contact in cues.contacts if contact.confidence >= 0.5]
    assert len(certain) <= float(media.duration)
    assert cues.curves.time == sorted(cues.curves.time)
    assert len(cues.curves.time) >= media.timing.frames // 2
    assert len({len(values) for values in cues.curves.model_dump().values()}) == 1


def test_real_cuts() -> None:
    assert len(seen(MEDIA / "bikes.mp4").cuts) == 5


def test_the_same_film_gives_the_same_cues() -> None:
    assert seen(SCENES / "clap.mp4") == seen(SCENES / "clap.mp4")
