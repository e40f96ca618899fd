"""Which sources make a class that goes on, by itself or with what moves in the picture."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from footfall_daemon.engine.sketch import air, burning, friction, machines, places, rustle, water, weather
from footfall_daemon.engine.sketch.clockwork import Identity, Source
from footfall_daemon.engine.sketch.curves import Bursts, Level, Product, Steady
from footfall_daemon.engine.sketch.grains import Sprinkle, chimes
from footfall_daemon.engine.sketch.levels import amount, gain, loudness
from footfall_daemon.engine.sketch.materials import COIN, Material, Modes, modes_of
from footfall_daemon.engine.sketch.motion import Motion
from footfall_daemon.engine.sketch.motor import CAR, MOTORBIKE, Motor
from footfall_daemon.engine.sketch.prompt import Wish
from footfall_daemon.engine.sketch.vocabulary import SoundClass

_OfPlace = Callable[[Identity, float, float], list[Source]]
"""By identity, gain and amount."""
_OfMotion = Callable[[Identity, Motion, float], list[Source]]

_ASKED_ROOM = 10.0  # dB by which the air of a room is raised where the prompt names it
_CRISP = {Material.plastic, Material.cardboard}


def place(identity: Identity, wish: Wish) -> list[Source]:
    """Sounds that take no notice of the picture; they run on from clip to clip."""
    if wish.sound is SoundClass.room:
        return places.room(identity, _ASKED_ROOM + loudness(wish))
    makers: dict[SoundClass, _OfPlace] = {
        SoundClass.rain: partial(water.rain, ground=_ground(wish)),
        SoundClass.stream: water.stream,
        SoundClass.waves: water.waves,
        SoundClass.drip: water.drip,
        SoundClass.bubbles: water.boil,
        SoundClass.wind: weather.wind,
        SoundClass.thunder: weather.thunder,
        SoundClass.fire: burning.fire,
        SoundClass.electric: burning.electric,
        SoundClass.forest: places.forest,
        SoundClass.city: places.city,
        SoundClass.machine: machines.machine,
    }
    make = makers.get(wish.sound)
    return [] if make is None else make(identity, gain(wish), amount(wish))


def driven(identity: Identity, wish: Wish, motion: Motion) -> list[Source]:
    """Sounds of what moves, one channel each."""
    match wish.sound:
        case SoundClass.cloth:
            return rustle.cloth(identity, motion, bool(_CRISP & set(wish.materials)), gain(wish))
        case SoundClass.scrape:
            return friction.scrape(identity, motion, _body(wish), gain(wish))
        case SoundClass.roll:
            return friction.roll(identity, motion, _body(wish), gain(wish))
        case SoundClass.coins:
            return [_jingle(identity, motion, COIN, (0.85, 1.3), 26, gain(wish))]
        case SoundClass.debris:
            return [_jingle(identity, motion, modes_of(_body(wish)), (0.4, 1.5), 30, gain(wish))]
        case SoundClass.engine:
            return [Motor(identity, CAR, motion, gain(wish))]
        case SoundClass.motorbike:
            return [Motor(identity, MOTORBIKE, motion, gain(wish))]
    makers: dict[SoundClass, _OfMotion] = {
        SoundClass.paper: rustle.paper,
        SoundClass.leaves: rustle.leaves,
        SoundClass.wings: air.wings,
        SoundClass.creak: friction.creak,
        SoundClass.bicycle: machines.bicycle,
        SoundClass.train: machines.train,
    }
    make = makers.get(wish.sound)
    return [] if make is None else make(identity, motion, gain(wish))


def _jingle(
    identity: Identity, motion: Motion, modes: Modes, size: tuple[float, float], rate: float, level: float
) -> Source:
    """Small things that are shaken: they strike each other in clusters while something moves."""
    shaken = Level(Bursts((*identity, "shakes"), 4, (0.08, 0.3)), 0.05)
    curve = Product((Steady(level), Level(motion.energy, 0.0, 1.3), shaken))
    return Sprinkle(
        identity, partial(chimes, modes=modes, size=size, damping=(2, 6)), rate, 1.0, 0.7, curve, mono=True
    )


def _body(wish: Wish) -> Material:
    return wish.materials[0] if wish.materials else Material.stone


def _ground(wish: Wish) -> Material | None:
    """What rings under the rain."""
    hard = (Material.metal, Material.wood, Material.plastic, Material.glass)
    return next((material for material in wish.materials if material in hard), None)
