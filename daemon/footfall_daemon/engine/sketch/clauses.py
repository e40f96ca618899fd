"""A prompt as clauses of known and unknown words, each wanted or negated."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from footfall_daemon.engine.sketch.lexicon import Meaning, Role, Terms, units
from footfall_daemon.engine.sketch.vocabulary import AMBIENCES

_END, _PAUSE = frozenset(";.!?+/&|()[]\n。【】"), frozenset(",:、")
_LONG_FORMS = {"’": "'", "‘": "'", "w/o": "without", "w/out": "without", "w/": "with "}
_LISTED = 3
"""Words that one item of an enumeration may have."""


@dataclass(frozen=True, slots=True)
class Word:
    """One term as it was written; `meaning` is missing where the lexicon does not know it."""

    text: str
    meaning: Meaning | None

    @property
    def role(self) -> Role:
        return self.meaning.role if self.meaning else Role.unread


@dataclass
class Clause:
    """What is said of one sound, or of a few."""

    words: list[Word] = field(default_factory=list)
    negated: bool = False
    lacking: bool = False
    """Negated by a word that may stand in a clause of relation."""

    @property
    def text(self) -> str:
        """As it was written, but for the spaces."""
        spaced = " ".join(word.text for word in self.words)
        return re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", spaced)


class _Draft:
    """The clauses so far; the last is still being written."""

    def __init__(self) -> None:
        self.clauses = [Clause()]
        self._joined = 0
        """Where the clauses begin that are joined to the last."""

    def take(self, word: Word, following: Sequence[Word]) -> None:
        last = self.clauses[-1]
        match word.role:
            case Role.end:
                self._begin(apart=True)
            case Role.pause:
                self._begin(apart=True, negated=last.negated and _list_goes_on(following))
            case Role.join | Role.either:
                self._begin(negated=last.negated)
            case Role.negates | Role.lacks if last.words and _closes(following):
                self._undo()
            case Role.negates | Role.lacks:
                self._begin(apart=True, negated=True, lacking=word.role is Role.lacks)
            case Role.owns:
                if last.lacking and _whole(last.words):
                    self._begin(apart=True)
            case Role.undone if word.text == "-free":
                free = last.words[-1:]
                del last.words[-1:]
                self.clauses[-1:] = [last, Clause(free, negated=True)]
                self._begin(apart=True)
            case Role.undone:
                self._undo()
            case _:
                last.words.append(word)

    def _begin(self, *, apart: bool = False, negated: bool = False, lacking: bool = False) -> None:
        self.clauses.append(Clause([], negated, lacking or (self.clauses[-1].lacking and not apart)))
        if apart:
            self._joined = len(self.clauses) - 1

    def _undo(self) -> None:
        for clause in self.clauses[self._joined :]:
            clause.negated = True


def _closes(following: Sequence[Word]) -> bool:
    """Whether a negation is the last word of its clause and so speaks of what precedes."""
    after = next((word.role for word in following if word.role not in (Role.idle, Role.owns)), Role.end)
    return after in (Role.end, Role.pause)


def _whole(words: Sequence[Word]) -> bool:
    """Whether words name a sound rather than the owner of one: 没有雷声的雨, but 没有木门的吱呀声."""
    last = words[-1] if words else Word("", None)
    if last.text.endswith("声") or last.meaning is None:
        return last.meaning is not None
    return bool(last.meaning.refused or last.meaning.unmade or last.meaning.sound in AMBIENCES)


class Splitter:
    """Divides prompts by the terms of a lexicon."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._longest = max(len(term) for term in terms)

    def split(self, prompt: str) -> list[Clause]:
        words = self._words(_plain(prompt))
        draft = _Draft()
        for index, word in enumerate(words):
            draft.take(word, words[index + 1 :])
        return [clause for clause in draft.clauses if clause.words]

    def _words(self, text: str) -> list[Word]:
        """The text in as few unknown words and then as few terms as possible."""
        parts = [part for part in units(text) if _speaks(part)]
        parts = [part for part in parts if self._role(part) is not Role.skip]
        best = [(0, 0)] * (len(parts) + 1)
        length = [1] * len(parts)
        for start in reversed(range(len(parts))):
            unknown, count = best[start + 1]
            best[start] = (unknown + 1, count + 1)
            for size in range(min(self._longest, len(parts) - start), 0, -1):
                unknown, count = best[start + size]
                if (unknown, count + 1) < best[start] and self._knows(parts[start : start + size]):
                    best[start], length[start] = (unknown, count + 1), size
        return list(self._cut(parts, length))

    def _cut(self, parts: Sequence[str], length: Sequence[int]) -> Iterator[Word]:
        start = 0
        while start < len(parts):
            taken = parts[start : start + length[start]]
            start += length[start]
            text = ("" if not taken[0].isascii() else " ").join(taken)
            yield Word(text, self._terms.get(tuple(taken)) or _mark(taken[0]))

    def _role(self, part: str) -> Role | None:
        meaning = self._terms.get((part,))
        return meaning.role if meaning else None

    def _knows(self, parts: Sequence[str]) -> bool:
        return tuple(parts) in self._terms or (len(parts) == 1 and _mark(parts[0]) is not None)


def _plain(prompt: str) -> str:
    text = unicodedata.normalize("NFKC", prompt).lower()
    for short, long in _LONG_FORMS.items():
        text = text.replace(short, long)
    return text


def _speaks(part: str) -> bool:
    """Not so: quotes, brackets, hyphens and other marks that change nothing."""
    return part == "-free" or part[0].isalnum() or part in _END | _PAUSE or unicodedata.category(part[0]) == "So"


def _mark(part: str) -> Meaning | None:
    if part == "、":
        return Meaning(Role.join)
    if part in _END | _PAUSE:
        return Meaning(Role.end if part in _END else Role.pause)
    return Meaning(Role.idle) if part.isdecimal() else None


def _list_goes_on(words: Sequence[Word]) -> bool:
    """Whether an enumeration that was begun in a negation ends in `or`: then all of it is negated."""
    rest = list(takewhile(lambda word: word.role not in (Role.end, Role.negates, Role.lacks), words))
    roles = [word.role for word in rest]
    if Role.either not in roles or {Role.upon, Role.barrier} & set(roles):
        return False
    telling = "".join("t" if role is Role.tells else "," for role in roles if role not in (Role.idle, Role.owns))
    return all(len(item) <= _LISTED for item in telling.split(","))
