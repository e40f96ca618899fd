"""Motion over time: how much moves, how fast the largest thing goes and where it is, how fast the camera goes."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from footfall_daemon.cues import Curves
from footfall_daemon.media.picture.camera import shifted
from footfall_daemon.media.picture.foreground import Scene
from footfall_daemon.media.picture.tracks import Track
from footfall_daemon.media.picture.windows import Window

_FULL_ENERGY = 20.0
"""Mean change of a pixel per frame at 25 fps, in grey levels, that counts as all of the picture moving."""
_SMOOTH = 0.12


def curves(window: Window, scene: Scene, tracks: list[Track]) -> Curves:
    """One value per frame of the window's core."""
    speed, x = _largest(window, scene, tracks)
    camera = scene.camera.speed(window.times) / window.diagonal
    core = [k for k, time in enumerate(window.times) if window.owns(float(time))]
    energy = _energy(window, scene)
    return Curves(
        time=_listed(window.times[core]),
        energy=_listed(energy[core]),
        speed=_listed(speed[core]),
        x=_listed(x[core]),
        camera=_listed(camera[core]),
    )


def joined(parts: list[Curves]) -> Curves:
    fields = Curves.model_fields
    return Curves(**{name: [v for part in parts for v in getattr(part, name)] for name in fields})


def _energy(window: Window, scene: Scene) -> NDArray[np.float64]:
    """(n,) 0..1, what still changes once the camera's motion and the noise are taken away."""
    energy = np.zeros(len(window.times))
    for k in range(1, len(energy)):
        before = scene.images[k - 1]
        if scene.roams:
            before = shifted(before, scene.camera.offset[k - 1] - scene.camera.offset[k])
        change = cv2.absdiff(scene.images[k], before)
        change = cv2.threshold(change, 3 * scene.noise, 0, cv2.THRESH_TOZERO)[1]
        mean = float(cv2.norm(change, cv2.NORM_L1)) / change.size
        per_second = mean / max(window.times[k] - window.times[k - 1], 1e-3)
        energy[k] = min(1.0, per_second / 25 / _FULL_ENERGY)
    if len(energy) > 1:
        energy[0] = energy[1]
    return energy


def _largest(window: Window, scene: Scene, tracks: list[Track]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Speed in diagonals per second and smoothed x 0..1 of the largest thing that moves, per frame."""
    count, width = len(window.times), window.images[0].shape[1]
    speed, x, area = np.zeros(count), np.full(count, np.nan), np.zeros(count)
    for track in tracks:
        if len(track.blobs) < 3:
            continue
        frames = track.frames
        velocity = np.gradient(track.places, window.times[frames], axis=0)
        for blob, pace in zip(track.blobs, np.hypot(*velocity.T), strict=True):
            if blob.area > area[blob.frame]:
                area[blob.frame] = blob.area
                speed[blob.frame] = pace / window.diagonal
                place = blob.x - scene.world_offset(blob.frame)[0] + scene.picture_offset(blob.frame)[0]
                x[blob.frame] = np.clip(place / width, 0, 1)
    return speed, _smoothed(window, x)


def _smoothed(window: Window, x: NDArray[np.float64]) -> NDArray[np.float64]:
    known = np.isfinite(x)
    if not known.any():
        return np.full(len(x), 0.5)
    filled = np.interp(window.times, window.times[known], x[known])
    reach = max(1, round(_SMOOTH / window.interval / 2))
    kernel = np.ones(2 * reach + 1) / (2 * reach + 1)
    return np.clip(np.convolve(np.pad(filled, reach, mode="edge"), kernel, mode="valid"), 0, 1)


def _listed(values: NDArray[np.float64]) -> list[float]:
    return [round(float(value), 5) for value in values]
