"""Which sound a contact makes, from the class and materials that the prompt names and the thing that was seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from footfall_daemon.cues import Contact
from footfall_daemon.engine.sketch.blasts import Explosion
from footfall_daemon.engine.sketch.blows import Clap, Door, Keystroke, Punch
from footfall_daemon.engine.sketch.clockwork import Draws, Identity
from footfall_daemon.engine.sketch.fragments import Coins, Rubble, Shatter
from footfall_daemon.engine.sketch.hits import Sound
from footfall_daemon.engine.sketch.impact import Body, Strike
from footfall_daemon.engine.sketch.materials import Material
from footfall_daemon.engine.sketch.prompt import Wish
from footfall_daemon.engine.sketch.steps import Step
from footfall_daemon.engine.sketch.surfaces import SURFACES
from footfall_daemon.engine.sketch.vocabulary import HIT_CLASSES, Shoe, SoundClass
from footfall_daemon.engine.sketch.water import Splash

STRUCK = HIT_CLASSES | {SoundClass.coins, SoundClass.debris, SoundClass.explosion}
"""Classes that contacts other than steps set off."""
USUAL_GROUND = Material.stone

_USUAL_AREA = 0.05
_USUAL_INTERVAL = 0.55
_PAUSE = 1.2  # seconds: a longer gap between steps is a stop, not a slow walk
_SOLID = {Material.metal, Material.glass, Material.ceramic, Material.plastic, Material.rubber}
_BRITTLE = (Material.glass, Material.ceramic)
_SHOES: Mapping[Shoe, tuple[float, float]] = MappingProxyType(
    {Shoe.boot: (1.3, 1.0), Shoe.heel: (0.55, 1.5), Shoe.sneaker: (1.0, 0.6), Shoe.bare: (0.9, 0.45)}
)
"""Size of the sole, and how hard it lands."""


@dataclass(frozen=True)
class Palette:
    """What things of one request have in common: the same ball, the same pair of shoes in all of its clips."""

    seed: int

    def size(self, sound: SoundClass) -> float:
        return Draws((self.seed, "palette", sound.name)).number(0.94, 1.06)


def as_said(wish: Wish, contact: Contact) -> Wish:
    """The user may say of a contact what it is made of. Raises `ValueError` for no such material."""
    return replace(wish, materials=(Material(contact.material),)) if contact.material else wish


def sound_of(identity: Identity, wish: Wish, contact: Contact, palette: Palette) -> Sound:
    wish = as_said(wish, contact)
    velocity, size = _velocity(wish, contact), _size(wish, contact) * palette.size(wish.sound)
    match wish.sound:
        case SoundClass.clap:
            return Clap(identity, velocity)
        case SoundClass.punch:
            return Punch(identity, velocity)
        case SoundClass.typing:
            return Keystroke(identity, velocity)
        case SoundClass.splash:
            return Splash(identity, velocity, size)
        case SoundClass.explosion:
            return Explosion(identity, velocity)
        case SoundClass.coins:
            return Coins(identity, velocity)
        case SoundClass.debris:
            return Rubble(identity, _first(wish, Material.stone), velocity)
        case SoundClass.door:
            return Door(identity, Body(_first(wish, Material.wood), 1.8 * wish.size, damping=1.5), velocity)
        case SoundClass.glass_break:
            brittle = [material for material in wish.materials if material in _BRITTLE]
            return Shatter(identity, Body((brittle or [Material.glass])[0], size), velocity)
        case SoundClass.knock:
            return Strike(identity, (Body(_first(wish, Material.wood), wish.size),), velocity)
        case SoundClass.bounce:
            return Strike(identity, _ball(wish, size), velocity)
        case _ if (ground := _loose(wish)) is not None:
            # What falls on loose ground stirs it as a running foot does.
            return Step(identity, ground, velocity, interval=0.0, left=True)
        case _:
            return Strike(identity, _things(wish, size), velocity)


def step_of(
    identity: Identity, wish: Wish, contact: Contact, times: Sequence[float], index: int, palette: Palette
) -> Step:
    """Feet alternate; the way from heel to toe takes its share of the time between steps."""
    wish = as_said(wish, contact)
    near = [abs(times[other] - times[index]) for other in (index - 1, index + 1) if 0 <= other < len(times)]
    gaps = [gap for gap in near if 0 < gap < _PAUSE]
    interval = min(gaps, default=_USUAL_INTERVAL / wish.pace)
    sole, hardness = (1.0, 1.0) if wish.shoe is None else _SHOES[wish.shoe]
    velocity = min(1.0, hardness * _velocity(wish, contact))
    shoe = sole * palette.size(wish.sound)
    return Step(identity, _first(wish, USUAL_GROUND), velocity, interval, left=index % 2 == 0, shoe=shoe)


def _loose(wish: Wish) -> Material | None:
    return next((material for material in wish.materials if SURFACES[material].gives_way), None)


def _things(wish: Wish, size: float) -> tuple[Body, ...]:
    if not wish.materials:
        return (Body(Material.wood, 0.8 * size), Body(Material.stone, size, 0.6))
    return tuple(Body(material, size) for material in wish.materials)


def _ball(wish: Wish, size: float) -> tuple[Body, ...]:
    """A ball: its skin, the note of the air inside, the ground; unless it is itself of something hard."""
    if _SOLID & set(wish.materials):
        return _things(wish, size)
    skin, air = Body(Material.rubber, 0.9 * size, damping=0.7), Body(Material.plastic, 1.6 * size, 0.5, 0.8)
    return (skin, air, *(Body(material, 1.3, 0.5, 3) for material in wish.materials))


def _velocity(wish: Wish, contact: Contact) -> float:
    near = 0.6 if wish.far else 1.0
    return min(1.0, near * contact.strength * (0.6 + 0.8 * wish.intensity))


def _size(wish: Wish, contact: Contact) -> float:
    """What looks large sounds low, within reason."""
    looks = float((contact.area / _USUAL_AREA) ** 0.25)
    return wish.size * min(1.6, max(0.6, looks))


def _first(wish: Wish, otherwise: Material) -> Material:
    return wish.materials[0] if wish.materials else otherwise
