"""Puts picture and prompt together: which contact makes which sound, what runs underneath, what is said about it.

No hit is ever invented: what the picture does not show is not struck.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from footfall_bridge.protocol import Layer
from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.cues import Contact, ContactKind, Cues
from footfall_daemon.engine.sketch.air import whoosh
from footfall_daemon.engine.sketch.casting import STRUCK, Palette, sound_of, step_of
from footfall_daemon.engine.sketch.clockwork import Identity, Source
from footfall_daemon.engine.sketch.hits import Hit, Hits, Sound
from footfall_daemon.engine.sketch.levels import loudness, peak
from footfall_daemon.engine.sketch.mix import Part
from footfall_daemon.engine.sketch.mixdown import Mixdown
from footfall_daemon.engine.sketch.motion import motion_of
from footfall_daemon.engine.sketch.places import room
from footfall_daemon.engine.sketch.prompt import Reading, Wish
from footfall_daemon.engine.sketch.space import Panned, Roomy
from footfall_daemon.engine.sketch.sustained import driven, place
from footfall_daemon.engine.sketch.vocabulary import AMBIENCES, SoundClass, stem_of

_WHOOSH, _WHOOSH_UNASKED = -22.0, -34.0  # dBFS (RMS) at full speed
_SWING, _SWING_UNASKED = 0.4, 0.8  # picture diagonals per second
_BLOWS = frozenset({ContactKind.impact, ContactKind.stop, ContactKind.merge})


@dataclass(frozen=True)
class Score:
    """All sounds of one file, and what the user should know."""

    parts: tuple[Part, ...]
    notes: tuple[str, ...]


def compose(cues: Cues, reading: Reading, seed: int, samples: int, mixdown: Mixdown) -> Score:
    return _Composer(cues, reading, seed, samples, mixdown).score()


class _Composer:
    def __init__(self, cues: Cues, reading: Reading, seed: int, samples: int, mixdown: Mixdown) -> None:
        self._reading = reading
        self._mixdown = mixdown
        self._seed = seed
        self._palette = Palette(self._seed)
        self._shift = mixdown.start + mixdown.offset
        self._motion = motion_of(cues.curves, self._identity("motion"), self._shift, samples / SAMPLE_RATE)
        self._wishes = {wish.sound: wish for wish in reading.wishes} or _unasked(reading)
        # Half sensitivity believes contacts of half confidence and more.
        sure = [contact for contact in cues.contacts if contact.confidence >= 1 - mixdown.sensitivity]
        sure = sorted(sure, key=lambda contact: contact.time)
        self._blows = [contact for contact in sure if contact.kind in _BLOWS]
        self._steps = [contact for contact in sure if contact.kind is ContactKind.step]
        self._doubtful = len(cues.contacts) - len(self._blows) - len(self._steps)
        self._notes = list(reading.notes)

    def score(self) -> Score:
        self._remark()
        spots = [*self._footsteps(), *self._hits(), *self._air(), *self._moving()]
        parts = [*map(self._placed, spots), *self._ambience()]
        return Score(tuple(parts), tuple(self._notes))

    def _footsteps(self) -> list[Part]:
        wish = self._wishes.get(SoundClass.footsteps)
        if wish is None:
            return []
        alone = bool(self._reading.wishes) and not STRUCK & set(self._wishes)
        steps = self._steps or (self._blows if alone else [])
        if not steps:
            self._miss("No step was seen in the picture", wish)
            return []
        times = [contact.time for contact in steps]
        names = [self._named("step", contact) for contact in steps]
        feet = [
            step_of(name, wish, contact, times, index, self._palette)
            for index, (name, contact) in enumerate(zip(names, steps, strict=True))
        ]
        return self._struck(wish, [(c, foot.share, foot) for c, foot in zip(steps, feet, strict=True)])

    def _hits(self) -> list[Part]:
        """Several kinds of hits go to moving things in order of appearance; one thing alone gets them all."""
        wishes = [wish for sound, wish in self._wishes.items() if sound in STRUCK]
        if not wishes:
            return []
        walked = SoundClass.footsteps in self._wishes
        contacts = self._blows if walked else sorted(self._blows + self._steps, key=lambda contact: contact.time)
        if not contacts:
            self._miss("No contact was seen in the picture", *wishes)
        tracks = list(dict.fromkeys(contact.track for contact in contacts))
        parts: list[Part] = []
        for rank, wish in enumerate(wishes):
            parts += self._cast(wish, rank, len(wishes), contacts, tracks)
        return parts

    def _cast(
        self, wish: Wish, rank: int, of: int, contacts: Sequence[Contact], tracks: Sequence[int]
    ) -> list[Part]:
        shared = len(tracks) == 1
        mine = [c for c in contacts if shared or min(tracks.index(c.track), of - 1) == rank]
        share = of**-0.5 if shared else 1.0
        named = [(contact, self._named(wish.sound.name, contact)) for contact in mine]
        return self._struck(wish, [(c, share, sound_of(name, wish, c, self._palette)) for c, name in named])

    def _struck(self, wish: Wish, sounds: Iterable[tuple[Contact, float, Sound]]) -> list[Part]:
        hits = tuple(
            Hit(
                self._shift + contact.time,
                share * peak(wish, contact),
                sound,
                contact.x if self._mixdown.pan else 0.5,
            )
            for contact, share, sound in sounds
        )
        return [Part(stem_of(wish.sound), Hits(hits))] if hits else []

    def _air(self) -> list[Part]:
        """Without a prompt fast things are heard a little; with one, where it says so."""
        asked = self._wishes.get(SoundClass.whoosh)
        if asked is None and (self._reading.wishes or SoundClass.whoosh in self._reading.excluded):
            return []
        threshold = _SWING_UNASKED if asked is None else _SWING
        level = _WHOOSH_UNASKED if asked is None else _WHOOSH + loudness(asked)
        heard = tuple(self._shift + contact.time for contact in self._blows + self._steps)
        sound = whoosh(self._identity("air"), self._motion, threshold, heard, level)
        return [Part(Layer.props, self._panned(sound))]

    def _moving(self) -> list[Part]:
        parts: list[Part] = []
        for sound, wish in self._wishes.items():
            sources = map(self._panned, driven(self._identity(sound.name), wish, self._motion))
            parts += [Part(stem_of(sound), source) for source in sources]
        return parts

    def _ambience(self) -> list[Part]:
        parts: list[Part] = []
        for sound, wish in self._wishes.items():
            parts += [Part(stem_of(sound), source) for source in place(self._identity(sound.name), wish)]
        if not AMBIENCES & set(self._wishes) and SoundClass.room not in self._reading.excluded:
            parts += [Part(Layer.ambience, source) for source in room(self._identity("room"), 0.0)]
        return parts

    def _panned(self, source: Source) -> Source:
        return Panned(source, self._motion.x) if self._mixdown.pan else source

    def _placed(self, part: Part) -> Part:
        return part if self._mixdown.room is None else Part(part.stem, Roomy(part.source, self._mixdown.room))

    def _identity(self, *names: str) -> Identity:
        return (self._seed, *names)

    def _named(self, name: str, contact: Contact) -> Identity:
        """What a contact's draws hang on: its moment, so that its neighbours may come and go."""
        return (self._seed, name, round((self._mixdown.start + contact.time) * SAMPLE_RATE), contact.track)

    def _remark(self) -> None:
        if self._doubtful:
            contacts = "contact was" if self._doubtful == 1 else "contacts were"
            self._notes.append(f"{self._doubtful} possible {contacts} too uncertain to sound.")
        if (self._blows or self._steps) and not (STRUCK | {SoundClass.footsteps}) & set(self._wishes):
            self._notes.append("Contacts were seen, but the prompt names nothing that hits, so they stay silent.")

    def _miss(self, what: str, *wishes: Wish) -> None:
        if self._reading.wishes:
            names = " and ".join(wish.sound.value for wish in wishes)
            self._notes.append(f"{what}, so there is nothing to hear of: {names}.")


def _unasked(reading: Reading) -> dict[SoundClass, Wish]:
    """Without a readable prompt: what the picture shows, of nothing in particular."""
    wanted = [SoundClass.footsteps, SoundClass.impact]
    return {sound: Wish(sound) for sound in wanted if sound not in reading.excluded}
