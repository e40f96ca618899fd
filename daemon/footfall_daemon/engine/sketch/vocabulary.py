"""The sounds that Sketch can name, and the layer of a mix to which each belongs."""

from __future__ import annotations

from enum import StrEnum

from footfall_bridge.protocol import Layer


class SoundClass(StrEnum):
    """A kind of sound; the value is what users read."""

    footsteps = "footsteps"
    impact = "impact"
    bounce = "bounce"
    knock = "knock"
    clap = "clap"
    punch = "punch"
    door = "door"
    creak = "creak"
    scrape = "scrape"
    roll = "rolling"
    glass_break = "breaking glass"
    coins = "jingling"
    debris = "debris"
    cloth = "cloth"
    paper = "paper"
    leaves = "leaves"
    whoosh = "whoosh"
    wings = "wings"
    rain = "rain"
    thunder = "thunder"
    wind = "wind"
    stream = "running water"
    waves = "waves"
    splash = "splash"
    drip = "dripping"
    bubbles = "bubbles"
    fire = "fire"
    engine = "engine"
    motorbike = "motorbike"
    bicycle = "bicycle"
    machine = "machine"
    train = "train"
    room = "room tone"
    forest = "forest"
    city = "city"
    electric = "sparks"
    explosion = "explosion"
    typing = "typing"


HIT_CLASSES = frozenset(
    {
        SoundClass.impact,
        SoundClass.bounce,
        SoundClass.knock,
        SoundClass.clap,
        SoundClass.punch,
        SoundClass.door,
        SoundClass.glass_break,
        SoundClass.splash,
        SoundClass.typing,
    }
)
"""Sounds of contacts other than steps."""

AMBIENCES = frozenset(
    {
        SoundClass.rain,
        SoundClass.thunder,
        SoundClass.wind,
        SoundClass.stream,
        SoundClass.waves,
        SoundClass.fire,
        SoundClass.room,
        SoundClass.forest,
        SoundClass.city,
    }
)
"""Sounds of a place rather than of a thing in the picture."""


class Shoe(StrEnum):
    """What is worn on the feet that are heard."""

    boot = "boot"
    heel = "heel"
    sneaker = "sneaker"
    bare = "bare"


def stem_of(sound: SoundClass) -> Layer:
    if sound in AMBIENCES:
        return Layer.ambience
    match sound:
        case SoundClass.footsteps:
            return Layer.feet
        case SoundClass.cloth:
            return Layer.cloth
        case _:
            return Layer.props
