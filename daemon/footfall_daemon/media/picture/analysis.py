"""Looking at a stretch of picture once, from first frame to last, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np

from footfall_daemon.cues import Contact, Cues, Curves
from footfall_daemon.media.frames import Frame
from footfall_daemon.media.picture import camera, foreground, tracks
from footfall_daemon.media.picture.contacts import Sighting, contacts, ranked
from footfall_daemon.media.picture.curves import curves, joined
from footfall_daemon.media.picture.windows import Window, windows

ANALYSER = "tracks 2"
"""Changes whenever the same picture could give other cues."""
LONGEST_SIDE = 320
"""Pixels: the size of the frames that `analyse` expects."""
_MOVING_CAMERA = 0.02
_FEWEST_FRAMES = 2


def analyse(frames: Iterable[Frame]) -> Cues:
    """Cues with times in seconds from the media's first frame. The same frames give the same cues."""
    cv2.setRNGSeed(0)
    found: list[Contact] = []
    motion: list[Curves] = []
    cuts: list[float] = []
    roams = False
    for window in windows(frames, cuts.append):
        seen = look(window)
        found += contacts(seen)
        motion.append(curves(window, seen.scene, seen.whole))
        roams = roams or seen.scene.roams
    path = joined(motion)
    return Cues(
        analyser=ANALYSER, contacts=ranked(found), cuts=cuts, curves=path, notes=_notes(found, path, roams)
    )


def look(window: Window) -> Sighting:
    """All that moves in one window."""
    path = camera.follow([cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) for image in window.images])
    scene = foreground.lay_out(window.images, path)
    if scene.roams or len(window.times) < _FEWEST_FRAMES:
        moving = (foreground.moving_mask(scene, k) for k in range(len(scene.images)))
        return Sighting(window, scene, _tracks(scene, moving), [])
    taken = foreground.samples(scene, window.interval)
    whole = _tracks(scene, foreground.masks_against_whole(scene, taken))
    if not any(tracks.is_ghost(track) for track in whole):
        return Sighting(window, scene, whole, [])
    past = foreground.masks_against_past(scene, taken, window.interval)
    return Sighting(window, scene, whole, _tracks(scene, past))


def _tracks(scene: foreground.Scene, masks: Iterable[foreground.Image]) -> list[tracks.Track]:
    return tracks.follow(
        tracks.blobs_of(k, mask, scene.images[k], scene.world_offset(k)) for k, mask in enumerate(masks)
    )


def _notes(found: list[Contact], path: Curves, roams: bool) -> list[str]:
    notes = []
    if roams or (path.camera and float(np.median(path.camera)) > _MOVING_CAMERA):
        notes.append("The camera moves: contacts are less certain.")
    if not any(contact.confidence >= 0.5 for contact in found):
        notes.append("No certain contact was seen in the picture.")
    return notes
