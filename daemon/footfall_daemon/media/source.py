"""Opening a media file or a numbered sequence of pictures, with errors a user can act on."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from footfall_daemon.media.errors import MediaError
from footfall_daemon.refusals import is_out_of_reach, words_of

_NUMBERED = re.compile(r"%0?(\d*)d")
_RANGE = re.compile(r"\[(\d+)-(\d+)\]")
_NOTHING_THERE = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.EINVAL}
"""EINVAL: a name that Windows cannot have."""
_NO_PICTURE = av.stream.Disposition.attached_pic | av.stream.Disposition.timed_thumbnails


@dataclass(frozen=True, slots=True)
class Source:
    """What FFmpeg is to open, and the files on disk that it stands for."""

    url: str
    options: tuple[tuple[str, str], ...]
    files: tuple[Path, ...]
    """One file, or the pictures of a sequence in order."""

    @property
    def is_sequence(self) -> bool:
        return bool(self.options)

    @property
    def bytes(self) -> int:
        """Raises `MediaError`: media-missing, media-unreadable."""
        with reading(self.files[0]):
            return sum(file.stat().st_size for file in self.files)


def locate(media: str) -> Source:
    """The file, or the sequence written as `shot.%04d.png` or `shot.[0101-0250].png`.

    Raises `MediaError`: media-missing, media-unreadable.
    """
    path = Path(media).absolute()  # never a URL: the path of a file cannot be read as a protocol
    with reading(path):
        mode = _mode(path)
        sequence = _sequence(path) if mode is None else None
    if sequence is not None:
        return sequence
    if mode is None:
        raise MediaError("media-missing", f"{path.name!r} is not there: reconnect its volume or relink the clip.")
    if stat.S_ISDIR(mode):
        raise MediaError("media-missing", f"{path.name!r} is a folder: choose a file in it.")
    if not stat.S_ISREG(mode):
        raise MediaError("media-unreadable", f"{path.name!r} is not a regular file: choose a film.")
    return Source(str(path), (), (path,))


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """What the system says of media on its disk becomes `MediaError`: media-missing, media-unreadable."""
    try:
        yield
    except OSError as error:
        raise _refusal(error, path.name) from None


def open_source(source: Source) -> InputContainer:
    """Raises `MediaError`: media-missing, media-unreadable."""
    # Playlists may name other files; none may reach the network.
    options = {"protocol_whitelist": "file", **dict(source.options)}
    file = source.files[0]
    with reading(file):  # by ourselves first: what FFmpeg then misses or may not read is another file
        file.open("rb").close()
    try:
        return av.open(source.url, format="image2" if source.is_sequence else None, options=options)
    except (PermissionError, FileNotFoundError):
        words = f"{file.name!r} holds no film, only the names of other files: choose the film itself."
        raise MediaError("media-unreadable", words) from None
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise MediaError(
            "media-unreadable",
            f"{file.name!r} cannot be read as video ({_reason(error)}): see whether it plays, or copy it again.",
        ) from None


def picture_stream(container: InputContainer, name: str) -> VideoStream:
    """The stream to look at. Cover art is not a picture. Raises `MediaError("no-picture")`."""
    streams = [
        stream
        for stream in container.streams.video
        if not stream.disposition & _NO_PICTURE and stream.codec_context is not None
    ]
    streams.sort(key=lambda stream: not stream.disposition & av.stream.Disposition.default)
    if not streams:
        raise MediaError("no-picture", f"{name!r} has no picture: choose a file with video in it.")
    return streams[0]


def _mode(path: Path) -> int | None:
    """None where nothing has this name. Raises `OSError` where that cannot be told."""
    try:
        return path.stat().st_mode
    except ValueError:  # a NUL in the name
        return None
    except OSError as error:
        if error.errno in _NOTHING_THERE:
            return None
        raise


def _refusal(error: OSError, name: str) -> MediaError:
    if isinstance(error, PermissionError) and not is_out_of_reach(error):
        words = f"{name!r} may not be read: check its permissions, and its folder's."
        return MediaError("media-unreadable", words)
    words = f"{name!r} cannot be reached ({words_of(error)}): reconnect its volume or relink the clip."
    return MediaError("media-missing", words)


def _sequence(path: Path) -> Source | None:
    """`path` as a sequence of numbered pictures, where there are any."""
    numbered = _RANGE.sub(lambda match: f"%0{len(match[1])}d", path.name, count=1)
    mark = _NUMBERED.search(numbered)
    if mark is None:
        return None
    span = _RANGE.search(path.name)
    found = dict(_numbers(path.parent, numbered[: mark.start()], numbered[mark.end() :]))
    first = int(span[1]) if span else min(found, default=-1)
    last = int(span[2]) if span else max(found, default=-1)
    files = []
    for number in range(first, last + 1):  # FFmpeg, too, ends at the first gap
        if number not in found:
            break
        files.append(found[number])
    if not files:
        return None
    pattern = numbered[: mark.start()].replace("%", "%%") + mark[0] + numbered[mark.end() :].replace("%", "%%")
    return Source(str(path.parent / pattern), (("start_number", str(first)),), tuple(files))


def _numbers(folder: Path, before: str, after: str) -> Iterator[tuple[int, Path]]:
    if not folder.is_dir():
        return
    pattern = re.compile(re.escape(before) + r"(\d+)" + re.escape(after))
    with os.scandir(folder) as entries:
        for entry in entries:
            match = pattern.fullmatch(entry.name)
            if match:
                yield int(match[1]), Path(entry.path)


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error).lower()
