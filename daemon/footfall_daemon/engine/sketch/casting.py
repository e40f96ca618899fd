"""Which sound a contact makes, from the class and materials that the prompt names and the thing that was seen."""

from __future__ import annotations

from collections.abc import Sequence

from footfall_daemon.cues import Contact
from footfall_daemon.engine.sketch.clockwork import Identity
from footfall_daemon.engine.sketch.impact import Body, Sound, Strike
from footfall_daemon.engine.sketch.lexicon import SoundClass
from footfall_daemon.engine.sketch.materials import Material
from footfall_daemon.engine.sketch.oneshots import Clap, Door, Shatter, Splash
from footfall_daemon.engine.sketch.prompt import Wish
from footfall_daemon.engine.sketch.steps import SURFACES, Step

USUAL_GROUND = Material.stone
_USUAL_AREA = 0.05
_USUAL_INTERVAL = 0.55
_PAUSE = 1.2  # seconds: a longer gap between steps is a stop, not a slow walk
_SOLID = {Material.metal, Material.glass, Material.ceramic, Material.plastic, Material.rubber}
_BRITTLE = (Material.glass, Material.ceramic)


def sound_of(identity: Identity, wish: Wish, contact: Contact) -> Sound:
    velocity, size = _velocity(wish, contact), _size(wish, contact)
    match wish.sound:
        case SoundClass.clap:
            return Clap(identity, velocity)
        case SoundClass.splash:
            return Splash(identity, velocity, size)
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
    identity: Identity, wish: Wish, ground: Material, contact: Contact, times: Sequence[float], index: int
) -> Step:
    """Feet alternate; the way from heel to toe takes its share of the time between steps."""
    near = [abs(times[other] - times[index]) for other in (index - 1, index + 1) if 0 <= other < len(times)]
    gaps = [gap for gap in near if 0 < gap < _PAUSE]
    interval = min(gaps, default=_USUAL_INTERVAL)
    return Step(identity, ground, _velocity(wish, contact), interval, left=index % 2 == 0)


def _loose(wish: Wish) -> Material | None:
    return next((material for material in wish.materials if SURFACES[material].gives_way), None)


def _things(wish: Wish, size: float) -> tuple[Body, ...]:
    if not wish.materials:
        return (Body(Material.wood, 0.8 * size), Body(Material.stone, size, 0.6))
    return tuple(Body(material, size) for material in wish.materials)


def _ball(wish: Wish, size: float) -> tuple[Body, ...]:
    """A ball of rubber on the ground that is named, unless the ball itself is of something hard."""
    if _SOLID & set(wish.materials):
        return _things(wish, size)
    return (Body(Material.rubber, 0.9 * size), *(Body(material, 1.3, 0.5, 3) for material in wish.materials))


def _velocity(wish: Wish, contact: Contact) -> float:
    return min(1.0, contact.strength * (0.6 + 0.8 * wish.intensity))


def _size(wish: Wish, contact: Contact) -> float:
    """What looks large sounds low, within reason."""
    looks = float((contact.area / _USUAL_AREA) ** 0.25)
    return wish.size * min(1.6, max(0.6, looks))


def _first(wish: Wish, otherwise: Material) -> Material:
    return wish.materials[0] if wish.materials else otherwise
