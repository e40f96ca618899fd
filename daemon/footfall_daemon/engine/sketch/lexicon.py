"""The words that Sketch knows, in English and Chinese, and what each means; the words stand in `lexicon.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from importlib import resources
from itertools import product

from footfall_daemon.engine.sketch.materials import Material
from footfall_daemon.engine.sketch.vocabulary import Shoe, SoundClass

SOFT, USUAL, STRONG = 0.25, 0.5, 0.8
"""Intensity."""
SLOW, FAST = 0.7, 1.4
"""Pace, relative to the usual one."""


class Role(Enum):
    """What a word does to the phrase in which it stands."""

    tells = auto()
    """Says something about the sound."""
    end = auto()
    """Ends a clause and what is negated in it."""
    pause = auto()
    """Ends a clause, as a comma does."""
    join = auto()
    """Joins two clauses: a negation reaches across."""
    either = auto()
    """Joins the last of a list, all of which is negated."""
    negates = auto()
    """What follows in the clause is not wanted."""
    lacks = auto()
    """Negates, but may stand in a clause of relation that describes what is wanted: 没有雷声的雨."""
    owns = auto()
    """Ends such a clause."""
    undone = auto()
    """What precedes in the clause is not wanted."""
    less = auto()
    """Turns the next word of strength or pace around."""
    upon = auto()
    """What follows is the surface on which it happens."""
    barrier = auto()
    """What precedes is not described by what follows."""
    idle = auto()
    """Says nothing of the sound."""
    unread = auto()
    """Another word that only looks as if it held one of the lexicon's."""
    skip = auto()
    """May stand inside a term of several words."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one term says."""

    role: Role = Role.tells
    sound: SoundClass | None = None
    weak: bool = False
    """The sound counts only where its clause names no other."""
    breaking: bool = False
    """Glass or ceramic in the same clause breaks."""
    material: Material | None = None
    thing: bool = False
    """The material is a guess from the thing that is named."""
    intensity: float | None = None
    pace: float | None = None
    size: float | None = None
    far: bool = False
    shoe: Shoe | None = None
    refused: str = ""
    unmade: str = ""


Terms = Mapping[tuple[str, ...], Meaning]
"""Meanings by words of English and characters of Chinese."""

_ROLES = {
    "end": Role.end,
    "join": Role.join,
    "or": Role.either,
    "not": Role.negates,
    "lacks": Role.lacks,
    "possessive": Role.owns,
    "undone": Role.undone,
    "less": Role.less,
    "upon": Role.upon,
    "barrier": Role.barrier,
    "neutral": Role.idle,
    "unread": Role.unread,
    "skip": Role.skip,
}
_INTENSITY = {"soft": SOFT, "strong": STRONG}
_PACE = {"slow": SLOW, "fast": FAST}
_SIZE = {"small": 0.7, "large": 1.4}
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_UNIT = re.compile(rf"-free\b|[{_HAN}]|(?:(?![{_HAN}_])\w)+(?:'(?!s\b)\w+)*|'s\b|\n|[^\w\s]")


def units(text: str) -> list[str]:
    """Words, Chinese characters and marks of a text in lower case."""
    return _UNIT.findall(text)


def load() -> dict[tuple[str, ...], Meaning]:
    """All terms in all their forms. Where two make the same form, the one that stands first keeps it."""
    table = tomllib.loads(resources.files(__package__).joinpath("lexicon.toml").read_text(encoding="utf-8"))
    entries = [
        (term, meaning_of(marks)) for marks, terms in table.items() for term in re.split(r"\s*,\s*", terms.strip())
    ]
    known = {tuple(units(" ".join(term.replace("*", "").split()).lower())): meaning for term, meaning in entries}
    for term, meaning in entries:
        for form in _forms(term.lower().split()):
            known.setdefault(form, meaning)
    return known


def meaning_of(marks: str) -> Meaning:
    """The meaning that a row of marks stands for. Raises KeyError for a mark that means nothing."""
    meaning = Meaning()
    for mark in marks.split():
        meaning = _with(meaning, mark)
    return meaning


def _with(meaning: Meaning, mark: str) -> Meaning:
    kind, _, what = mark.partition("-")
    match kind:
        case "of" | "thing":
            return replace(meaning, material=Material[what], thing=kind == "thing")
        case "refused":
            return replace(meaning, refused=what)
        case "unmade":
            return replace(meaning, unmade=what)
        case "weak":
            return replace(meaning, weak=True)
        case "breaking":
            return replace(meaning, breaking=True)
        case "far":
            return replace(meaning, far=True)
        case "soft" | "strong":
            return replace(meaning, intensity=_INTENSITY[kind])
        case "slow" | "fast":
            return replace(meaning, pace=_PACE[kind])
        case "small" | "large":
            return replace(meaning, size=_SIZE[kind])
        case _ if kind in Shoe.__members__:
            return replace(meaning, shoe=Shoe[kind])
        case _ if kind in _ROLES:
            return replace(meaning, role=_ROLES[kind])
        case _:
            return replace(meaning, sound=SoundClass[kind])


def _forms(words: list[str]) -> Iterator[tuple[str, ...]]:
    """A term with the regular endings of its starred words and the plural of its last."""
    choices = [_verb(word[:-1]) if word.endswith("*") else {word} for word in words]
    if words[-1].isascii():
        choices[-1] = choices[-1] | _plural(words[-1].rstrip("*"))
    for form in product(*(sorted(choice) for choice in choices)):
        yield tuple(units(" ".join(form)))


def _plural(noun: str) -> set[str]:
    if re.search(r"[^aeiou]y$", noun):
        return {f"{noun[:-1]}ies"}
    return {f"{noun}es"} if re.search(r"(?:s|x|z|ch|sh)$", noun) else {f"{noun}s"}


def _verb(verb: str) -> set[str]:
    """Third person, past and participle; British and American doubling alike."""
    stem = verb[:-1] if re.search(r"[^eo]e$", verb) else verb
    past = f"{verb[:-1]}ied" if re.search(r"[^aeiou]y$", verb) else f"{verb.removesuffix('e')}ed"
    forms = {verb, past, f"{stem}ing"} | _plural(verb)
    if re.search(r"[^aeiou][aeiou][bdgklmnprtvz]$", verb):
        forms |= {f"{verb}{verb[-1]}ed", f"{verb}{verb[-1]}ing"}
    return forms
