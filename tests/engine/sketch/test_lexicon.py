"""The table of words is whole: nothing stands twice, every sound has its words in both languages."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from importlib import resources

import pytest

from footfall_bridge.protocol import Layer
from footfall_daemon.engine.sketch import lexicon
from footfall_daemon.engine.sketch.lexicon import Role
from footfall_daemon.engine.sketch.materials import Material
from footfall_daemon.engine.sketch.vocabulary import SoundClass, stem_of

_TEXT = resources.files("footfall_daemon.engine.sketch").joinpath("lexicon.toml").read_text(encoding="utf-8")
_TABLE: dict[str, str] = tomllib.loads(_TEXT)


def terms(marks: str) -> list[str]:
    return [" ".join(term.replace("*", "").split()) for term in re.split(r"\s*,\s*", _TABLE[marks].strip())]


def test_no_term_stands_twice() -> None:
    counted = Counter(term for marks in _TABLE for term in terms(marks))
    assert [term for term, count in counted.items() if count > 1] == []


def test_no_term_is_empty() -> None:
    assert all(term for marks in _TABLE for term in terms(marks))


@pytest.mark.parametrize("sound", SoundClass)
def test_every_sound_is_named_in_both_languages(sound: SoundClass) -> None:
    named = [term for marks in _TABLE if lexicon.meaning_of(marks).sound is sound for term in terms(marks)]
    assert sum(term.isascii() for term in named) >= 5
    assert sum(not term.isascii() for term in named) >= 5


@pytest.mark.parametrize("material", Material)
def test_every_material_is_named_in_both_languages(material: Material) -> None:
    named = [term for marks in _TABLE if lexicon.meaning_of(marks).material is material for term in terms(marks)]
    assert {term.isascii() for term in named} == {True, False}


def test_a_mark_that_means_nothing_is_an_error() -> None:
    with pytest.raises(KeyError):
        lexicon.meaning_of("footsteps squishy")


@pytest.mark.parametrize(
    "form",
    ["walks", "walked", "walking", "knocking", "dragged", "keys", "leaves", "crashes", "scraping", "hurried"],
)
def test_regular_forms_are_known(form: str) -> None:
    assert (form,) in lexicon.load()


@pytest.mark.parametrize("form", ["doored", "winding", "glassed"])
def test_nouns_have_no_verbal_forms(form: str) -> None:
    assert (form,) not in lexicon.load()


def test_the_smallest_words_are_skipped() -> None:
    assert lexicon.load()[("the",)].role is Role.skip


def test_every_sound_has_its_stem() -> None:
    assert {stem_of(sound) for sound in SoundClass} == set(Layer)
