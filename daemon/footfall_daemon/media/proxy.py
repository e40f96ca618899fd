"""A linked proxy that stands in for media that cannot be decoded: only where both are the same to the frame."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from footfall_daemon.media.errors import MediaError
from footfall_daemon.media.probe import MediaInfo, promised_duration, start_timecode
from footfall_daemon.media.source import locate, open_source, reading


class Declared(NamedTuple):
    """What a container says of its picture, without one being decoded. Seconds."""

    start: Fraction
    duration: Fraction
    frame: Fraction


def check_proxy(proxy: MediaInfo, media: str) -> None:
    """Raises `MediaError`: proxy-mismatch, media-unreadable.

    Where nothing at all can be read of the media there is nothing to compare: the editor did, when it was linked.
    """
    declared = declared_by(media)
    if declared is None:
        return
    starts = proxy.start_frames / proxy.rate - declared.start
    lengths = proxy.duration - declared.duration
    if abs(starts) >= declared.frame / 2 or abs(lengths) >= declared.frame:
        words = f"the proxy {proxy.name!r} has not its timecode and length: link one that has."
        raise MediaError("proxy-mismatch", f"{Path(media).name!r} cannot be decoded, and {words}")


def declared_by(media: str) -> Declared | None:
    """None where it is no film that can be opened, or does not say. Raises `MediaError("media-unreadable")`."""
    try:
        source = locate(media)
        with reading(source.files[0]):  # what may not be read is told as it is: no decoder is to blame
            source.files[0].open("rb").close()
    except MediaError as error:
        if error.code == "media-missing":  # by now: it was there, and could not be decoded
            return None
        raise
    try:
        container = open_source(source)
    except MediaError:
        return None
    with container:
        for stream in container.streams.video:
            duration, rate = promised_duration(container, stream), stream.average_rate
            if duration is not None and rate:
                frames, _ = start_timecode(container, stream, rate)
                return Declared(frames / rate, duration, 1 / rate)
    return None


def standing_in(proxy: MediaInfo, media: str) -> str:
    """What a user should know of it."""
    return f"{Path(media).name!r} cannot be decoded: its linked proxy {proxy.name!r} was looked at."
