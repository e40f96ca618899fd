"""Reads a prompt: which sounds are wanted, of what and how strong, which are not, and what was not understood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from footfall_daemon.engine.sketch import lexicon
from footfall_daemon.engine.sketch.lexicon import HIT_CLASSES, SoundClass
from footfall_daemon.engine.sketch.materials import Material

SOFT, USUAL, STRONG = 0.25, 0.5, 0.8


@dataclass(frozen=True, slots=True)
class Wish:
    """A sound that is wanted."""

    sound: SoundClass
    materials: tuple[Material, ...] = ()
    intensity: float = USUAL
    size: float = 1.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What a prompt and a negative prompt say."""

    wishes: tuple[Wish, ...] = ()
    excluded: frozenset[SoundClass] = frozenset()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Refused:
    what: str


@dataclass(frozen=True, slots=True)
class _Unbuilt:
    what: str


@dataclass(frozen=True, slots=True)
class _Strength:
    intensity: float


@dataclass(frozen=True, slots=True)
class _Size:
    factor: float


@dataclass(frozen=True, slots=True)
class _Faint:
    """An impact, where the phrase holds no other sound; `breaking`: of glass or ceramic, it breaks."""

    breaking: bool


_Meaning = SoundClass | Material | _Refused | _Unbuilt | _Strength | _Size | _Faint


class Reader:
    """Finds the words of the lexicon in prompts."""

    def __init__(self) -> None:
        self._meanings: dict[str, list[_Meaning]] = {}
        for meaning, terms in _entries():
            for term in re.split(r"\s*,\s*", terms.strip()):
                for form in _forms(" ".join(term.split())):
                    self._meanings.setdefault(form, []).append(meaning)
        longest_first = sorted(self._meanings, key=len, reverse=True)
        english = "|".join(re.escape(form) for form in longest_first if form.isascii())
        chinese = "|".join(form for form in longest_first if not form.isascii())
        self._terms = re.compile(rf"(?<![a-z])(?:{english})(?![a-z])|{chinese}")

    def read(self, prompt: str, negative: str = "") -> Reading:
        wishes: list[Wish] = []
        excluded: set[SoundClass] = set()
        notes: list[str] = []
        for phrase, negated in _phrases(prompt):
            meanings = self._look_up(phrase)
            if negated:
                excluded |= _sounds(meanings)
                continue
            notes += _remarks(phrase, meanings)
            wishes = _added(wishes, meanings)
        for phrase, _ in _phrases(negative):
            excluded |= _sounds(self._look_up(phrase))
        kept = tuple(wish for wish in wishes if wish.sound not in excluded)
        return Reading(kept, frozenset(excluded), tuple(dict.fromkeys(notes)))

    def _look_up(self, phrase: str) -> list[_Meaning]:
        return [meaning for match in self._terms.finditer(phrase) for meaning in self._meanings[match[0]]]


def _entries() -> Iterator[tuple[_Meaning, str]]:
    yield from lexicon.CLASSES.items()
    yield from lexicon.MATERIALS.items()
    yield from _named(_Refused, lexicon.REFUSED)
    yield from _named(_Unbuilt, lexicon.UNBUILT)
    yield _Faint(breaking=False), lexicon.FAINT_IMPACT
    yield _Faint(breaking=True), lexicon.BREAKING
    yield _Strength(SOFT), lexicon.SOFTER
    yield _Strength(STRONG), lexicon.STRONGER
    yield _Size(0.7), lexicon.SMALLER
    yield _Size(1.4), lexicon.LARGER


def _named(kind: type[_Refused] | type[_Unbuilt], terms: Mapping[str, str]) -> Iterator[tuple[_Meaning, str]]:
    for what, words in terms.items():
        yield kind(what), words


def _forms(term: str) -> Iterable[str]:
    """The term and its regular inflections: plural, third person, past, participle."""
    if not term.isascii():
        return [term]
    stem = term[:-1] if term.endswith("e") else term
    endings = {term, f"{term}s", f"{term}es", f"{stem}ed", f"{stem}ing"}
    if term.endswith("y"):
        endings |= {f"{term[:-1]}ies", f"{term[:-1]}ied"}
    if re.search(r"[^aeiou][aeiou][bdgklmnprt]$", term):
        endings |= {f"{term}{term[-1]}ed", f"{term}{term[-1]}ing"}
    return endings


def _phrases(text: str) -> Iterator[tuple[str, bool]]:
    """Phrases in order, each with whether it is negated."""
    for sentence in re.split(lexicon.ENDS, text.lower().replace("’", "'")):
        negated = False
        for phrase in re.split(lexicon.JOINS, sentence):
            wanted, *unwanted = re.split(lexicon.NEGATIONS, phrase, maxsplit=1)
            if wanted.strip():
                yield wanted.strip(), negated
            negated = negated or bool(unwanted)
            if unwanted:
                yield unwanted[0].strip(), True


def _sounds(meanings: list[_Meaning]) -> set[SoundClass]:
    """The classes that a phrase names: specific ones before generic ones."""
    materials = [meaning for meaning in meanings if isinstance(meaning, Material)]
    named = {meaning for meaning in meanings if isinstance(meaning, SoundClass)}
    faint = [meaning for meaning in meanings if isinstance(meaning, _Faint)]
    if any(hint.breaking for hint in faint) and {Material.glass, Material.ceramic} & set(materials):
        named.add(SoundClass.glass_break)
    if named & (HIT_CLASSES - {SoundClass.impact}):
        named.discard(SoundClass.impact)
    if SoundClass.knock in named or SoundClass.glass_break in named:
        named.discard(SoundClass.door)
    if not named and (faint or (materials and not _others(meanings))):
        named.add(SoundClass.impact)
    return named


def _others(meanings: list[_Meaning]) -> bool:
    return any(isinstance(meaning, _Refused | _Unbuilt) for meaning in meanings)


def _added(wishes: list[Wish], meanings: list[_Meaning]) -> list[Wish]:
    """The wishes with those of one more phrase; one that names no sound describes the last."""
    materials = tuple(dict.fromkeys(meaning for meaning in meanings if isinstance(meaning, Material)))
    strengths = [meaning.intensity for meaning in meanings if isinstance(meaning, _Strength)]
    size = 1.0
    for meaning in meanings:
        size *= meaning.factor if isinstance(meaning, _Size) else 1.0
    sounds = _sounds(meanings)
    describes = not any(isinstance(meaning, SoundClass | _Faint | _Refused | _Unbuilt) for meaning in meanings)
    if describes and wishes and meanings:
        last = wishes[-1]
        intensity = strengths[0] if strengths else last.intensity
        return [*wishes[:-1], replace(last, materials=last.materials + materials, intensity=intensity)]
    intensity = strengths[0] if strengths else USUAL
    in_order = [sound for sound in SoundClass if sound in sounds]
    return _merged([*wishes, *(Wish(sound, materials, intensity, size) for sound in in_order)])


def _merged(wishes: list[Wish]) -> list[Wish]:
    """A sound named twice is wanted once, of all the materials named."""
    once: dict[SoundClass, Wish] = {}
    for wish in wishes:
        if (first := once.get(wish.sound)) is None:
            once[wish.sound] = wish
        else:
            materials = tuple(dict.fromkeys(first.materials + wish.materials))
            once[wish.sound] = replace(first, materials=materials)
    return list(once.values())


def _remarks(phrase: str, meanings: list[_Meaning]) -> list[str]:
    refused = [meaning.what for meaning in meanings if isinstance(meaning, _Refused)]
    unbuilt = [meaning.what for meaning in meanings if isinstance(meaning, _Unbuilt)]
    notes = [f"This engine makes no {what}: “{phrase}” was left out." for what in refused[:1]]
    notes += [f"This engine cannot make {what} yet: “{phrase}” may be incomplete." for what in unbuilt[:1]]
    if not meanings and re.search(r"\w", phrase):
        notes.append(f"“{phrase}” was not understood.")
    return notes
