"""The excerpt errand: what a segment's film is made of becomes a small file, for a machine without the media.

Coded pictures are copied from the key frame that is needed first, none is encoded again. The film made of an
excerpt is that of the media, byte for byte: where times or shape are not kept, there is no excerpt. Of damaged
pictures a decoder may guess otherwise there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from glob import escape
from math import floor
from pathlib import Path

import av

from footfall_daemon.media.errors import Abandoned
from footfall_daemon.media.likeness import Copy, same_film
from footfall_daemon.media.messages import Excerpt, Excerpted, Film
from footfall_daemon.media.packets import MORE
from footfall_daemon.media.remuxing import FORMATS, Part, impossible, remux
from footfall_daemon.media.sight import Memory, Sight
from footfall_daemon.media.source import reading
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
        for copy in _copies(path, part, progress, abandoned):
            found = same_film(film, sight, copy)
            if found is not None:
                return found, copy.files
            for file in copy.files:
                remove(file)
    except OSError as error:
        raise refused(error, path.parent, "spool-unwritable", "where excerpts wait for other machines") from error
    raise impossible(media, "its pictures or their times do not fit into another file")


def _copies(path: Path, part: Part, progress: Watch, abandoned: Stop) -> Iterator[Copy]:
    """In one form after another, for as long as they are asked for."""
    if part.media.source.is_sequence:
        yield _sequence(path, part, abandoned)
    elif part.media.timing.stamped:
        for container in FORMATS:
            file = path.with_name(f"{path.name}.{container}")
            try:
                clock = remux(file, container, part, progress, abandoned)
            except OSError:
                raise
            except (av.error.FFmpegError, ValueError):  # neither these pictures nor these times
                remove(file)
            else:
                yield Copy(file, [file], clock.origin, sorted(clock.shown), part.last - clock.origin)


def _sequence(path: Path, part: Part, abandoned: Stop) -> Copy:
    files, rate = part.media.source.files, part.media.rate
    first = min(floor(part.start * rate), len(files) - 1)
    made = []
    for number, file in enumerate(files[first : floor(part.last * rate) + 1 + MORE]):
        if abandoned():
            raise Abandoned
        with reading(file):
            content = file.read_bytes()
        made.append(path.with_name(f"{path.name}.{number:06}{file.suffix}"))
        made[-1].write_bytes(content)
    named = path.with_name(f"{path.name}.%06d{files[0].suffix}")
    shown = [number / rate for number in range(len(made))]
    return Copy(named, made, first / rate, shown, part.last - first / rate)
