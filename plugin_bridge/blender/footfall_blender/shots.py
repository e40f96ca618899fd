"""What a strip shows: which part of which movie, at which speed."""

import os
from fractions import Fraction
from typing import Any, NamedTuple

from .files import Files
from .framing import is_reframed
from .proxies import Proxy, proxy_of
from .rates import media_rate
from .words import Refusal, quoted

_FINEST = 1000  # parts of a speed: 3.4 keeps it as a 32-bit number
_OTHER_TYPES = {
    "META": "%s is a meta strip: open it with Tab and select the clips in it",
    "SCENE": "%s shows a scene: render it to a movie and put that in its place, or select clips in that scene",
    "IMAGE": "%s shows images, not a movie: render it to a movie and put that in its place",
    "MOVIECLIP": "%s is a clip of the movie editor: add its file as a movie strip instead",
    "MASK": "%s is a mask: select the movie strip that it belongs to",
    "MULTICAM": "%s switches cameras: select the movie strips that it shows",
    "SOUND": "%s is a sound: select movie strips",
}


class Shot(NamedTuple):
    """Frames are the scene's, the end exclusive; source times are seconds from the movie's first frame."""

    name: str
    media: str
    start: int
    end: int
    rate: Fraction
    """Frames per second of the scene."""
    media_rate: Fraction
    source_in: Fraction
    source_out: Fraction
    speed: Fraction
    """Seconds of the movie that are shown in one second."""
    reverse: bool
    reframed: bool
    """The frame does not show the movie's whole picture as it is."""
    proxy: Proxy | None
    """For whoever cannot read the movie; None: it has none."""
    proxied: bool
    """Not even Blender can: the proxy is looked at."""

    def frame_of(self, source_in: Fraction, source_out: Fraction) -> Fraction:
        """The frame of the scene at which this range of the movie begins to play."""
        since = self.source_out - source_out if self.reverse else source_in - self.source_in
        return self.start + since / self.speed * self.rate

    def source_at(self, seconds: Fraction) -> Fraction:
        """Seconds of the movie that play so long after the strip's first frame."""
        played = seconds * self.speed
        return self.source_out - played if self.reverse else self.source_in + played


class _Media(NamedTuple):
    path: str
    rate: Fraction
    proxy: Proxy | None
    proxied: bool


def shot_of(strip: Any, rate: Fraction, strips: Any, files: Files) -> Shot:
    """`rate` of the scene, `strips` beside it.

    Raises `Refusal`: not-a-movie, no-file, no-rate, speed-effect, ramped, held.
    """
    _check_type(strip)
    media = _media_of(strip, files)
    _check_effects(strip, strips)
    frames = _content(strip)  # as long as the movie is on the timeline when no end is trimmed
    speed = _speed(strip, rate, media.rate, frames)
    return _shot(strip, media, rate, speed, is_reframed(strip, strips))


def _media_of(strip: Any, files: Files) -> _Media:
    path = os.path.normpath(files.read(strip.filepath))
    of_media = media_rate(strip.fps)  # None where Blender cannot open it
    is_there, proxy = os.path.isfile(path), proxy_of(strip, files)
    proxied = proxy is not None and not (is_there and of_media)
    if not (is_there or proxied):
        raise Refusal("no-file", "the file of %s is not at %s: relink it in Blender" % (quoted(strip.name), path))
    if of_media is None and proxied:
        of_media = media_rate(strip.elements[0].orig_fps)  # as it was when the movie was added
    if of_media is None:
        words = "Blender knows no frame rate of %s: reload the strip (Strip > Reload Strips)"
        raise Refusal("no-rate", words % quoted(strip.name))
    return _Media(path, of_media, proxy, proxied)


def _shot(strip: Any, media: _Media, rate: Fraction, speed: Fraction, reframed: bool) -> Shot:
    head, tail = Fraction(strip.frame_offset_start), Fraction(strip.frame_offset_end)
    first = Fraction(strip.animation_offset_start) / media.rate
    last = first + Fraction(strip.frame_duration) / media.rate
    before = (tail if strip.use_reverse_frames else head) / rate * speed
    shown = Fraction(strip.frame_final_duration) / rate * speed
    source_in = first + before
    return Shot(
        name=strip.name,
        media=media.path,
        start=strip.frame_final_start,
        end=strip.frame_final_end,
        rate=rate,
        media_rate=media.rate,
        source_in=source_in,
        source_out=min(source_in + shown, last),  # Blender rounds lengths up to whole frames
        speed=speed,
        reverse=strip.use_reverse_frames,
        reframed=reframed,
        proxy=media.proxy,
        proxied=media.proxied,
    )


def _check_type(strip: Any) -> None:
    if strip.type != "MOVIE":
        words = _OTHER_TYPES.get(strip.type, "%s is no movie: select movie strips")
        raise Refusal("not-a-movie", words % quoted(strip.name))


def _check_effects(strip: Any, strips: Any) -> None:
    for other in strips:
        inputs = [getattr(other, name, None) for name in ("input_1", "input_2")]
        if other.type == "SPEED" and strip in inputs:
            words = "%s is bent by the speed effect %s: remove it and retime the strip itself"
            raise Refusal("speed-effect", words % (quoted(strip.name), quoted(other.name)))


def _content(strip: Any) -> Fraction:
    head, tail = strip.frame_offset_start, strip.frame_offset_end
    if head < 0 or tail < 0:
        words = "%s holds a still frame at an end: trim it to the frames that the movie has"
        raise Refusal("held", words % quoted(strip.name))
    return Fraction(strip.frame_final_duration) + Fraction(head) + Fraction(tail)


def _speed(strip: Any, rate: Fraction, of_media: Fraction, frames: Fraction) -> Fraction:
    """The movie may be shown frame by frame, at its own speed (Adjust Playback Rate), or retimed."""
    keys = len(getattr(strip, "retiming_keys", getattr(strip, "retiming_handles", ())))
    if keys > 2:
        words = "%s is retimed by more than one speed: give it one, or render it to a movie"
        raise Refusal("ramped", words % quoted(strip.name))
    if keys:
        return Fraction(strip.frame_duration) / frames * rate / of_media
    own = Fraction(getattr(strip, "speed_factor", 1.0)).limit_denominator(_FINEST)
    # Frame by frame first: where both fit they are as good as equal.
    return min(
        (own * rate / of_media, own), key=lambda speed: abs(_frames_at(speed, strip, rate, of_media) - frames)
    )


def _frames_at(speed: Fraction, strip: Any, rate: Fraction, of_media: Fraction) -> Fraction:
    return Fraction(strip.frame_duration) / of_media / speed * rate
