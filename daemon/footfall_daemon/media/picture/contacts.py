"""From tracks to contacts: what each kind of evidence is worth, and which report of an event stays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footfall_daemon.cues import Contact, ContactKind
from footfall_daemon.media.picture import gait
from footfall_daemon.media.picture.ballistics import later_bounces
from footfall_daemon.media.picture.foreground import Scene
from footfall_daemon.media.picture.kinks import Kink, Path, kinks
from footfall_daemon.media.picture.merges import Merge, merges
from footfall_daemon.media.picture.tracks import Blob, Track
from footfall_daemon.media.picture.windows import Window

_FEWEST = 6
_LEAST_SIZES = 0.5
"""Times its own size: what travels less is not looked at."""
_OWN_SIZE = 1.1
"""Times its own size that a thing must travel to be believed."""
_CLEARLY = 4.0
"""Times the change of its outline that a thing's path must turn to be believed."""
_FULL_TURN = 4.0
"""Change of velocity, in diagonals per second, that counts as the hardest contact."""
_CERTAIN, _DOUBTFUL = 32.0, 20.0
"""Evidence of a kink that is beyond doubt, and of one that may be sounded."""
_SAME_TIME, _SAME_PLACE = 0.1, 0.15
_AT_ONCE, _NEAR = 0.045, 0.25
_COINCIDENCE = 0.4
_FAST_CAMERA = 0.15
"""Diagonals per second at which a moving camera has halved the confidence."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """Everything known of one window, from which contacts are read."""

    window: Window
    scene: Scene
    whole: list[Track]
    """Tracks against the whole window's background."""
    past: list[Track]
    """Tracks against the background of the seconds before."""


def contacts(seen: Sighting) -> list[Contact]:
    """Of the window's core, in order of time."""
    height = seen.window.images[0].shape[0]
    walkers = [track for track in seen.whole if gait.is_walker(track, height)]
    stepped = {track.number: _steps(seen, track) for track in walkers}
    walkers = [track for track in walkers if stepped[track.number]]
    found = [contact for number in sorted(stepped) for contact in stepped[number]]
    found += [c for track in seen.whole for c in _kinks(seen, track, walkers, only_stops=False)]
    found += [c for track in seen.past for c in _kinks(seen, track, walkers, only_stops=True)]
    found += [_merged(seen, merge) for merge in merges(seen.whole, seen.window.times, seen.window.diagonal)]
    first = float(seen.window.times[0])
    return [contact for contact in ranked(found) if seen.window.owns(contact.time) and contact.time >= first]


def ranked(found: list[Contact]) -> list[Contact]:
    """One contact per event: of those at nearly one time and place the most confident."""
    kept: list[Contact] = []
    for contact in sorted(found, key=lambda c: (-c.confidence, -c.strength, c.time)):
        if not any(_is_same(contact, other) for other in kept):
            kept.append(contact)
    return sorted(kept, key=lambda contact: contact.time)


def _is_same(a: Contact, b: Contact) -> bool:
    """One thing seen twice, or two things that touch each other."""
    apart, between = max(abs(a.x - b.x), abs(a.y - b.y)), abs(a.time - b.time)
    if between < _AT_ONCE and apart < min(_NEAR, float(a.area**0.5 + b.area**0.5)):
        return True
    return between < _SAME_TIME and apart < _SAME_PLACE


def _kinks(seen: Sighting, track: Track, walkers: list[Track], *, only_stops: bool) -> list[Contact]:
    if len(track.blobs) < _FEWEST or track.sizes_travelled() < _LEAST_SIZES:
        return []
    path = Path(
        times=seen.window.times[track.frames],
        places=track.places,
        areas=track.values("area"),
        at_edge=track.values("at_edge"),
        diagonal=seen.window.diagonal,
    )
    found = []
    for kink in _all_kinks(path):
        blob = track.blobs[kink.index]
        if (only_stops and not (kink.is_stop and kink.evidence > _CERTAIN)) or any(
            _inside(blob, walker) for walker in walkers
        ):
            continue
        found.append(_turned(seen, track, path, kink, blob))
    return found


def _all_kinks(path: Path) -> list[Kink]:
    """Where the last bounces are told from the first ones, nothing else is believed after those."""
    found = kinks(path)
    later = later_bounces(path, [kink for kink in found if kink.evidence > _CERTAIN])
    return [kink for kink in found if not later or kink.time < later[0].time - _SAME_TIME] + later


def _turned(seen: Sighting, track: Track, path: Path, kink: Kink, blob: Blob) -> Contact:
    evidence = float(np.clip(0.5 + 0.25 * np.log10(kink.evidence / _DOUBTFUL), 0, 0.97))
    softness = 0.75 if path.is_soft else 1.0
    kind = ContactKind.stop if kink.is_stop else ContactKind.impact
    confidence = evidence * softness * _independence(track.sizes_travelled()) * _constancy(path, kink)
    return _contact(seen, kind, kink.time, kink.turn, confidence, blob, track.number)


def _independence(sizes_travelled: float) -> float:
    """0..1: what moves by less than its own size may be the rim of something that sways."""
    return float(np.clip(sizes_travelled / _OWN_SIZE, 0.3, 1))


def _constancy(path: Path, kink: Kink) -> float:
    """0.5..1: where an outline changes, its centre moves though nothing does."""
    near = slice(max(0, kink.index - 2), kink.index + 4)
    wobble = float(path.areas[near].std() / path.areas[near].mean() ** 0.5)  # pixels from frame to frame
    step = kink.turn * path.diagonal * float(np.median(np.diff(path.times[near])))
    return float(np.interp(step, (wobble, _CLEARLY * wobble), (0.5, 1.0)))


def _steps(seen: Sighting, track: Track) -> list[Contact]:
    whole = [blob for blob in track.blobs if not blob.at_edge]
    times = seen.window.times[[blob.frame for blob in whole]]
    feet = np.array([blob.feet for blob in whole])
    strikes, rhythm = gait.steps(times, feet)
    found = []
    for time in strikes:
        blob = whole[int(np.argmin(np.abs(times - time)))]
        found.append(_contact(seen, ContactKind.step, time, 1.0, 0.2 + 0.8 * rhythm, blob, track.number))
    return found


def _merged(seen: Sighting, merge: Merge) -> Contact:
    blob = Blob(
        int(np.argmin(np.abs(seen.window.times - merge.time))),
        merge.x,
        merge.y,
        0,
        0,
        merge.area,
        (0, 0, 0),
        0,
        False,
    )
    kind = ContactKind.merge if merge.touched else ContactKind.coincidence
    confidence = 0.7 * _independence(merge.sizes_travelled) if merge.touched else _COINCIDENCE
    return _contact(seen, kind, merge.time, 2 * merge.closing, confidence, blob, merge.track)


def _contact(
    seen: Sighting, kind: ContactKind, time: float, turn: float, confidence: float, blob: Blob, track: int
) -> Contact:
    height, width = seen.window.images[0].shape[:2]
    place = (
        np.array([blob.x, blob.y]) - seen.scene.world_offset(blob.frame) + seen.scene.picture_offset(blob.frame)
    )
    area = min(1.0, blob.area / (width * height))
    return Contact(
        time=time,
        kind=kind,
        strength=float(min(1.0, (turn / _FULL_TURN) ** 0.7)),
        confidence=confidence * _camera_trust(seen, blob.frame),
        x=float(np.clip(place[0] / width, 0, 1)),
        y=float(np.clip(place[1] / height, 0, 1)),
        area=area,
        track=track,
    )


def _camera_trust(seen: Sighting, frame: int) -> float:
    """What a moving camera leaves of a contact's confidence: parallax looks like things that move."""
    around = slice(max(0, frame - 5), frame + 6)
    speed = float(np.median(seen.scene.camera.speed(seen.window.times)[around])) / seen.window.diagonal
    trust = 1 / (1 + speed / _FAST_CAMERA) if seen.scene.roams else 1 / (1 + speed / _FAST_CAMERA / 4)
    lit = 0.3 if seen.scene.relit[around].any() else 1.0
    return lit * trust * float(np.clip(2 * seen.scene.camera.trust[around].min(), 0.2, 1))


def _inside(blob: Blob, walker: Track) -> bool:
    """Arms and legs of a walker turn without touching anything."""
    near = [other for other in walker.blobs if abs(other.frame - blob.frame) <= 3]
    return any(
        abs(blob.x - other.x) <= other.width / 2 + 8 and abs(blob.y - other.y) <= other.height / 2 + 8
        for other in near
    )
