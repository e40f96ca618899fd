"""The spotting list: which sound lies where on a timeline, what it was made of, and under which licence."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio

from footfall_bridge.hosts.interchange.documents import Document
from footfall_bridge.hosts.interchange.media import Relinker
from footfall_bridge.hosts.interchange.otio_tracks import sound_name
from footfall_bridge.hosts.interchange.recuts import read_wav
from footfall_bridge.hosts.interchange.sounds import is_ours
from footfall_bridge.hosts.interchange.times import seconds_of
from footfall_bridge.protocol import JobInfo
from footfall_bridge.timeline import timecode_of_frames


@dataclass(frozen=True)
class Cue:
    """A line of the list. Empty: not known."""

    record_in: str
    record_out: str
    clip: str
    layer: str
    take: int | None
    prompt: str
    engine: str
    licence: str
    seed: int | None
    job: str
    file: str


@dataclass(frozen=True)
class Heard:
    """A cue with its exact place, in seconds: since midnight, and in its file."""

    cue: Cue
    start: Fraction
    length: Fraction
    offset: Fraction


def cues_of(document: Document, search: Sequence[Path] = ()) -> list[Heard]:
    """Of all sounds of ours on a timeline, by time."""
    relinker = Relinker(document.path.parent, search)
    found = [
        _of_clip(item, start, document, relinker) for item, start in _sounds(document) if is_ours(sound_name(item))
    ]
    return sorted(found, key=lambda heard: (heard.start, heard.cue.layer))


def cues_of_job(job: JobInfo) -> list[Heard]:
    """A line for each file of a job. Without a place on a timeline its times are empty."""
    place, length = job.place, job.duration
    start = end = ""
    if place is not None and length is not None:
        rate = Fraction(*place.record_in.rate)
        frames = [
            round(moment * rate) for moment in (place.record_in.seconds, place.record_in.seconds + length.seconds)
        ]
        start, end = (timecode_of_frames(frame, rate, drop_frame=place.drop_frame) for frame in frames)
    cue = Cue(
        record_in=start,
        record_out=end,
        clip=(place.clip if place else "") or Path(job.media or "").name,
        layer="",
        take=job.take,
        prompt=job.prompt,
        engine=job.engine,
        licence="",
        seed=job.seed,
        job=job.id,
        file="",
    )
    at = place.record_in.seconds if place else Fraction(0)
    lasts = length.seconds if length else Fraction(0)
    return [
        Heard(replace(cue, layer=output.layer, file=output.path), at, lasts, job.handles.seconds)
        for output in job.outputs
    ]


def licensed(heard: Iterable[Heard], licences: Mapping[str, str]) -> list[Heard]:
    return [replace(one, cue=replace(one.cue, licence=licences.get(one.cue.engine, ""))) for one in heard]


def as_csv(heard: Iterable[Heard]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, [field.name for field in fields(Cue)])
    writer.writeheader()
    writer.writerows(asdict(one.cue) for one in heard)
    return text.getvalue()


def _sounds(document: Document) -> Iterator[tuple[Any, Fraction]]:
    """The clips of the sound tracks, and their record times."""
    for track in document.timeline.tracks:
        if getattr(track, "kind", None) != otio.schema.TrackKind.Audio:
            continue
        at = document.start - (seconds_of(track.source_range.start_time) if track.source_range else Fraction(0))
        for item in track:
            if isinstance(item, otio.schema.Transition):
                continue
            yield item, at
            at += seconds_of(item.duration())


def _of_clip(item: Any, start: Fraction, document: Document, relinker: Relinker) -> Heard:
    found = relinker.find(item)
    wav = read_wav(found) if isinstance(found, Path) else None
    order = wav.order if wav else None
    cue = Cue(
        record_in=_timecode(start, document),
        record_out=_timecode(start + seconds_of(item.duration()), document),
        clip=(order.clip.place.clip if order and order.clip.place else "") or item.name,
        layer=wav.layer if wav else "",
        take=order.first_take if order else None,
        prompt=order.prompt if order else "",
        engine=order.engine if order else "",
        licence="",
        seed=order.seed if order else None,
        job=wav.job if wav else "",
        file=str(found) if isinstance(found, Path) else sound_name(item),
    )
    return Heard(cue, start, seconds_of(item.duration()), _offset(item))


def _offset(item: Any) -> Fraction:
    available = item.media_reference.available_range
    first = seconds_of(item.trimmed_range().start_time)
    return first - (seconds_of(available.start_time) if available else Fraction(0))


def _timecode(seconds: Fraction, document: Document) -> str:
    return timecode_of_frames(round(seconds * document.rate), document.rate, drop_frame=document.drop_frame)
