"""The writing errand: joined segments become a Broadcast WAV and, where asked, a review movie."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

import av

from footfall_bridge.protocol import Movie
from footfall_daemon.media.errors import Abandoned, MediaError
from footfall_daemon.media.marks import marks_of
from footfall_daemon.media.messages import WavFile, Write, Written
from footfall_daemon.media.movie import Cut, make_movie
from footfall_daemon.media.segments import Joined, Samples, Sound, Sum
from footfall_daemon.media.splice import Spliced
from footfall_daemon.media.unfinished import remove, removed_on_failure
from footfall_daemon.media.wav import Stamp, samples_of, write_wav
from footfall_daemon.refusals import refusal_of

_WAV_SHARE: Final = 0.4
"""Of the progress, where a movie is made too."""


def write(errand: Write, progress: Callable[[float], None], abandoned: Callable[[], bool]) -> Written:
    """Make the files of `errand` under their temporary names. When this returns they are whole and on the disk.

    A movie that cannot be made is a notice and leaves no file. On any error nothing is left.
    Raises `MediaError`: bad-wave, bad-channels, too-long, disk-full, dest-unwritable, dest-gone; and `Abandoned`.
    """
    wavs = [Path(file.path) for file in errand.files]
    movie = Path(errand.movie_path) if errand.movie_path and errand.movie is not Movie.none else None
    share = (_WAV_SHARE if movie else 1.0) / len(wavs)
    notices = []
    with removed_on_failure([*wavs, movie] if movie else wavs):
        sounds = [_sound(file, errand) for file in errand.files]
        for number, (file, sound) in enumerate(zip(errand.files, sounds, strict=True)):
            watch = _Watch(partial(_between, progress, number * share, share), abandoned)
            with _told_by_code(wavs[number].parent):
                notices += _write_wav(file, _watched(sound.blocks(), errand.samples, watch), errand)
        if movie:
            watch = _Watch(partial(_between, progress, len(wavs) * share, 1 - len(wavs) * share), abandoned)
            notices += _write_movie(movie, sounds[0] if len(sounds) == 1 else Sum(sounds), errand, watch)
    return Written(job=errand.job, samples=errand.samples, notices=list(dict.fromkeys(notices)))


def _sound(file: WavFile, errand: Write) -> Sound:
    new = Joined(file.waves, file.channels, errand.samples, equal_power=file.equal_power)
    return new if errand.splice is None else Spliced(new, errand.splice)


def _between(progress: Callable[[float], None], start: float, share: float, done: float) -> None:
    progress(start + share * done)


class _Watch:
    """Reports progress, and ends the errand that nobody wants any more."""

    def __init__(self, progress: Callable[[float], None], abandoned: Callable[[], bool]) -> None:
        self._progress = progress
        self._abandoned = abandoned

    def __call__(self, done: float) -> None:
        if self._abandoned():
            raise Abandoned
        self._progress(done)


def _watched(blocks: Iterable[Samples], samples: int, watch: Callable[[float], None]) -> Iterator[Samples]:
    done = 0
    for block in blocks:
        yield block
        done += block.shape[1]
        watch(done / samples)


def _write_wav(file: WavFile, blocks: Iterable[Samples], errand: Write) -> list[str]:
    stamp = Stamp(
        description=file.description,
        job=errand.job,
        made=datetime.now(),
        time_reference=errand.time_reference,
        coding_history=file.coding_history,
    )
    path, request = Path(file.path), {**errand.request, "layer": file.layer}
    marks = marks_of(errand, file.layer)
    clipped = write_wav(path, blocks, file.channels, errand.samples, stamp, request, marks)
    found = samples_of(path)
    if found != errand.samples:
        raise MediaError("bad-wav", f"the WAV holds {found} samples instead of {errand.samples}: retry")
    return [f"{clipped} samples were louder than full scale and were clipped"] if clipped else []


def _write_movie(path: Path, sound: Sound, errand: Write, watch: Callable[[float], None]) -> list[str]:
    try:
        return make_movie(path, Cut.of(errand, sound), watch)
    except (MediaError, av.error.FFmpegError, OSError, ValueError) as error:
        remove(path)
        return [f"no review movie: {error}"]


@contextmanager
def _told_by_code(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:  # PyAV's errors of input and output are OSErrors, too
        refusal = refusal_of(error, folder)
        raise MediaError(refusal.code, refusal.message) from error
