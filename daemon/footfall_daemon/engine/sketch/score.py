"""Puts picture and prompt together: which contact makes which sound, what runs underneath, what is said about it.

No hit is ever invented: what the picture does not show is not struck.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.cues import Contact, ContactKind, Cues
from footfall_daemon.engine.sketch import ambience
from footfall_daemon.engine.sketch.air import cloth, speed_seen, whoosh
from footfall_daemon.engine.sketch.casting import USUAL_GROUND, sound_of, step_of
from footfall_daemon.engine.sketch.clockwork import Identity, Layer, decibels
from footfall_daemon.engine.sketch.impact import Hit, Hits
from footfall_daemon.engine.sketch.lexicon import HIT_CLASSES, SoundClass
from footfall_daemon.engine.sketch.materials import Material
from footfall_daemon.engine.sketch.motor import Motor
from footfall_daemon.engine.sketch.prompt import USUAL, Reading, Wish

SURE = 0.5
"""Contacts of less confidence are shown to the user, never sounded."""
LOUDEST = -9.0
"""Peak of the strongest hit, dBFS. A rule, not a measurement: clips of one request keep their proportions."""

_DB_PER_INTENSITY = 14.0
_WHOOSH, _WHOOSH_UNASKED = -22.0, -34.0
_SWING, _SWING_UNASKED = 0.4, 0.8  # picture diagonals per second
_CLOTH = -30.0
_MOTOR = -31.0
_BLOWS = frozenset({ContactKind.impact, ContactKind.stop, ContactKind.merge})
_SUSTAINED = (SoundClass.rain, SoundClass.wind, SoundClass.stream, SoundClass.fire, SoundClass.room)
_CRISP = {Material.plastic, Material.cardboard}


@dataclass(frozen=True)
class Score:
    """All layers of one file, and what the user should know."""

    layers: tuple[Layer, ...]
    notes: tuple[str, ...]


def compose(cues: Cues, reading: Reading, seed: int, samples: int) -> Score:
    return _Composer(cues, reading, seed, samples).score()


class _Composer:
    def __init__(self, cues: Cues, reading: Reading, seed: int, samples: int) -> None:
        self._cues = cues
        self._reading = reading
        self._seed = seed
        self._seconds = samples / SAMPLE_RATE
        self._wishes = {wish.sound: wish for wish in reading.wishes} or _unasked(reading)
        sure = sorted((c for c in cues.contacts if c.confidence >= SURE), key=lambda contact: contact.time)
        self._blows = [contact for contact in sure if contact.kind in _BLOWS]
        self._steps = [contact for contact in sure if contact.kind is ContactKind.step]
        self._doubtful = sum(1 for c in cues.contacts if c.confidence < SURE or c.kind is ContactKind.coincidence)
        self._notes = list(reading.notes)

    def score(self) -> Score:
        self._remark()
        layers = [*self._footsteps(), *self._hits(), *self._air(), *self._ambience()]
        return Score(tuple(layers), tuple(self._notes))

    def _footsteps(self) -> list[Layer]:
        wish = self._wishes.get(SoundClass.footsteps)
        if wish is None:
            return []
        alone = bool(self._reading.wishes) and not HIT_CLASSES & set(self._wishes)
        steps = self._steps or (self._blows if alone else [])
        if not steps:
            self._miss("No step was seen in the picture", wish)
        ground = wish.materials[0] if wish.materials else USUAL_GROUND
        times = [contact.time for contact in steps]
        hits = []
        for index, contact in enumerate(steps):
            step = step_of(self._named("step", contact), wish, ground, contact, times, index)
            hits.append(Hit(contact.time, _peak(wish, contact), step))
        return [Hits(tuple(hits))] if hits else []

    def _hits(self) -> list[Layer]:
        """Several kinds of hits go to moving things in order of appearance; one thing alone gets them all."""
        wishes = [wish for sound, wish in self._wishes.items() if sound in HIT_CLASSES]
        if not wishes:
            return []
        walked = SoundClass.footsteps in self._wishes
        contacts = self._blows if walked else sorted(self._blows + self._steps, key=lambda contact: contact.time)
        if not contacts:
            self._miss("No contact was seen in the picture", *wishes)
        tracks = list(dict.fromkeys(contact.track for contact in contacts))
        return [Hits(self._cast(wish, rank, len(wishes), contacts, tracks)) for rank, wish in enumerate(wishes)]

    def _cast(
        self, wish: Wish, rank: int, of: int, contacts: Sequence[Contact], tracks: Sequence[int]
    ) -> tuple[Hit, ...]:
        shared = len(tracks) == 1
        gain = of**-0.5 if shared else 1.0
        mine = [c for c in contacts if shared or min(tracks.index(c.track), of - 1) == rank]
        return tuple(
            Hit(
                contact.time,
                gain * _peak(wish, contact),
                sound_of(self._named(wish.sound, contact), wish, contact),
            )
            for contact in mine
        )

    def _air(self) -> list[Layer]:
        layers: list[Layer] = []
        speed = speed_seen(self._cues.curves)
        heard = tuple(contact.time for contact in self._blows + self._steps)
        asked = self._wishes.get(SoundClass.whoosh)
        if asked is not None:
            level = _WHOOSH + _loudness(asked)
            layers.append(whoosh(self._identity("air"), speed, _SWING, heard, level))
        elif not self._reading.wishes and SoundClass.whoosh not in self._reading.excluded:
            layers.append(whoosh(self._identity("air"), speed, _SWING_UNASKED, heard, _WHOOSH_UNASKED))
        if wish := self._wishes.get(SoundClass.cloth):
            crisp = bool(_CRISP & set(wish.materials))
            layers.append(cloth(self._identity("air"), self._cues.curves, crisp, _CLOTH + _loudness(wish)))
        return layers

    def _ambience(self) -> list[Layer]:
        layers: list[Layer] = []
        for sound, wish in self._wishes.items():
            layers += self._sustained(sound, wish)
        if not layers and SoundClass.room not in self._reading.excluded:
            layers += ambience.room(self._identity("room"))
        return layers

    def _sustained(self, sound: SoundClass, wish: Wish) -> list[Layer]:
        identity = self._identity(sound)
        match sound:
            case SoundClass.rain:
                return ambience.rain(identity, wish.intensity, wish.materials[0] if wish.materials else None)
            case SoundClass.wind:
                return ambience.wind(identity, wish.intensity)
            case SoundClass.stream:
                return ambience.stream(identity, wish.intensity)
            case SoundClass.fire:
                return ambience.fire(identity, wish.intensity)
            case SoundClass.engine:
                return [Motor(identity, speed_seen(self._cues.curves), self._seconds, _MOTOR + _loudness(wish))]
            case SoundClass.room:
                return ambience.room(identity, 10 + _loudness(wish))
            case _:
                return []

    def _identity(self, *layer: str) -> Identity:
        return (self._seed, *layer)

    def _named(self, layer: str, contact: Contact) -> Identity:
        """What a contact's draws hang on: its moment, so that its neighbours may come and go."""
        return (self._seed, str(layer), round(contact.time * 1e6), contact.track)

    def _remark(self) -> None:
        if self._doubtful:
            contacts = "contact was" if self._doubtful == 1 else "contacts were"
            self._notes.append(f"{self._doubtful} possible {contacts} too uncertain to sound.")
        if (self._blows or self._steps) and not (HIT_CLASSES | {SoundClass.footsteps}) & set(self._wishes):
            self._notes.append("Contacts were seen, but the prompt names nothing that hits, so they stay silent.")

    def _miss(self, what: str, *wishes: Wish) -> None:
        if self._reading.wishes:
            names = " and ".join(wish.sound.value for wish in wishes)
            self._notes.append(f"{what}, so there is nothing to hear of: {names}.")


def _unasked(reading: Reading) -> dict[SoundClass, Wish]:
    """Without a readable prompt: what the picture shows, of nothing in particular."""
    wanted = [SoundClass.footsteps, SoundClass.impact]
    return {sound: Wish(sound) for sound in wanted if sound not in reading.excluded}


def _peak(wish: Wish, contact: Contact) -> float:
    return contact.strength * decibels(LOUDEST + min(2.0, _loudness(wish)))


def _loudness(wish: Wish) -> float:
    """dB that the prompt's words of intensity add."""
    return _DB_PER_INTENSITY * (wish.intensity - USUAL)
