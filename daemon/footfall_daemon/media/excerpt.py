"""The excerpt errand: what a segment's film is made of becomes a small file, for a machine without the media.

Coded pictures are copied from the key frame that is needed first, none is encoded again. The film made of an
excerpt is that of the media, byte for byte: where times or shape are not kept, there is no excerpt.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from glob import escape
from math import floor
from pathlib import Path

import av
from pydantic import ValidationError

from footfall_bridge.timeline import LONGEST_CLIP, SAMPLE_RATE, Time
from footfall_daemon.media.errors import Abandoned, MediaError
from footfall_daemon.media.messages import Excerpt, Excerpted, Film
from footfall_daemon.media.packets import MORE
from footfall_daemon.media.probe import MediaInfo, probe
from footfall_daemon.media.remuxing import FORMATS, Clock, Part, impossible, remux
from footfall_daemon.media.sight import Memory, Sight
from footfall_daemon.media.source import open_source
from footfall_daemon.media.timing import stamps
from footfall_daemon.media.unfinished import refused, remove, removed_on_failure

Watch = Callable[[float], None]
Stop = Callable[[], bool]


def excerpt(errand: Excerpt, progress: Watch, abandoned: Stop) -> Excerpted:
    """Returns once the files are whole, or at once where none is needed.

    Raises `MediaError`: those of `probe`, `resolve` and `frames`, and excerpt-impossible, disk-full,
    spool-unwritable; `Abandoned`. No file is left then.
    """
    sight = Sight.of(errand.film)
    name = sight.features(errand.film)
    memory = Memory.of(errand.film, name)
    film, files = errand.film.model_copy(update={"features": name}), list[Path]()
    if not (memory.known or errand.mapped):
        with removed_on_failure(files_of(errand)):
            film, files = _excerpt(errand, film, sight, progress, abandoned)
    return Excerpted(
        job=film.job,
        segment=film.segment,
        features=str(memory.path),
        known=memory.known,
        film=film,
        files=[str(file) for file in files],
    )


def files_of(errand: Excerpt) -> Iterator[Path]:
    """All that is there by now."""
    path = Path(errand.excerpt)
    yield from path.parent.glob(f"{escape(path.name)}.*")


def _excerpt(
    errand: Excerpt, film: Film, sight: Sight, progress: Watch, abandoned: Stop
) -> tuple[Film, list[Path]]:
    """The film of the excerpt, and its files."""
    media, path = sight.media, Path(errand.excerpt)
    start = sight.decoded_from(abandoned)
    part = Part(media, start, max(start, min(sight.times[-1], sight.limits[1])))
    try:
        if media.source.is_sequence:
            return _of_sequence(path, part, film, sight, abandoned)
        for container in FORMATS if media.timing.stamped else ():
            found = _of_packets(path, container, part, film, sight, progress, abandoned)
            if found is not None:
                return found
    except OSError as error:
        raise refused(error, path.parent, "spool-unwritable", "where excerpts wait for other machines") from error
    raise impossible(media, "its pictures or their times do not fit into another file")


def _of_packets(
    path: Path, container: str, part: Part, film: Film, sight: Sight, progress: Watch, abandoned: Stop
) -> tuple[Film, list[Path]] | None:
    """None where not all is the same in this container."""
    made = path.with_name(f"{path.name}.{container}")
    begun = _unfinished(made)
    try:
        clock = remux(begun, container, part, progress, abandoned)
        seen = _film_of(begun, film, sight, clock.origin) if _same_times(begun, clock, part) else None
    except OSError:
        raise
    except (av.error.FFmpegError, ValueError):  # neither this codec nor these times
        seen = None
    if seen is None:
        remove(begun)
        return None
    begun.replace(made)
    return _with_media(seen, made), [made]


def _of_sequence(path: Path, part: Part, film: Film, sight: Sight, abandoned: Stop) -> tuple[Film, list[Path]]:
    files, rate = part.media.source.files, part.media.rate
    first = min(floor(part.start * rate), len(files) - 1)
    made = []
    for number, file in enumerate(files[first : floor(part.last * rate) + 1 + MORE]):
        if abandoned():
            raise Abandoned
        copy = path.with_name(f"{path.name}.{number:06}{file.suffix}")
        shutil.copyfile(file, copy)
        made.append(copy)
    seen = _film_of(path.with_name(f"{path.name}.%06d{files[0].suffix}"), film, sight, first / rate)
    if seen is None:
        raise impossible(part.media, "its times do not fit")
    return seen, made


def _unfinished(path: Path) -> Path:
    return path.with_name(f"{path.name}.tmp")


def _with_media(film: Film, path: Path) -> Film:
    return film.model_copy(update={"clip": film.clip.model_copy(update={"media": str(path)})})


def _same_times(path: Path, clock: Clock, part: Part) -> bool:
    """Of all pictures, and of the end where that was copied."""
    copied, wanted = probe(str(path)), sorted(clock.shown)
    with open_source(copied.source) as container:
        found = {stamp.pts for stamp in stamps(container, container.streams.video[0])}
    times = sorted(copied.seconds_of(pts) for pts in found if pts >= copied.timing.first)
    to_the_end = sum(time + clock.origin > part.last for time in wanted) < MORE
    duration = part.media.duration - clock.origin if to_the_end else copied.duration
    return (times, copied.duration) == (wanted, duration)


def _film_of(path: Path, film: Film, sight: Sight, origin: Fraction) -> Film | None:
    """The film of an excerpt that begins at `origin`; None where it is not the same."""
    try:
        found = _moved(film, sight, origin, probe(str(path)).duration)
        there = Sight.of(_with_media(found, path))
    except (MediaError, ValidationError):  # its times are none that a clip may have
        return None
    same_grid = there.grid == replace(sight.grid, begin=sight.grid.begin - origin)
    same_bounds = sight.bounds is None or there.media.rate == sight.media.rate
    same_shape = _shape(there.media) == _shape(sight.media)
    return _with_media(found, path) if same_grid and same_bounds and same_shape else None


def _shape(media: MediaInfo) -> tuple[object, ...]:
    return media.width, media.height, media.orientation, media.bottom_field_first


def _moved(film: Film, sight: Sight, origin: Fraction, duration: Fraction) -> Film:
    """To media of this duration that begin at `origin`: the clip's own range, as far as they hold it.

    Where they lack the point that the segment is counted from, it is counted from another, in whole samples.
    """
    grid, clip = sight.grid, film.clip
    begin, start, end = grid.begin - origin, sight.start - origin, sight.end - origin
    played, step = film.start - film.handle_samples, abs(grid.pace) / SAMPLE_RATE
    longest = LONGEST_CLIP * clip.play_rate
    if grid.backward:
        if not 0 < end <= duration:
            played = floor((duration - begin) / step)
            end = begin + played * step
        start = max(start if start < end else Fraction(0), Fraction(0), end - longest)
    else:
        if not 0 <= start < duration:
            played = floor(begin / step)
            start = begin - played * step
        end = min(end if start < end else duration, duration, start + longest)
    moved = {"source_in": Time.of(start), "source_out": Time.of(end), "proxy": None}
    return film.model_copy(update={"clip": clip.model_copy(update=moved), "start": played, "handle_samples": 0})
