"""What one clause of a prompt says: its sounds, and which of its words describe which of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from footfall_daemon.engine.sketch.clauses import Clause
from footfall_daemon.engine.sketch.lexicon import FAST, SLOW, SOFT, STRONG, USUAL, Meaning, Role
from footfall_daemon.engine.sketch.materials import Material
from footfall_daemon.engine.sketch.vocabulary import HIT_CLASSES, Shoe, SoundClass

_OPPOSITE = {None: None, SOFT: USUAL, USUAL: USUAL, STRONG: SOFT, SLOW: 1.0, FAST: SLOW}
_BRITTLE = {Material.glass, Material.ceramic}
_OF_SOMETHING = HIT_CLASSES - {SoundClass.clap, SoundClass.punch} | {
    SoundClass.footsteps,
    SoundClass.creak,
    SoundClass.scrape,
    SoundClass.roll,
    SoundClass.coins,
    SoundClass.debris,
    SoundClass.whoosh,
    SoundClass.cloth,
    SoundClass.drip,
    SoundClass.rain,
    SoundClass.stream,
}
"""Sounds that depend on what takes part."""
_WATERY = {SoundClass.splash, SoundClass.stream, SoundClass.drip}
_Spot = tuple[SoundClass, int]
"""A sound and where it is named."""
_MOTORS = {SoundClass.engine, SoundClass.machine, SoundClass.electric}
_DISPLACED = {
    SoundClass.footsteps: {SoundClass.leaves},
    SoundClass.rain: {SoundClass.leaves},
    SoundClass.bounce: {SoundClass.punch},
    SoundClass.creak: {SoundClass.door},
    SoundClass.knock: {SoundClass.door},
    SoundClass.glass_break: {SoundClass.door},
    SoundClass.door: {SoundClass.scrape},
    SoundClass.drip: {SoundClass.stream},
    SoundClass.bubbles: {SoundClass.stream},
    SoundClass.waves: {SoundClass.splash},
    SoundClass.cloth: {SoundClass.wings},
    SoundClass.thunder: {SoundClass.clap, SoundClass.explosion},
    SoundClass.machine: {SoundClass.engine, SoundClass.electric},
    SoundClass.engine: {SoundClass.electric},
    SoundClass.motorbike: _MOTORS,
    SoundClass.bicycle: _MOTORS | {SoundClass.roll, SoundClass.coins},
    SoundClass.train: _MOTORS,
}
"""The special before the general, where one clause names both."""
_PLACES = {SoundClass.room, SoundClass.forest, SoundClass.city}
_BESIDE_IMPACTS = (
    _MOTORS
    | _PLACES
    | {
        SoundClass.impact,
        SoundClass.motorbike,
        SoundClass.bicycle,
        SoundClass.train,
        SoundClass.whoosh,
        SoundClass.cloth,
        SoundClass.paper,
        SoundClass.wind,
        SoundClass.fire,
    }
)
"""Any other sound is what an impact in the same clause makes."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a sound is made, as far as it is said."""

    intensity: float | None = None
    pace: float | None = None
    size: float | None = None
    far: bool = False
    shoe: Shoe | None = None

    def or_else(self, other: Manner) -> Manner:
        return Manner(
            self.intensity or other.intensity,
            self.pace or other.pace,
            self.size or other.size,
            self.far or other.far,
            self.shoe or other.shoe,
        )

    def turned(self) -> Manner:
        """What “not so …” makes of it."""
        return replace(self, intensity=_OPPOSITE[self.intensity], pace=_OPPOSITE[self.pace], size=None, far=False)


@dataclass(frozen=True, slots=True)
class Sounding:
    """A sound with all that is said of it; `surfaces` are those of the materials on which it happens."""

    sound: SoundClass
    manner: Manner = Manner()
    materials: tuple[Material, ...] = ()
    surfaces: tuple[Material, ...] = ()

    def described(self, manner: Manner, materials: Sequence[Material] = (), upon: bool = False) -> Sounding:
        """With more said of it; what was said before stands."""
        watery = {Material.water} if self.sound in _WATERY else set()
        fitting = tuple(m for m in materials if m not in watery) if takes_material(self.sound) else ()
        surfaces = fitting if upon or self.sound is SoundClass.footsteps else ()
        return Sounding(
            self.sound,
            self.manner.or_else(manner),
            tuple(dict.fromkeys(self.materials + fitting)),
            tuple(dict.fromkeys(self.surfaces + surfaces)),
        )

    def corrected(self, manner: Manner) -> Sounding:
        """With what is said later in the place of what was said before."""
        return replace(self, manner=manner.or_else(self.manner))

    def joined(self, other: Sounding) -> Sounding:
        """The same sound named twice."""
        return Sounding(
            self.sound,
            self.manner.or_else(other.manner),
            tuple(dict.fromkeys(self.materials + other.materials)),
            tuple(dict.fromkeys(self.surfaces + other.surfaces)),
        )


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a clause says. Without sounds of its own it describes those around it."""

    soundings: tuple[Sounding, ...] = ()
    manner: Manner = Manner()
    materials: tuple[Material, ...] = ()
    foreign: bool = False
    """It speaks of sounds that this engine does not make."""


def takes_material(sound: SoundClass) -> bool:
    return sound in _OF_SOMETHING


def read(clause: Clause) -> Phrase:
    words = list(_turned([word.meaning or Meaning(Role.unread) for word in clause.words]))
    places = _heard(words)
    foreign = any(word.refused or word.unmade for word in words)
    if not places:
        manner = Manner()
        for word in words:
            manner = manner.or_else(_manner(word))
        return Phrase((), manner, tuple(material for _, material, _ in _materials(words)), foreign)
    return Phrase(tuple(_described(words, places).values()), foreign=foreign)


def excluded(clause: Clause) -> set[SoundClass]:
    """The sounds that a negated clause rules out: all it names, but for the place where they would be."""
    words = [word.meaning for word in clause.words if word.meaning]
    named = [index for index, word in enumerate(words) if word.sound or word.refused or word.unmade]
    edges = [index for index, word in enumerate(words) if word.role in (Role.barrier, Role.upon)]
    last = next((edge for edge in edges if named and edge > named[0]), len(words))
    inner = [word for word in words[:last] if word.sound]
    foreign = any(word.refused or word.unmade for word in words[:last])
    firm = {word.sound for word in inner if word.sound and not word.weak}
    weak = {word.sound for word in inner if word.sound} if not foreign else set()
    broken = {SoundClass.glass_break} if any(word.breaking for word in inner) else set()
    return (firm or weak) | broken


def _turned(words: Sequence[Meaning]) -> Iterator[Meaning]:
    turning = False
    for word in words:
        manner = _manner(word)
        if turning and word.sound is None and (manner.intensity or manner.pace):
            opposite = manner.turned()
            yield replace(word, intensity=opposite.intensity, pace=opposite.pace, size=None, far=False)
            turning = False
        else:
            yield word
        turning = turning or word.role is Role.less


def _heard(words: Sequence[Meaning]) -> dict[SoundClass, list[int]]:
    """Where each sound of the clause is named: the special before the general, the firm before the weak."""
    materials = {word.material for word in words}
    foreign = any(word.refused or word.unmade for word in words)
    firm = [(word.sound, index) for index, word in enumerate(words) if word.sound and not word.weak]
    weak = [(word.sound, index) for index, word in enumerate(words) if word.sound and word.weak]
    if materials & _BRITTLE:
        firm += [(SoundClass.glass_break, index) for index, word in enumerate(words) if word.breaking]
    if not firm and weak and Material.water in materials and {sound for sound, _ in weak} == {SoundClass.impact}:
        weak = [(SoundClass.splash, index) for _, index in weak]
    places: dict[SoundClass, list[int]] = {}
    for sound, index in firm + ([] if foreign else _not_outdone(weak, firm)):
        places.setdefault(sound, []).append(index)
    return {sound: places[sound] for sound in places if not _is_displaced(sound, places)}


def _not_outdone(weak: list[_Spot], firm: list[_Spot]) -> list[_Spot]:
    """The weak sounds that count: all where there is no other, and all but places beside the name of a place."""
    if not firm:
        return weak
    if {sound for sound, _ in firm} <= _PLACES:
        return [(sound, index) for sound, index in weak if sound not in _PLACES]
    return []


def _is_displaced(sound: SoundClass, others: dict[SoundClass, list[int]]) -> bool:
    if sound is SoundClass.impact and not set(others) <= _BESIDE_IMPACTS:
        return True
    return any(sound in _DISPLACED.get(other, ()) for other in others)


def _described(words: Sequence[Meaning], places: dict[SoundClass, list[int]]) -> dict[SoundClass, Sounding]:
    soundings = {sound: Sounding(sound) for sound in places}
    own = {index for indices in places.values() for index in indices}
    for index, word in enumerate(words):
        if index not in own and (manner := _manner(word)) != Manner():
            sound = _described_at(index, words, places)
            soundings[sound] = soundings[sound].described(manner)
    for index, material, upon in _materials(words):
        if (taker := _taker(index, upon, words, places)) is not None:
            soundings[taker] = soundings[taker].described(Manner(), (material,), upon)
    for sound, indices in places.items():
        for index in indices:
            soundings[sound] = soundings[sound].described(_manner(words[index]))
    return soundings


def _manner(word: Meaning) -> Manner:
    return Manner(word.intensity, word.pace, word.size, word.far, word.shoe)


def _described_at(index: int, words: Sequence[Meaning], places: dict[SoundClass, list[int]]) -> SoundClass:
    """The sound that a word describes: the next one, if nothing stands between, else the nearest before."""
    spots = sorted((spot, sound) for sound, spots in places.items() for spot in spots)
    following = [(spot, sound) for spot, sound in spots if spot >= index]
    preceding = [sound for spot, sound in spots if spot < index]
    if following and (not preceding or not _parted(words[index : following[0][0]])):
        return following[0][1]
    return preceding[-1]


def _parted(words: Sequence[Meaning]) -> bool:
    return any(word.role in (Role.barrier, Role.upon) for word in words)


def _taker(
    index: int, upon: bool, words: Sequence[Meaning], places: dict[SoundClass, list[int]]
) -> SoundClass | None:
    """The sound in which a material takes part: feet first, as they always touch something."""
    takers = {sound: spots for sound, spots in places.items() if takes_material(sound)}
    if (own := words[index].sound) in takers:
        return own
    if not takers or SoundClass.footsteps in takers:
        return SoundClass.footsteps if takers else None
    before = {sound: spots for sound, spots in takers.items() if spots[0] < index}
    return _described_at(index, words, before if upon and before else takers)


def _materials(words: Sequence[Meaning]) -> Iterator[tuple[int, Material, bool]]:
    """Where each material is named, and whether as a surface. A plastic cup is not of what cups are made of."""
    upon, said = False, False
    for index, word in enumerate(words):
        if word.role in (Role.upon, Role.barrier):
            upon = word.role is Role.upon
        if word.material and not (word.thing and said):
            yield index, word.material, upon
        if word.sound and not word.weak and word.role is not Role.upon:
            upon = False
        if word.role is not Role.idle:
            said = word.material is not None and not word.thing
