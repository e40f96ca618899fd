"""WAVs that there are already: which of them still cover a cut, and from where in them it plays."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO, Final

from pydantic import ValidationError

from footfall_bridge.hosts.interchange.sounds import Sound, is_ours
from footfall_bridge.protocol import MIX, Order, Refusal
from footfall_bridge.provenance import read_request
from footfall_bridge.timeline import SAMPLE_RATE, Clip, Point, frames_of_timecode

_FREE: Final = {
    "clip", "engine", "seed", "takes", "first_take", "handles", "priority", "dest", "movie", "stamp", "layers",
    "contacts", "joined_before", "joined_after", "fresh", "complete",
}  # fmt: skip
"""What two orders may differ in and still sound the same; some of it is compared in other ways."""
_NEAR: Final = Fraction(1, 10_000)
"""Seconds by which contacts may differ: they are floats."""
_SAMPLE: Final = Fraction(1, SAMPLE_RATE)
_TIME_REFERENCE: Final = 338
"""Offset in the bext chunk (EBU Tech 3285)."""


@dataclass(frozen=True)
class Wav:
    """A file of ours, and the order that made it."""

    path: Path
    job: str
    layer: str
    order: Order
    samples: int
    channels: int
    time_reference: int

    def saw(self, clip: Clip) -> bool:
        """Whether it is younger than the clip's media."""
        return _age(Path(clip.media or "")) < _age(self.path)


def wavs_in(folders: Iterable[Path], files: Iterable[Path] = ()) -> list[Wav]:
    """Of ours, the newest first. What cannot be read is none."""
    paths = {path for folder in folders if folder.is_dir() for path in folder.glob("*.wav")} | set(files)
    found = [wav for path in paths if is_ours(path.name) and (wav := read_wav(path)) is not None]
    return sorted(found, key=lambda wav: (_age(wav.path), wav.path.name), reverse=True)


def read_wav(path: Path) -> Wav | None:
    try:
        request = read_request(path)
        order = Order.model_validate(request.get("order"))
        with path.open("rb") as file:
            channels, samples, time_reference = _facts(file)
    except (Refusal, ValidationError, OSError, struct.error, KeyError):
        return None
    return Wav(
        path=path,
        job=str(request.get("job", "")),
        layer=str(request.get("layer", MIX)),
        order=order,
        samples=samples,
        channels=channels,
        time_reference=time_reference,
    )


def covering(wanted: Order, wavs: Sequence[Wav], engine: str) -> list[list[Sound]] | None:
    """For each take of the order its files, the newest that cover the clip. None: something is missing.

    `engine`: of orders that name none.
    """
    takes = [_take(wanted, number, wavs, engine) for number in range(wanted.takes)]
    found = [take for take in takes if take is not None]
    return found if len(found) == len(takes) else None


def _take(wanted: Order, number: int, wavs: Sequence[Wav], engine: str) -> list[Sound] | None:
    """The files of the job whose clip was most like this one."""
    layers = [str(layer) for layer in wanted.layers] or [MIX]
    jobs: dict[str, list[Sound]] = {}
    unlike: dict[str, Fraction] = {}
    for wav in wavs:
        if not _is_take(wav.order, wanted, number, engine) or wav.layer not in layers:
            continue
        lead = lead_in(wav, wanted)
        if lead is not None:
            jobs.setdefault(wav.job, []).append(sound_of(wav, lead))
            unlike[wav.job] = abs(lead - _handles(wav.order))
    whole = [job for job, sounds in jobs.items() if len(sounds) == len(layers)]
    return jobs[min(whole, key=lambda job: unlike[job])] if whole else None


def _is_take(made: Order, wanted: Order, number: int, engine: str) -> bool:
    seed = (wanted.seed + number) % 2**32
    return (made.first_take, made.seed, made.engine) == (wanted.first_take + number, seed, wanted.engine or engine)


def _handles(order: Order) -> Fraction:
    return order.handles.seconds if order.handles else Fraction(0)


def lead_in(wav: Wav, wanted: Order) -> Fraction | None:
    """Seconds into the file at which the wanted clip begins; None: it does not cover it, or sounds otherwise.

    Handles are for what a trim uncovers: a clip that has nothing in common with the one made is another. Those of
    a clip that was bounded were made blind, and a rendering that is newer than the file shows another timeline.
    """
    if not _sounds_alike(wav.order, wanted):
        return None
    made, now = _span(wav.order.clip), _span(wanted.clip)
    if made is None or now is None or made.counts != now.counts:
        return None
    if now.end <= made.start or made.end <= now.start:
        return None
    if wanted.clip.bounded and not (made.start <= now.start and now.end <= made.end and wav.saw(wanted.clip)):
        return None
    skipped = made.end - now.end if wanted.clip.reverse else now.start - made.start
    lead = _handles(wav.order) + skipped / wanted.clip.play_rate
    length = (now.end - now.start) / wanted.clip.play_rate
    if lead < 0 or lead + length > wav.samples * _SAMPLE + _SAMPLE:
        return None
    return lead if _same_contacts(wav.order, wanted, skipped / wanted.clip.play_rate, length) else None


def sound_of(wav: Wav, lead: Fraction) -> Sound:
    return Sound(
        path=wav.path,
        layer=wav.layer,
        lead=lead,
        samples=wav.samples,
        stamp=wav.time_reference * _SAMPLE,
        channels=wav.channels,
        job=wav.job,
        take=wav.order.first_take,
        seed=wav.order.seed,
        engine=wav.order.engine,
        prompt=wav.order.prompt,
    )


def _sounds_alike(made: Order, wanted: Order) -> bool:
    a, b = made.clip, wanted.clip
    played_alike = (a.play_rate, a.reverse, a.bounded) == (b.play_rate, b.reverse, b.bounded)
    return (
        played_alike
        and _same_media(a.media, b.media)
        and made.model_dump(exclude=_FREE) == wanted.model_dump(exclude=_FREE)
    )


def _same_media(made_of: str | None, wanted: str | None) -> bool:
    """The same file; or, where that has gone, one of its name: projects move as a whole."""
    if made_of is None or wanted is None:
        return False
    moved = Path(made_of).name == Path(wanted).name and not Path(made_of).exists()
    return made_of == wanted or moved


def _same_contacts(made: Order, wanted: Order, skipped: Fraction, length: Fraction) -> bool:
    """What was marked, as far as it lies within the wanted clip."""
    if made.contacts is None or wanted.contacts is None:
        return made.contacts == wanted.contacts
    shifted = [
        contact.model_copy(update={"time": contact.time - float(skipped)})
        for contact in made.contacts
        if 0 <= contact.time - float(skipped) < length
    ]
    if len(shifted) != len(wanted.contacts):
        return False
    pairs = zip(shifted, wanted.contacts, strict=True)
    return all(abs(a.time - b.time) < _NEAR and a.model_copy(update={"time": b.time}) == b for a, b in pairs)


@dataclass(frozen=True)
class _Span:
    """Of a source, in seconds."""

    start: Fraction
    end: Fraction
    counts: str
    """What from: the media's first frame, or midnight."""


def _span(clip: Clip) -> _Span | None:
    """None where its end was left to the media."""
    rate = Fraction(*clip.place.record_in.rate) if clip.place else None
    start = _seconds(clip.source_in, rate) if clip.source_in is not None else Fraction(0)
    end = _seconds(clip.source_out, rate)
    if start is None or end is None:
        return None
    return _Span(start, end, "midnight" if isinstance(clip.source_out, str) else "first frame")


def _seconds(point: Point | None, rate: Fraction | None) -> Fraction | None:
    if not isinstance(point, str):
        return None if point is None else point.seconds
    return None if rate is None else frames_of_timecode(point, rate) / rate


def _facts(file: BinaryIO) -> tuple[int, int, int]:
    """Channels, samples, time reference. Raises `KeyError`, `struct.error` where it is cut off."""
    found: dict[str, Any] = {}
    file.seek(12)
    while len(header := file.read(8)) == 8:
        name, size = struct.unpack("<4sI", header)
        at = file.tell()
        if name == b"fmt ":
            _, found["channels"], _, _, found["block"] = struct.unpack("<HHIIH", file.read(14))
        elif name == b"bext":
            file.seek(at + _TIME_REFERENCE)
            low, high = struct.unpack("<II", file.read(8))
            found["time_reference"] = low | high << 32
        elif name == b"data":
            found["bytes"] = size
        file.seek(at + size + size % 2)
    return found["channels"], found["bytes"] // found["block"], found["time_reference"]


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
