"""Looking at a stretch of picture once, from first frame to last, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial

import cv2
import numpy as np

from footfall_daemon.cues import Contact, Cues, Curves
from footfall_daemon.media.frames import Frame
from footfall_daemon.media.picture import camera, foreground, tracks
from footfall_daemon.media.picture.contacts import Sighting, contacts, ranked
from footfall_daemon.media.picture.curves import curves, joined
from footfall_daemon.media.picture.windows import Window, windows

ANALYSER = "tracks 3"
"""Changes whenever the same picture could give other cues."""
LONGEST_SIDE = 320
"""Pixels: the size of the frames that `analyse` expects."""
_MOVING_CAMERA = 0.02
_FEWEST_FRAMES = 2
_HANDS = 2
"""Threads that look at the frames of a window: between OpenCV's calls they wait for each other."""


def analyse(frames: Iterable[Frame]) -> Cues:
    """Cues with times in seconds from the media's first frame. The same frames give the same cues."""
    cv2.setRNGSeed(0)
    found: list[Contact] = []
    motion: list[Curves] = []
    cuts: list[float] = []
    roams = False
    with ThreadPoolExecutor(_HANDS, "look") as hands:
        for window in windows(frames, cuts.append):
            seen = look(window, hands)
            found += contacts(seen)
            motion.append(curves(window, seen.scene, seen.whole))
            roams = roams or seen.scene.roams
    path = joined(motion)
    return Cues(
        analyser=ANALYSER, contacts=ranked(found), cuts=cuts, curves=path, notes=_notes(found, path, roams)
    )


def look(window: Window, hands: Executor) -> Sighting:
    """All that moves in one window."""
    blurred = hands.map(foreground.blurred, window.images)  # already while the camera is followed
    path = camera.follow([cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) for image in window.images])
    scene = foreground.lay_out(list(blurred), path, hands)
    if scene.roams or len(window.times) < _FEWEST_FRAMES:
        return Sighting(window, scene, _tracks(scene, partial(foreground.moving_mask, scene), hands), [])
    taken = foreground.samples(scene, window.interval, hands)
    whole = _tracks(scene, foreground.against_whole(scene, taken), hands)
    if not any(tracks.is_ghost(track) for track in whole):
        return Sighting(window, scene, whole, [])
    past = foreground.against_past(scene, taken, window.interval, hands)
    return Sighting(window, scene, whole, _tracks(scene, past, hands))


def _tracks(scene: foreground.Scene, mask: foreground.Masks, hands: Executor) -> list[tracks.Track]:
    def blobs(k: int) -> list[tracks.Blob]:
        return tracks.blobs_of(k, mask(k), scene.images[k], scene.world_offset(k))

    return tracks.follow(hands.map(blobs, range(len(scene.images))))


def _notes(found: list[Contact], path: Curves, roams: bool) -> list[str]:
    notes = []
    if roams or (path.camera and float(np.median(path.camera)) > _MOVING_CAMERA):
        notes.append("The camera moves: contacts are less certain.")
    if not any(contact.confidence >= 0.5 for contact in found):
        notes.append("No certain contact was seen in the picture.")
    return notes
