"""Frame rates as Resolve writes them, made exact; timecode; and time as the gateway takes it."""

import re
from fractions import Fraction
from typing import Any, Dict, NamedTuple, Optional

from footfall_resolve.words import Refusal

_TIMECODE = re.compile(r"(\d{2}):(\d{2}):(\d{2})([:;.,])(\d{2,3})")
_LOWEST, _HIGHEST = 1, 240
_NEAR = 0.005  # 23.98 and 23.976 both stand for 24000/1001
_SECONDS_OF_DAY = 24 * 3600


class Rate(NamedTuple):
    """Frames per second."""

    exact: Fraction
    drop_frame: bool

    @property
    def nominal(self) -> int:
        """Frames that timecode counts per second: 24 for 23.976."""
        return round(self.exact)


def rate_of(text: Any, of: str) -> Rate:
    """`text` such as "24", "23.976", "29.97 DF", or a number. Raises `Refusal("bad-rate")`."""
    words = str(text).upper().replace("DF", " DF").split()
    try:
        number = float(words[0])
    except (IndexError, ValueError):
        number = 0.0
    exact = _exact(number)
    if exact is None:
        raise Refusal("bad-rate", "%s has no frame rate that we know (%r): set one in Resolve" % (of, str(text)))
    drop_frame = "DF" in words[1:]
    if drop_frame and not _can_drop(exact):
        raise Refusal("bad-rate", "%s says drop-frame at %s: only 29.97 and 59.94 drop frames" % (of, words[0]))
    return Rate(exact, drop_frame)


def frames_of_timecode(text: str, rate: Rate) -> int:
    """Count of frames since 00:00:00:00 (SMPTE ST 12-1). Raises `Refusal("bad-timecode")`."""
    match = _TIMECODE.match(str(text).strip())
    if match is None:
        raise Refusal("bad-timecode", "Resolve says %r where a timecode should be" % (text,))
    hours, minutes, seconds, frames = (int(match.group(i)) for i in (1, 2, 3, 5))
    total = ((hours * 60 + minutes) * 60 + seconds) * rate.nominal + frames
    if not rate.drop_frame:
        return total
    whole_minutes = hours * 60 + minutes
    return total - rate.nominal // 15 * (whole_minutes - whole_minutes // 10)


def drops(timecode: str) -> bool:
    """Whether a timecode is written as drop-frame ones are."""
    match = _TIMECODE.match(str(timecode).strip())
    return match is not None and match.group(4) in ";,"


def clock(frames: int, rate: Rate) -> str:
    """For people: `HH:MM:SS:FF`, or with `;` in drop-frame."""
    base = rate.nominal
    if rate.drop_frame:
        dropped = base // 15
        tens, rest = divmod(frames, base * 600 - 9 * dropped)
        frames += dropped * 9 * tens
        if rest >= dropped:
            frames += dropped * ((rest - dropped) // (base * 60 - dropped))
    seconds, frame = divmod(frames % (base * _SECONDS_OF_DAY), base)
    minutes, second = divmod(seconds, 60)
    mark = ";" if rate.drop_frame else ":"
    return "%02d:%02d:%02d%s%02d" % (minutes // 60, minutes % 60, second, mark, frame)


def time_of(seconds: Fraction, rate: Optional[Fraction] = None) -> Dict[str, Any]:
    """As the gateway takes it: in units of `rate` where they are whole, else exactly anyhow."""
    if rate is not None and (seconds * rate).denominator == 1:
        return {"value": int(seconds * rate), "rate": [rate.numerator, rate.denominator]}
    return {"value": seconds.numerator, "rate": [seconds.denominator, 1]}


def seconds_of(time: Dict[str, Any]) -> Fraction:
    return Fraction(time["value"] * time["rate"][1], time["rate"][0])


def number(value: Any, of: str) -> Fraction:
    """A number that Resolve answered. Raises `Refusal("no-answer")`."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise no_answer(of)
    return Fraction(value)


def no_answer(of: Any) -> Refusal:
    words = "Resolve does not answer (%s): close any dialog that is open in Resolve, then try again" % (of,)
    return Refusal("no-answer", words)


def _exact(number: float) -> Optional[Fraction]:
    if not _LOWEST <= number <= _HIGHEST:
        return None
    nominal = round(number)
    if abs(number - nominal) < 1e-6:
        return Fraction(nominal)
    fractional = Fraction(round(number * 1.001) * 1000, 1001)
    return fractional if abs(number - float(fractional)) < _NEAR else None


def _can_drop(exact: Fraction) -> bool:
    return exact.denominator == 1001 and exact.numerator % 30000 == 0
