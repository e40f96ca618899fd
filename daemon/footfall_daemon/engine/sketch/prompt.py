"""Reads a prompt: which sounds are wanted, of what and how strong, which are not, and what was not understood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from footfall_daemon.engine.sketch import lexicon, phrases
from footfall_daemon.engine.sketch.clauses import Clause, Splitter
from footfall_daemon.engine.sketch.lexicon import SOFT, STRONG, USUAL, Role
from footfall_daemon.engine.sketch.materials import Material
from footfall_daemon.engine.sketch.phrases import Manner, Phrase, Sounding
from footfall_daemon.engine.sketch.vocabulary import Shoe, SoundClass

__all__ = ["SOFT", "STRONG", "USUAL", "Reader", "Reading", "Wish"]

_INSTEAD = "name sounds of things or places, such as “footsteps on gravel, light rain”"


@dataclass(frozen=True, slots=True)
class Wish:
    """A sound that is wanted."""

    sound: SoundClass
    materials: tuple[Material, ...] = ()
    """All that take part. Of footsteps: what is walked on."""
    intensity: float = USUAL
    size: float = 1.0
    pace: float = 1.0
    """Relative to the usual one."""
    far: bool = False
    surface: Material | None = None
    """The one of the materials on which it happens."""
    shoe: Shoe | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a prompt and a negative prompt say."""

    wishes: tuple[Wish, ...] = ()
    excluded: frozenset[SoundClass] = frozenset()
    notes: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    """What was asked for of music, speech and crowds: never made."""
    unmade: tuple[str, ...] = ()
    """Other sounds that were understood and that this engine does not make."""
    unread: tuple[str, ...] = ()
    """Words that mean nothing to it."""

    @property
    def refusal(self) -> str:
        """What to tell who asks for nothing but music, speech or a crowd; empty for all others."""
        if not self.refused or self.wishes or self.unread:
            return ""
        return f"This engine makes no {' and no '.join(self.refused)}: {_INSTEAD}."


class Reader:
    """Finds the words of the lexicon in prompts."""

    def __init__(self) -> None:
        self._splitter = Splitter(lexicon.load())

    def read(self, prompt: str, negative: str = "") -> Reading:
        clauses = self._splitter.split(prompt)
        unwanted = self._splitter.split(negative)
        draft = _Draft()
        for clause in clauses:
            (draft.exclude if clause.negated else draft.add)(clause)
        for clause in unwanted:
            draft.exclude(clause)
        refused = list(_foreign(clauses, "refused"))
        unmade = list(_foreign(clauses, "unmade"))
        unread = tuple(dict.fromkeys(word for clause in clauses + unwanted for word in _unread(clause)))
        return Reading(
            wishes=draft.wishes(),
            excluded=frozenset(draft.excluded),
            notes=tuple(_notes(refused, unmade, unread)),
            refused=tuple(dict.fromkeys(what for what, _ in refused)),
            unmade=tuple(dict.fromkeys(what for what, _ in unmade)),
            unread=unread,
        )


class _Draft:
    """What is wanted so far. Clauses that only describe go to the sound before them, else to the first after."""

    def __init__(self) -> None:
        self.excluded: set[SoundClass] = set()
        self._soundings: dict[SoundClass, Sounding] = {}
        self._last: SoundClass | None = None
        self._manner = Manner()
        self._materials: tuple[Material, ...] = ()
        self._banned: set[Material] = set()

    def add(self, clause: Clause) -> None:
        phrase = phrases.read(clause)
        for new in phrase.soundings:
            first = self._soundings.get(new.sound)
            self._soundings[new.sound] = first.joined(new) if first else new
            self._last = new.sound
        if not phrase.soundings and not phrase.foreign:
            self._describe(phrase)

    def exclude(self, clause: Clause) -> None:
        phrase = phrases.read(clause)
        ruled_out = phrases.excluded(clause)
        self.excluded |= ruled_out
        if not ruled_out and not phrase.foreign:
            self._banned |= set(phrase.materials)
            if not phrase.materials:
                self._describe(Phrase(manner=phrase.manner.turned()))

    def wishes(self) -> tuple[Wish, ...]:
        self._settle()
        kept = (sounding for sound, sounding in self._soundings.items() if sound not in self.excluded)
        return tuple(_wish(sounding, self._banned) for sounding in kept)

    def _describe(self, phrase: Phrase) -> None:
        if self._last is None:
            self._manner = self._manner.or_else(phrase.manner)
        else:
            # What is said apart is meant: “boots, but softly”.
            sounding = self._soundings[self._last]
            self._soundings[self._last] = sounding.corrected(phrase.manner)
        taker = next((sound for sound in reversed(self._soundings) if phrases.takes_material(sound)), None)
        if taker is None:
            self._materials += phrase.materials
        else:
            self._soundings[taker] = self._soundings[taker].described(Manner(), phrase.materials)

    def _settle(self) -> None:
        """Descriptions that came before any sound; a material that nothing takes is struck."""
        taker = next((sound for sound in self._soundings if phrases.takes_material(sound)), None)
        if taker is None and (materials := [m for m in self._materials if m not in self._banned]):
            taker = SoundClass.stream if set(materials) == {Material.water} else SoundClass.impact
            self._soundings.setdefault(taker, Sounding(taker))
        if taker is not None:
            self._soundings[taker] = self._soundings[taker].described(Manner(), self._materials)
        for sound in list(self._soundings)[:1]:
            self._soundings[sound] = self._soundings[sound].described(self._manner)
        self._materials = ()


def _wish(sounding: Sounding, banned: set[Material]) -> Wish:
    manner = sounding.manner
    surfaces = [material for material in sounding.surfaces if material not in banned]
    materials = tuple(material for material in sounding.materials if material not in banned)
    return Wish(
        sounding.sound,
        materials,
        manner.intensity or (SOFT if manner.far else USUAL),
        manner.size or 1.0,
        manner.pace or 1.0,
        manner.far,
        surfaces[0] if surfaces else None,
        manner.shoe,
    )


def _foreign(clauses: Sequence[Clause], kind: str) -> Iterator[tuple[str, str]]:
    """What of a kind that is not made is wanted, and in which words."""
    for clause in clauses:
        for word in clause.words:
            if not clause.negated and word.meaning and (what := getattr(word.meaning, kind)):
                yield what, clause.text


def _unread(clause: Clause) -> Iterator[str]:
    """Words that the lexicon lacks, Chinese ones in runs. Of a clause that is left out as a whole, none."""
    if not clause.negated and any(word.meaning and word.meaning.refused for word in clause.words):
        return
    for strange, run in groupby(clause.words, lambda word: word.role is Role.unread):
        if strange:
            yield from Clause(list(run)).text.split()


def _notes(
    refused: Sequence[tuple[str, str]], unmade: Sequence[tuple[str, str]], unread: Sequence[str]
) -> Iterator[str]:
    for what, text in dict.fromkeys(refused):
        yield f"This engine makes no {what}: “{text}” was left out."
    for what, text in dict.fromkeys(unmade):
        yield f"This engine cannot make {what} yet: “{text}” may be incomplete."
    if unread:
        yield f"Could not read: {', '.join(f'“{word}”' for word in unread)}."
