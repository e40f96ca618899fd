"""Frame rates as Blender keeps them, made exact; and time as the gateway takes it."""

from fractions import Fraction
from typing import Any

_NEAR = 1e-4  # Blender keeps rates as 32-bit numbers
_MOST_PARTS = 2000


def scene_rate(render: Any) -> Fraction:
    """Frames per second of a scene: 30 and a base of 1.001 are 30000/1001."""
    return Fraction(render.fps) / Fraction(render.fps_base).limit_denominator(_MOST_PARTS)


def media_rate(number: float) -> Fraction | None:
    """Frames per second of a movie; None where Blender knows none."""
    if not 0.01 < number < 1000:
        return None
    for rate in (Fraction(round(number)), Fraction(round(number * 1.001) * 1000, 1001)):
        if abs(float(rate) - number) < _NEAR:
            return rate
    return Fraction(number).limit_denominator(_MOST_PARTS)


def time_of(seconds: Fraction, rate: Fraction) -> dict[str, Any]:
    """As the gateway takes it: in units of `rate` where they are whole, else exactly anyhow."""
    if (seconds * rate).denominator == 1:
        return {"value": int(seconds * rate), "rate": [rate.numerator, rate.denominator]}
    return {"value": seconds.numerator, "rate": [seconds.denominator, 1]}


def seconds_of(time: dict[str, Any]) -> Fraction:
    return Fraction(time["value"] * time["rate"][1], time["rate"][0])
