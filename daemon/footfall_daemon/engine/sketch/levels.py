"""How loud each sound is, as a rule and not by measurement.

One gain serves a whole request, whatever its clips hold: a clip of distant steps stays quieter than one of close
ones, and layers keep their proportions. So no clip, segment or layer is ever normalised; the limiter acts at peaks
alone. Figures are those of Foley under dialogue at -27 LUFS: feet and cloth at -38 to -32, things at -32 to -26,
hard hits peaking between -12 and -6 dBFS, places at -45 to -36, the air of a room at -58 dBFS.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from footfall_daemon.cues import Contact
from footfall_daemon.engine.sketch.clockwork import decibels
from footfall_daemon.engine.sketch.prompt import USUAL, Wish
from footfall_daemon.engine.sketch.vocabulary import SoundClass

LOUDEST = -9.0
"""Peak of the strongest hit, dBFS; words of strength add up to 3 dB."""
SUSTAINED: Mapping[SoundClass, float] = MappingProxyType(
    {
        SoundClass.cloth: -8.0,
        SoundClass.paper: -4.0,
        SoundClass.leaves: -11.0,
        SoundClass.wings: 1.0,
        SoundClass.creak: -13.0,
        SoundClass.scrape: -12.0,
        SoundClass.roll: -15.0,
        SoundClass.coins: -7.0,
        SoundClass.debris: -10.0,
        SoundClass.engine: -36.0,
        SoundClass.motorbike: -36.0,
        SoundClass.bicycle: -15.0,
        SoundClass.machine: -12.0,
        SoundClass.train: -14.0,
        SoundClass.electric: -8.0,
        SoundClass.drip: -14.0,
        SoundClass.bubbles: -16.0,
        SoundClass.rain: -26.0,
        SoundClass.thunder: -13.0,
        SoundClass.wind: -14.0,
        SoundClass.stream: -28.0,
        SoundClass.waves: -15.0,
        SoundClass.fire: -14.0,
        SoundClass.forest: -15.0,
        SoundClass.city: -17.0,
    }
)
"""dB that bring the sources of a class to their level, at usual strength and in lively motion."""

_BESIDE = {SoundClass.footsteps: -4.0, SoundClass.typing: -8.0, SoundClass.coins: -4.0, SoundClass.explosion: 3.0}
"""dB of hits beside the strongest."""
_DB_PER_INTENSITY = 14.0
_FAR = -9.0
_USUAL_AREA = 0.05
_FARTHEST, _NEAREST = 0.2, 1.2


def loudness(wish: Wish) -> float:
    """dB that the prompt's words of strength and distance add."""
    return _DB_PER_INTENSITY * (wish.intensity - USUAL) + (_FAR if wish.far else 0.0)


def gain(wish: Wish) -> float:
    """Factor of what goes on."""
    return decibels(SUSTAINED[wish.sound] + loudness(wish))


def amount(wish: Wish) -> float:
    """How much more of it there is: more drops, more crackle."""
    return float(2 ** (4 * (wish.intensity - USUAL)))


def peak(wish: Wish, contact: Contact) -> float:
    """Peak amplitude of a hit; a walker twice as far away is half as tall, and 6 dB quieter."""
    level = LOUDEST + _BESIDE.get(wish.sound, 0.0) + min(3.0, loudness(wish))
    return contact.strength * nearness(wish, contact) * decibels(level)


def nearness(wish: Wish, contact: Contact) -> float:
    if wish.sound is not SoundClass.footsteps:
        return 1.0
    return min(_NEAREST, max(_FARTHEST, float((contact.area / _USUAL_AREA) ** 0.5)))
