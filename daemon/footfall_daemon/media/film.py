"""The filming errand: what an engine wants to see of a segment becomes files of frames in the spool.

No errand for an engine that remembers what it saw there before.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np

from footfall_daemon.media.frames import Frame, frames
from footfall_daemon.media.grid import Grid, seen
from footfall_daemon.media.messages import Film, Filmed
from footfall_daemon.media.resampling import Image
from footfall_daemon.media.sight import Memory, Sight
from footfall_daemon.media.stills import CENTRE_SIDE, WHOLE_SIDE, centre, whole
from footfall_daemon.media.unfinished import refused, removed_on_failure

_THREADS: Final = 2
"""That make pictures of the frames that are decoded meanwhile."""
_AHEAD: Final = 4
"""Pictures that may wait for them, each with its frame at full size."""


@dataclass(frozen=True, slots=True)
class _Look:
    side: int
    """Pixels."""
    still: Callable[[Image], Image]


_LOOKS: Final = {"whole": _Look(WHOLE_SIDE, whole), "centre": _Look(CENTRE_SIDE, centre)}


def film(errand: Film, progress: Callable[[float], None], abandoned: Callable[[], bool]) -> Filmed:
    """Returns once the reels are whole, or at once where their features are remembered.

    Raises `MediaError`: those of `probe`, `resolve` and `frames`, and disk-full, spool-unwritable; `Abandoned`.
    No reel is left then.
    """
    sight = Sight.of(errand)
    memory = Memory.of(errand, sight.features(errand))
    if not memory.known:
        _film(errand, sight, progress, abandoned)
    return Filmed(job=errand.job, segment=errand.segment, features=str(memory.path), known=memory.known)


def files_of(errand: Film) -> list[Path]:
    """All that filming writes: the reels, and the names that they bear before they are whole."""
    paths = _reel_paths(errand)
    return [*paths, *map(_unfinished, paths)]


def _film(errand: Film, sight: Sight, progress: Callable[[float], None], abandoned: Callable[[], bool]) -> None:
    paths = _reel_paths(errand)
    with removed_on_failure(files_of(errand)):
        try:
            with ExitStack() as opened:
                files = [opened.enter_context(_unfinished(path).open("wb")) for path in paths]
                reels = [_Reel(file, *reel, sight.grid) for file, reel in zip(files, errand.reels, strict=True)]
                _fill(reels, sight, progress, abandoned)
            for path in paths:
                _unfinished(path).replace(path)
        except OSError as error:
            raise refused(error, paths[0].parent, "spool-unwritable", "where film waits for engines") from error


def _reel_paths(errand: Film) -> list[Path]:
    return [Path(f"{errand.film}.{look}.npy") for look, _ in errand.reels]


def _unfinished(path: Path) -> Path:
    return path.with_name(f"{path.name}.tmp")


class _Reel:
    """A NumPy file of uint8 (frames, side, side, 3), written frame by frame in any order.

    No memory map: where that finds no room on the disk, the process is killed.
    """

    def __init__(self, file: BinaryIO, look: str, rate: int, grid: Grid) -> None:
        self.look = _LOOKS[look]
        self.times = grid.times(rate)
        self._file = file
        shape = (len(self.times), self.look.side, self.look.side, 3)
        header = {"descr": "|u1", "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(file, header)
        self._first = file.tell()

    def put(self, number: int, still: Image) -> None:
        self._file.seek(self._first + number * still.nbytes)
        self._file.write(still.tobytes())


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a picture goes, and when it is seen: seconds of the media."""

    time: Fraction
    reel: _Reel
    number: int


def _fill(
    reels: Sequence[_Reel], sight: Sight, progress: Callable[[float], None], abandoned: Callable[[], bool]
) -> None:
    """Decodes once, whatever the number of reels."""
    places = [_Place(time, reel, number) for reel in reels for number, time in enumerate(reel.times)]
    places.sort(key=lambda place: place.time)
    media = sight.media
    side = max(media.width, media.height)  # whole frames
    start = sight.decoded_from(abandoned)
    done = 0
    with (
        closing(frames(media, start, sight.limits[1], side, abandoned)) as decoded,
        ThreadPoolExecutor(_THREADS) as pool,
    ):
        found = seen(decoded, [place.time for place in places], backward=sight.grid.backward)
        for still, wanted in _stills(pool, zip(found, places, strict=True)):
            for place in wanted:
                place.reel.put(place.number, still)
            done += len(wanted)
            progress(done / len(places))


def _stills(
    pool: ThreadPoolExecutor, exposed: Iterable[tuple[Frame, _Place]]
) -> Iterator[tuple[Image, list[_Place]]]:
    """Each frame as its reels want it, and where it goes. The next ones are decoded meanwhile."""
    waiting: deque[tuple[Future[Image], list[_Place]]] = deque()
    for _, group in groupby(exposed, key=lambda pair: pair[0].time):
        same = list(group)
        for reel in dict.fromkeys(place.reel for _, place in same):
            places = [place for _, place in same if place.reel is reel]
            waiting.append((pool.submit(reel.look.still, same[0][0].image), places))
        while len(waiting) > _AHEAD:
            yield _first(waiting)
    while waiting:
        yield _first(waiting)


def _first(waiting: deque[tuple[Future[Image], list[_Place]]]) -> tuple[Image, list[_Place]]:
    still, places = waiting.popleft()
    return still.result(), places
