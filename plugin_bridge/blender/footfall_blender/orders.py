"""Orders as the gateway takes them: a shot with all that identifies it on its timeline."""

import os
from collections.abc import Iterable
from fractions import Fraction
from typing import Any, NamedTuple

from .jobs import EDITOR, Clip, Job
from .rates import time_of
from .shots import Shot
from .words import quoted

_LAYERS = ["feet", "props", "cloth", "ambience"]
_PREFIX = "foley"


class Wish(NamedTuple):
    """What is asked for beside the picture."""

    prompt: str = ""
    engine: str = ""
    takes: int = 1
    layers: bool = False
    anew: bool = False
    """Also where there is such a sound already: further takes of it."""


class Wanted(NamedTuple):
    """A shot that a sound is wanted for."""

    shot: Shot
    clip: Clip
    strips: list[str]
    """Names of all that show it."""
    prompt: str
    hits: tuple[Fraction, ...]
    """Seconds from its first frame at which something sounds."""

    @property
    def notice(self) -> str:
        """What people should know of it; empty: nothing."""
        if self.shot.proxy is None or not self.shot.proxied:
            return ""
        words = "the movie of %s cannot be read: its proxy %s is looked at"
        return words % (quoted(self.shot.name), os.path.basename(self.shot.proxy.path))

    def is_met_by(self, job: Job, engine: str) -> bool:
        same = job.prompt == self.prompt and engine in ("", job.engine)
        fits = same and not job.is_lost and job.covers(self.shot)
        return fits and job.has_its_hits(self.shot, self.clip.hits)


def heard(shot: Shot, prompt: str, markers: Iterable[Any]) -> tuple[str, tuple[Fraction, ...]]:
    """The prompt, with what markers `foley: ...` over the shot add to it; and when they want a hit."""
    mine = sorted((marker.frame, text) for marker in markers for text in _text(marker.name))
    mine = [(frame, text) for frame, text in mine if shot.start <= frame < shot.end]
    texts = dict.fromkeys(text for text in [prompt.strip(), *(text for _, text in mine)] if text)
    hits = sorted({(frame - shot.start) / shot.rate for frame, _ in mine})
    return ", ".join(texts), tuple(hits)


def order_of(wanted: Wanted, wish: Wish, project: str, timeline: str, made: int) -> dict[str, Any]:
    """`made`: how many takes of it there are already."""
    shot, rate = wanted.shot, wanted.shot.rate
    order: dict[str, Any] = {
        "clip": {
            **_looked_at(shot),
            "reverse": shot.reverse,
            "place": {
                "record_in": {"value": shot.start * rate.denominator, "rate": [rate.numerator, 1]},
                "editor": EDITOR,
                "project": project[:1000],
                "timeline": timeline,
                "clip": wanted.clip.text[:1000],
            },
        },
        "prompt": wanted.prompt,
        "engine": wish.engine.strip(),
        "takes": wish.takes,
        "first_take": made + 1,
        "seed": made,
        "layers": _LAYERS if wish.layers else [],
        # Whole frames, so that the cut lies on one of the file's.
        "handles": {"value": round(rate), "rate": [rate.numerator, rate.denominator]},
        "priority": "interactive",
    }
    if shot.proxied:
        order["name"] = os.path.splitext(os.path.basename(shot.media))[0][:200]
    if shot.reframed:
        order["clip"]["reframed"] = True  # else left out: an older daemon does not know the word
    if wanted.hits:
        order["contacts"] = [{"time": float(hit)} for hit in wanted.hits]
    return order


def _looked_at(shot: Shot) -> dict[str, Any]:
    """Which part of which file; a proxy that stands in has the same frames in a time of its own."""
    media, rate, scale, others = shot.media, shot.media_rate, Fraction(1), {}
    if shot.proxy is not None and shot.proxied:
        media, rate, scale = shot.proxy.path, shot.proxy.rate, shot.media_rate / shot.proxy.rate
    elif shot.proxy is not None and shot.proxy.rate == shot.media_rate:
        # For the daemon, should it not know how to decode the movie. It takes none of another length.
        others = {"proxy": shot.proxy.path}
    return {
        "media": media,
        "source_in": time_of(shot.source_in * scale, rate),
        "source_out": time_of(shot.source_out * scale, rate),
        "play_rate": str(shot.speed * scale),
        **others,
    }


def _text(name: str) -> list[str]:
    """What a marker asks for, if it speaks to us: `foley`, or `foley: a door slams`."""
    first, colon, rest = name.strip().partition(":")
    is_ours = first.strip().casefold() == _PREFIX and (colon or not rest)
    return [rest.strip()] if is_ours else []
