"""From tracks to contacts: what each kind of evidence is worth, and which report of an event stays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footfall_daemon.cues import Contact, ContactKind
from footfall_daemon.media.picture import gait
from footfall_daemon.media.picture.foreground import Scene
from footfall_daemon.media.picture.kinks import Kink, Path, kinks
from footfall_daemon.media.picture.merges import Merge, merges
from footfall_daemon.media.picture.tracks import Blob, Track
from footfall_daemon.media.picture.windows import Window

_FEWEST = 6
_LEAST_TRAVEL = 0.02
_FULL_TURN = 4.0
"""Change of velocity, in diagonals per second, that counts as the hardest contact."""
_CERTAIN_STOP = 32.0
_SAME_TIME, _SAME_PLACE = 0.09, 0.25
_ECHO_TIME, _ECHO_STRENGTH = 0.13, 0.65
"""The trajectories fitted just after a contact still hold a part of it."""
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
    height = seen.window.images.shape[1]
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
    found = [contact for contact in found if not any(_is_echo(contact, other) for other in found)]
    for contact in sorted(found, key=lambda c: (-c.confidence, -c.strength, c.time)):
        if not any(_is_same(contact, other) for other in kept):
            kept.append(contact)
    return sorted(kept, key=lambda contact: contact.time)


def _is_echo(contact: Contact, other: Contact) -> bool:
    late = 0 < contact.time - other.time < _ECHO_TIME
    return late and contact.track == other.track and contact.strength < _ECHO_STRENGTH * other.strength


def _is_same(a: Contact, b: Contact) -> bool:
    return abs(a.time - b.time) < _SAME_TIME and abs(a.x - b.x) < _SAME_PLACE and abs(a.y - b.y) < _SAME_PLACE


def _kinks(seen: Sighting, track: Track, walkers: list[Track], *, only_stops: bool) -> list[Contact]:
    if len(track.blobs) < _FEWEST or track.travel() < _LEAST_TRAVEL * seen.window.diagonal:
        return []
    path = Path(
        times=seen.window.times[track.frames],
        places=track.places,
        areas=track.values("area"),
        at_edge=track.values("at_edge"),
        diagonal=seen.window.diagonal,
    )
    found = []
    for kink in kinks(path):
        blob = track.blobs[kink.index]
        if (only_stops and not (kink.is_stop and kink.evidence > _CERTAIN_STOP)) or any(
            _inside(blob, walker) for walker in walkers
        ):
            continue
        found.append(_turned(seen, track, path, kink, blob))
    return found


def _turned(seen: Sighting, track: Track, path: Path, kink: Kink, blob: Blob) -> Contact:
    evidence = float(np.clip(0.5 + 0.25 * np.log10(kink.evidence / 11), 0, 0.97))
    softness = 0.75 if path.is_soft else 1.0
    kind = ContactKind.stop if kink.is_stop else ContactKind.impact
    return _contact(seen, kind, kink.time, kink.turn, evidence * softness, blob, track.number)


def _steps(seen: Sighting, track: Track) -> list[Contact]:
    whole = [blob for blob in track.blobs if not blob.at_edge]
    times = seen.window.times[[blob.frame for blob in whole]]
    feet = np.array([blob.feet for blob in whole])
    strikes, rhythm = gait.steps(times, feet)
    found = []
    for time in strikes:
        blob = whole[int(np.argmin(np.abs(times - time)))]
        found.append(_contact(seen, ContactKind.step, time, 1.0, 0.45 + 0.5 * rhythm, blob, track.number))
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
    confidence = 0.7 if merge.touched else _COINCIDENCE
    return _contact(seen, kind, merge.time, 2 * merge.closing, confidence, blob, merge.track)


def _contact(
    seen: Sighting, kind: ContactKind, time: float, turn: float, confidence: float, blob: Blob, track: int
) -> Contact:
    height, width = seen.window.images.shape[1:3]
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
    return trust * float(np.clip(2 * seen.scene.camera.trust[around].min(), 0.2, 1))


def _inside(blob: Blob, walker: Track) -> bool:
    """Arms and legs of a walker turn without touching anything."""
    near = [other for other in walker.blobs if abs(other.frame - blob.frame) <= 3]
    return any(
        abs(blob.x - other.x) <= other.width / 2 + 8 and abs(blob.y - other.y) <= other.height / 2 + 8
        for other in near
    )
