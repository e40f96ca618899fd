"""What holds for every prompt, whatever is typed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footfall_daemon.engine.sketch.prompt import Reader
from footfall_daemon.engine.sketch.vocabulary import SoundClass

_SOUNDS = {
    "footsteps on gravel": SoundClass.footsteps,
    "heavy rain": SoundClass.rain,
    "a distant train": SoundClass.train,
    "keys jingling": SoundClass.coins,
    "typing": SoundClass.typing,
    "metal gate": SoundClass.door,
    "微风": SoundClass.wind,
    "篝火": SoundClass.fire,
    "翻书": SoundClass.paper,
    "海浪": SoundClass.waves,
}
_NEGATIONS = [
    "no {}",
    "without {}",
    "don't add {}",
    "rain with no {}",
    "not {}",
    "没有{}",
    "不要{}",
    "{}不要",
    "别加{}",
]
_WORDS = [
    "no",
    "without",
    "on",
    "and",
    "or",
    "not too",
    "wood",
    "loud",
    "rain",
    "boots",
    "music",
    ",",
    "with",
    "xyzzy",
    "-free",
]
_CHINESE = ["没有", "不要", "的", "和", "、", "木", "门", "雨声", "轻", "音乐", "在", "别", "，", "魑"]
_texts = st.text(max_size=300) | st.lists(st.sampled_from(_WORDS), max_size=40).map(" ".join)
_texts |= st.lists(st.sampled_from(_CHINESE), max_size=40).map("".join)


# The first reading loads the lexicon, and other work may share the machine.
untimed = settings(deadline=None)


@cache
def reader() -> Reader:
    return Reader()


def classes(prompt: str, negative: str = "") -> set[SoundClass]:
    return {wish.sound for wish in reader().read(prompt, negative).wishes}


@untimed
@given(_texts, _texts)
def test_reading_never_fails_and_is_always_the_same(prompt: str, negative: str) -> None:
    reading = reader().read(prompt, negative)
    assert reading == reader().read(prompt, negative)
    assert not reading.excluded & {wish.sound for wish in reading.wishes}


@untimed
@given(st.lists(st.sampled_from(sorted(_SOUNDS)), min_size=1, unique=True).flatmap(
    lambda parts: st.tuples(st.just(parts), st.permutations(parts))
))  # fmt: skip
def test_the_order_of_clauses_changes_no_class(orders: tuple[Sequence[str], Sequence[str]]) -> None:
    first, second = orders
    assert classes(", ".join(first)) == classes(", ".join(second)) == {_SOUNDS[part] for part in first}


@untimed
@given(
    st.sampled_from(sorted(_SOUNDS)),
    st.sampled_from(_NEGATIONS),
    st.lists(st.sampled_from(sorted(_SOUNDS)), max_size=4),
    st.booleans(),
)
def test_what_is_negated_is_never_wanted(part: str, negation: str, others: list[str], last: bool) -> None:
    negated = negation.format(part)
    clauses = [*others, negated] if last else [negated, *others]
    assert _SOUNDS[part] not in classes(", ".join(clauses))
    assert classes(", ".join(clauses)) >= {_SOUNDS[other] for other in others} - {_SOUNDS[part]}


@untimed
@given(st.lists(st.sampled_from(sorted(_SOUNDS)), min_size=1), st.lists(st.sampled_from(sorted(_SOUNDS))))
def test_a_negative_prompt_always_wins(wanted: list[str], unwanted: list[str]) -> None:
    left = {_SOUNDS[part] for part in wanted} - {_SOUNDS[part] for part in unwanted}
    assert classes(", ".join(wanted), ", ".join(unwanted)) == left


@untimed
@given(
    st.text("qxz", min_size=3),
    st.lists(st.sampled_from(sorted(_SOUNDS)), max_size=4),
    st.sampled_from(["{}", "no {}", "loud {} on wood", "{}的声音"]),
)
def test_what_cannot_be_read_is_said(strange: str, others: list[str], phrase: str) -> None:
    reading = reader().read(", ".join([*others, phrase.format(strange)]))
    assert reading.unread == (strange,)
    assert any(strange in note for note in reading.notes)


@pytest.mark.parametrize("pattern", ["a", "没有", "no ", "，、", "魑魅", "not too ", "rain or no ", "-free "])
def test_long_prompts_are_read(pattern: str) -> None:
    assert reader().read((pattern * 2000)[:2000]).wishes == ()
