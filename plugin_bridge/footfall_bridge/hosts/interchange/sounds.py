"""Foley on a timeline: files under cuts, put on tracks where none lies over another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from footfall_bridge import footage
from footfall_bridge.hosts.interchange.cuts import Cut
from footfall_bridge.protocol import MIX, JobInfo
from footfall_bridge.timeline import SAMPLE_RATE


def is_ours(name: str) -> bool:
    """By the file's name: track names get lost between editors."""
    return name.endswith(".wav") and footage.is_ours(name)


@dataclass(frozen=True, slots=True)
class Sound:
    """A WAV of ours, as it lies under a cut."""

    path: Path
    layer: str
    lead: Fraction
    """Seconds from the file's first sample to the cut's first frame: its head handle, or more."""
    samples: int
    stamp: Fraction
    """Timecode of the file's first sample, in seconds since midnight."""
    channels: int
    job: str
    take: int
    seed: int
    engine: str
    prompt: str

    @property
    def length(self) -> Fraction:
        return Fraction(self.samples, SAMPLE_RATE)


def sounds_of(job: JobInfo) -> list[Sound]:
    """The files of a job that is done, as they lie under the clip that they were made for."""
    return [
        Sound(
            path=Path(output.path),
            layer=output.layer,
            lead=Fraction(job.handles.samples(), SAMPLE_RATE),
            samples=output.samples,
            stamp=Fraction(output.time_reference, SAMPLE_RATE),
            channels=output.channels,
            job=job.id,
            take=job.take,
            seed=job.seed,
            engine=job.engine,
            prompt=job.prompt,
        )
        for output in job.outputs
    ]


@dataclass(frozen=True, slots=True)
class Laid:
    """A sound in its place."""

    cut: Cut
    sound: Sound


@dataclass(slots=True)
class SoundTrack:
    name: str
    channels: int
    laid: list[Laid] = field(default_factory=list)

    def takes(self, one: Laid) -> bool:
        return one.sound.channels == self.channels and (not self.laid or self.laid[-1].cut.end <= one.cut.start)


def sound_tracks(laid: Iterable[Laid]) -> list[SoundTrack]:
    """`Footfall`, or one for each layer; a second where clips lie over each other."""
    tracks: dict[str, list[SoundTrack]] = {}
    for one in sorted(laid, key=lambda one: one.cut.start):
        own = tracks.setdefault(one.sound.layer, [])
        free = next((track for track in own if track.takes(one)), None)
        if free is None:
            free = SoundTrack(_name(one.sound.layer, len(own) + 1), one.sound.channels)
            own.append(free)
        free.laid.append(one)
    return [track for layer in sorted(tracks, key=_order) for track in tracks[layer]]


def _name(layer: str, number: int) -> str:
    base = "Footfall" if layer == MIX else f"Footfall {layer.capitalize()}"
    return base if number == 1 else f"{base} {number}"


def _order(layer: str) -> tuple[int, str]:
    usual: Sequence[str] = (MIX, "feet", "props", "cloth", "ambience")
    return (usual.index(layer) if layer in usual else len(usual)), layer
