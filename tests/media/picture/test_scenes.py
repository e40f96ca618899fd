"""Contacts found in the rendered scenes against what really happens in them."""

from __future__ import annotations

import json

import pytest

from footfall_daemon.cues import Cues
from tests.media.picture.scoring import SCENES, Score, score, seen, sure

SILENT = ("neg_shake", "neg_static", "neg_pan", "neg_pendulum", "neg_flash", "cuts4", "discs_cross")

pytestmark = pytest.mark.skipif(not SCENES.is_dir(), reason="no ../shared/media/scenes beside the repository")

Seen = dict[str, tuple[Score, Cues, list[float]]]


@pytest.fixture(scope="module")
def scenes() -> Seen:
    found = {}
    for scene in json.loads((SCENES / "gt.json").read_text()):
        cues = seen(SCENES / f"{scene['name']}.mp4")
        found[scene["name"]] = score(scene["name"], scene["impacts"], sure(cues)), cues, scene["cuts"]
    return found


def test_contacts_are_found(scenes: Seen) -> None:
    scores = [entry[0] for entry in scenes.values()]
    total = sum(scores, Score("all"))
    assert total.f1 >= 0.85, "\n".join(map(str, [*scores, total]))


def test_nothing_is_heard_where_nothing_touches(scenes: Seen) -> None:
    silent = {name: entry[0].false for name, entry in scenes.items() if name.startswith(SILENT)}
    assert len(silent) >= len(SILENT)
    assert set(silent.values()) == {0}, silent


def test_cuts_are_found_and_nothing_else_is_a_cut(scenes: Seen) -> None:
    for name, (_, cues, cuts) in scenes.items():
        assert cues.cuts == pytest.approx(cuts, abs=0.04), name


def test_coincidences_are_suggestions_only(scenes: Seen) -> None:
    found = [c for _, cues, _ in scenes.values() for c in cues.contacts if c.kind == "coincidence"]
    assert found
    assert max(contact.confidence for contact in found) <= 0.4


def test_the_same_film_gives_the_same_cues() -> None:
    assert seen(SCENES / "clap.mp4") == seen(SCENES / "clap.mp4")
