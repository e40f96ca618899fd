"""When frames are shown, exactly: from the container's packets and index, without decoding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, pairwise

import av
from av.container import InputContainer
from av.video.stream import VideoStream

_READ_WHOLE = 128 * 2**20
"""Bytes: a file up to this size is read from end to end where it has no complete index."""
_HEAD = 250
_STANDARD = tuple(
    Fraction(rate)
    for rate in ("24000/1001", "24", "25", "30000/1001", "30", "48", "50", "60000/1001", "60", "120")
)
_FALLBACK = Fraction(25)


@dataclass(frozen=True, slots=True)
class Stamp:
    """One packet's picture: when it is shown and for how long, in ticks of the stream's time base."""

    pts: int
    duration: int


@dataclass(frozen=True, slots=True)
class Timing:
    """The times of all frames of a stream, as far as they can be known without reading a large file whole."""

    first: int
    """Presentation time of the first frame, in ticks."""
    rate: Fraction
    """Frames per second: exact where `on_grid`, else the nearest usual one."""
    on_grid: bool
    """All frames are shown at whole multiples of 1/rate, up to the rounding of the time base."""
    duration: Fraction
    """Seconds from the first frame's appearance to the last one's end."""
    frames: int
    stamped: bool = True
    """False: the container stores no times, frames are counted."""

    @property
    def constant(self) -> bool:
        return self.on_grid and self.frames == self.duration * self.rate


def stamps(container: InputContainer, stream: VideoStream) -> Iterator[Stamp]:
    """Of the packets from here to the end, or to the first that cannot be read."""
    try:
        for packet in container.demux(stream):
            if packet.pts is not None and packet.size and not (packet.is_discard or packet.is_corrupt):
                yield Stamp(packet.pts, packet.duration or 0)
    except (av.error.FFmpegError, OSError):
        return  # a file cut short is used as far as it goes


def measure(container: InputContainer, stream: VideoStream, first: int, size: int, most: int | None) -> Timing:
    """`container`: freshly opened; `first`: presentation time of the first frame that decodes, in ticks;
    `size`: bytes of the file; `most`: frames to count at most.
    """
    base = stream.time_base or 1 / _FALLBACK
    whole, found = _read(container, stream, size)
    seen = _shown(found, first)[:most]
    if not seen:
        return counted(stream, first)
    rate = _rate(stream, seen, first, base)
    on_grid = _fits(seen, first, base * rate)
    end = _end(seen, first, base, rate, on_grid)
    frames = len(seen) if whole else _indexed(stream) or round(end * rate)
    return Timing(first, rate, on_grid, end, frames)


def counted(stream: VideoStream, first: int) -> Timing:
    """For streams without any times: as many frames as the container says, at its rate."""
    rate = _declared(stream)[0]
    frames = max(1, stream.frames)
    return Timing(first, rate, True, frames / rate, frames, stamped=False)


def nearest_standard(rate: Fraction) -> Fraction:
    nearest = min(_STANDARD, key=lambda standard: abs(standard - rate))
    return nearest if abs(nearest - rate) <= nearest / 50 else Fraction(max(1, round(rate)))


def _read(container: InputContainer, stream: VideoStream, size: int) -> tuple[bool, list[Stamp]]:
    """Whether these are all stamps, and the stamps: of a large file only of its two ends."""
    if size > _READ_WHOLE:
        head = list(islice(stamps(container, stream), _HEAD))
        length = stream.duration or _ticks(container, stream)
        tail = list(stamps(container, stream)) if length and _seek(container, stream, length) else []
        if tail:
            return False, head + tail
        _seek(container, stream, 0)
    return True, list(stamps(container, stream))


def _seek(container: InputContainer, stream: VideoStream, offset: int) -> bool:
    """Stand at the key frame before `offset` ticks from the start."""
    try:
        container.seek((stream.start_time or 0) + offset, stream=stream, backward=True)
    except (av.error.FFmpegError, OSError):
        return False  # what cannot seek is read from where it stands
    return True


def _shown(found: Iterable[Stamp], first: int) -> list[Stamp]:
    """In order of presentation, each once; what lies before the first frame cannot be decoded."""
    unique = {stamp.pts: stamp for stamp in found if stamp.pts >= first}
    return [unique[pts] for pts in sorted(unique)]


def _ticks(container: InputContainer, stream: VideoStream) -> int:
    if container.duration is None or stream.time_base is None:
        return 0
    return int(Fraction(container.duration, av.time_base) / stream.time_base)


def _indexed(stream: VideoStream) -> int:
    """Frames by the container's index, where that lists every frame."""
    if not 0 < stream.frames <= len(stream.index_entries):
        return 0
    return sum(1 for entry in stream.index_entries if not entry.is_discard)


def _declared(stream: VideoStream) -> list[Fraction]:
    rates = [stream.guessed_rate, stream.base_rate, stream.average_rate]
    return [rate for rate in rates if rate is not None and rate > 0] or [_FALLBACK]


def _rate(stream: VideoStream, seen: list[Stamp], first: int, base: Fraction) -> Fraction:
    declared = _declared(stream)
    usual = [rate for rate in map(nearest_standard, declared) if rate in _STANDARD]
    for rate in [*usual, *declared, *_STANDARD]:
        if _fits(seen, first, base * rate) and _is_finest(seen, base * rate):
            return rate
    span = (seen[-1].pts - first) * base
    return nearest_standard((len(seen) - 1) / span if span else declared[0])


def _fits(seen: list[Stamp], first: int, frames_per_tick: Fraction) -> bool:
    """Every frame stands at a whole multiple of the frame duration, give or take one tick of rounding."""
    step, whole = frames_per_tick.numerator, frames_per_tick.denominator
    tolerance = step if frames_per_tick <= Fraction(1, 3) else 0
    offsets = ((stamp.pts - first) * step % whole for stamp in seen)
    return all(min(offset, whole - offset) <= tolerance for offset in offsets)


def _is_finest(seen: list[Stamp], frames_per_tick: Fraction) -> bool:
    """Not a needlessly fine grid, such as 90000 per second: some neighbours are one step apart."""
    steps = (round((b.pts - a.pts) * frames_per_tick) for a, b in pairwise(seen))
    return len(seen) < 2 or any(step == 1 for step in steps)


def _end(seen: list[Stamp], first: int, base: Fraction, rate: Fraction, on_grid: bool) -> Fraction:
    last = seen[-1]
    shown = (last.pts - first) * base
    if not on_grid:
        return shown + (last.duration * base or 1 / rate)
    held = max(1, round(last.duration * base * rate))
    return (round(shown * rate) + held) / rate
