"""Preparing a clip: its exact range, what is seen in it, and the parts in which its sound is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from pathlib import Path

from footfall_bridge.protocol import Stamp
from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.cues import Cues
from footfall_daemon.media import cache as remembered
from footfall_daemon.media.cache import CueCache
from footfall_daemon.media.errors import MediaError
from footfall_daemon.media.frames import Frame, frames
from footfall_daemon.media.messages import Prepare, Prepared
from footfall_daemon.media.picture.analysis import ANALYSER, LONGEST_SIDE, analyse
from footfall_daemon.media.placing import MIDNIGHT, FirstFrame, Layout, region, segments, stamped, time_reference
from footfall_daemon.media.probe import MediaInfo, probe
from footfall_daemon.media.proxy import check_proxy, standing_in
from footfall_daemon.media.range import SourceRange, resolve
from footfall_daemon.media.retime import retimed

_NOT_LOOKED_AT = "none"


def prepare(errand: Prepare, progress: Callable[[float], None], abandoned: Callable[[], bool]) -> Prepared:
    """Raises `MediaError`, `Abandoned`."""
    if errand.clip.media is None:
        return _without_media(errand)
    media = probe(errand.clip.media)
    if errand.stands_for is not None:
        check_proxy(media, errand.stands_for)
    span = resolve(errand.clip, media)
    layout = Layout.of(span.duration, errand.handles)
    cache = CueCache(Path(errand.cache), errand.cache_limit)
    looked_at = span.inner if errand.clip.bounded else _looked_at(span, layout)
    seen = _seen(errand, media, looked_at, cache, progress, abandoned)
    cues = retimed(seen, span, layout.head, layout.samples / SAMPLE_RATE, reverse=errand.clip.reverse)
    source = FirstFrame(media.start_frames + span.start * media.rate, media.rate, media.drop_frame)
    first = stamped(errand.stamp, errand.clip.place, source)
    return Prepared(
        job=errand.job,
        source_in=span.source_in,
        source_out=span.source_out,
        duration=span.timeline_duration,
        samples=_some(layout.samples),
        handle_samples=layout.handle_samples,
        time_reference=time_reference(layout, first),
        timecode=first.text,
        segments=segments(layout.samples, errand.window, cues.cuts, errand.overlap),
        region=region(errand.region, layout, first) if errand.region else None,
        cues=_kept(cache, cues, errand, media, span),
        notices=[*_notices(errand, media), *(cues.notes if errand.follows_cues else [])],
    )


def _without_media(errand: Prepare) -> Prepared:
    assert errand.clip.duration is not None  # `Clip` demands it
    layout = Layout.of(errand.clip.duration.seconds, errand.handles)
    cues = Cues(analyser=_NOT_LOOKED_AT)
    first = stamped(errand.stamp, errand.clip.place, MIDNIGHT)
    path = CueCache(Path(errand.cache), errand.cache_limit).store(remembered.key(_NOT_LOOKED_AT), cues)
    return Prepared(
        job=errand.job,
        source_in=None,
        source_out=None,
        duration=errand.clip.duration,
        samples=_some(layout.samples),
        handle_samples=layout.handle_samples,
        time_reference=time_reference(layout, first),
        timecode=first.text,
        segments=segments(layout.samples, errand.window, [], errand.overlap),
        region=region(errand.region, layout, first) if errand.region else None,
        cues=str(path),
    )


def _looked_at(span: SourceRange, layout: Layout) -> tuple[Fraction, Fraction]:
    """The range with the handles' picture, in source time; the media may hold less."""
    margin = layout.head * span.play_rate
    return max(Fraction(0), span.start - margin), span.end + margin


def _seen(
    errand: Prepare,
    media: MediaInfo,
    looked_at: tuple[Fraction, Fraction],
    cache: CueCache,
    progress: Callable[[float], None],
    abandoned: Callable[[], bool],
) -> Cues:
    """Cues in source time, remembered or new."""
    start, end = looked_at[0], min(looked_at[1], media.duration)
    name = remembered.key(remembered.identity(media.source), start, end, ANALYSER, LONGEST_SIDE)
    known = None if errand.fresh else cache.load(name)
    if known is not None:
        return known
    decoded = frames(media, start, end, LONGEST_SIDE, abandoned)
    cues = analyse(_reported(decoded, start, end, progress))
    cache.store(name, cues)
    return cues


def _reported(
    decoded: Iterable[Frame], start: Fraction, end: Fraction, progress: Callable[[float], None]
) -> Iterator[Frame]:
    for frame in decoded:
        progress(float(min(Fraction(1), max(Fraction(0), (frame.time - start) / (end - start)))))
        yield frame


def _kept(cache: CueCache, cues: Cues, errand: Prepare, media: MediaInfo, span: SourceRange) -> str:
    """A file for the engine: the same clip asked for again gets the same file."""
    name = remembered.key(
        "file",
        remembered.identity(media.source),
        ANALYSER,
        span.start,
        span.end,
        span.play_rate,
        errand.clip.reverse,
        errand.clip.bounded,
        errand.handles.seconds,
    )
    return str(cache.store(name, cues))


def _some(samples: int) -> int:
    """A range shorter than half a sample has no sound."""
    if samples == 0:
        raise MediaError("too-short", "The clip is shorter than one sample of sound: make it longer.")
    return samples


def _notices(errand: Prepare, media: MediaInfo) -> list[str]:
    notices = []
    if errand.stands_for is not None:
        notices.append(standing_in(media, errand.stands_for))
    if media.missing:
        notices.append(
            f"{media.name!r} ends early: {float(media.missing):.1f} s of it are missing, the rest is used."
        )
    if errand.stamp is Stamp.record and errand.clip.place is None:
        notices.append("The clip sits on no timeline: the file is stamped with source timecode.")
    return notices
