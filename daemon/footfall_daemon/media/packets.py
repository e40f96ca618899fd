"""The coded pictures of a range, copied with times that count from its in point."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

import av
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from footfall_daemon.media.errors import MediaError

_BACK: Final = (0, 1, 4, 16, 64)
"""Seconds to go back further where a file's index leads to a key frame that is shown too late."""
_REORDER: Final = 32
"""Packets: more than any codec decodes ahead of showing."""

MORE: Final = 3
"""Pictures after the last one wanted: its end is told by them, and the rate."""


def stand_before(container: InputContainer, stream: VideoStream, start: int) -> Iterator[Packet[VideoStream]]:
    """The stream's packets from the key frame that `start` (in ticks) needs, in order of decoding."""
    base = stream.time_base or 0
    for back in _BACK:
        try:
            container.seek(start - round(back / base) if base else 0, stream=stream, backward=True)
        except (av.error.FFmpegError, OSError):
            break
        packets = _from_key_frame(container, stream)
        first = next(packets, None)
        if first is not None and first.pts is not None and first.pts <= start:
            return chain([first], packets)
    container.seek(stream.start_time or 0, stream=stream, backward=True)
    return _from_key_frame(container, stream)


def copied(packets: Iterable[Packet[VideoStream]], start: int, end: int) -> Iterator[Packet[VideoStream]]:
    """The packets that are needed to show `start` to `end` (exclusive, in ticks), timed from `start`.

    Packets after the end are kept only where one before the end is decoded after them.
    """
    waiting: list[Packet[VideoStream]] = []
    for packet in _timed(packets):
        if packet.dts is None or packet.pts is None:
            raise MediaError("movie-no-times", "the pictures of this clip carry no times to copy")
        if packet.dts >= end or len(waiting) > _REORDER:
            return
        if packet.pts >= end:
            waiting.append(packet)
            continue
        for kept in (*waiting, packet):
            yield _moved(kept, start)
        waiting.clear()


def until(packets: Iterable[Packet[VideoStream]], last: int) -> Iterator[Packet[VideoStream]]:
    """All packets that are needed to show what is on screen at `last` (in ticks), and a few pictures more.

    Raises `ValueError` where they carry no times.
    """
    later: list[int] = []
    for packet in _timed(packet for packet in packets if packet.size):
        if packet.dts is None or packet.pts is None:
            raise ValueError("packets without times")
        if len(later) == MORE and packet.dts > later[-1]:
            return
        if packet.pts > last:
            later = sorted([*later, packet.pts])[:MORE]
        yield packet


def _from_key_frame(container: InputContainer, stream: VideoStream) -> Iterator[Packet[VideoStream]]:
    begun = False
    for packet in container.demux(stream):
        begun = begun or packet.is_keyframe
        if begun and packet.size:  # the last one demuxed is empty
            yield packet


def _moved(packet: Packet[VideoStream], start: int) -> Packet[VideoStream]:
    packet.pts = None if packet.pts is None else packet.pts - start
    packet.dts = None if packet.dts is None else packet.dts - start
    return packet


def _timed(packets: Iterable[Packet[VideoStream]]) -> Iterator[Packet[VideoStream]]:
    """With the times of decoding that Matroska leaves out at first: a tick each before the first known."""
    unknown: list[Packet[VideoStream]] = []
    last: int | None = None
    for packet in packets:
        if packet.dts is None and last is None and len(unknown) < _REORDER:
            unknown.append(packet)
            continue
        for back, early in zip(range(len(unknown), 0, -1), unknown, strict=True):
            early.dts = _earliest(packet) - back
            yield early
        unknown.clear()
        known = packet.dts if packet.dts is not None else packet.pts
        packet.dts = last = known if last is None or known is None else max(known, last + 1)
        yield packet
    yield from _all_shown_as_decoded(unknown)


def _earliest(packet: Packet[VideoStream]) -> int:
    return min(time for time in (packet.dts, packet.pts, 2**62) if time is not None)


def _all_shown_as_decoded(packets: list[Packet[VideoStream]]) -> Iterator[Packet[VideoStream]]:
    for packet in packets:
        packet.dts = packet.pts
        yield packet
