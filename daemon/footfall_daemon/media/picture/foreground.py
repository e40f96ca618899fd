"""What moves in front of the background: one mask per frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from footfall_daemon.media.picture.camera import CameraPath, shifted

Masks = NDArray[np.uint8]
"""(n, height, width), 255 where something is."""
Image = NDArray[Any]
"""(height, width) or (height, width, 3) of uint8, as OpenCV gives it back."""

_GAP = 2
_USUAL_NOISE = 3.0
_SAMPLES = 40
_FEWEST = 0.06
_STABLE = 0.6
_FAR = 0.25
_PAST = 2.0
_PAST_SAMPLES = 8
_PAST_STEP = 0.4


@dataclass(frozen=True, slots=True)
class Scene:
    """The frames of a window laid over each other, so that the background stands still where it can."""

    images: NDArray[np.uint8]
    """(n, height, width, 3), blurred a little; stabilised unless `roams`."""
    camera: CameraPath
    stabilised: bool
    roams: bool
    """The camera goes too far for one background."""
    noise: float
    """Standard deviation of a pixel's noise, in grey levels."""

    @property
    def threshold(self) -> float:
        return float(np.clip(4 * self.noise, 12, 45))

    def picture_offset(self, k: int) -> NDArray[np.float64]:
        """What to add to a place in `images[k]` for the place in the picture."""
        return self.camera.offset[k] if self.stabilised else np.zeros(2)

    def world_offset(self, k: int) -> NDArray[np.float64]:
        """What to add to a place in `images[k]` for a place in the scene, where only things that move move."""
        return -self.camera.offset[k] if self.roams else np.zeros(2)


def lay_out(images: NDArray[np.uint8], camera: CameraPath) -> Scene:
    width = images.shape[2]
    roams = camera.drift >= _FAR * width
    stabilised = not roams and camera.drift > _STABLE
    blurred = [cv2.GaussianBlur(image, (3, 3), 0) for image in images]
    if stabilised:
        blurred = [shifted(image, offset) for image, offset in zip(blurred, camera.offset, strict=True)]
    stack = np.stack(blurred)
    return Scene(stack, camera, stabilised, roams, _noise(stack, camera if roams else None))


def moving_masks(scene: Scene) -> NDArray[np.uint8]:
    """(n, height, width), 255 where a pixel differs from both two frames before and two frames after."""
    count = len(scene.images)
    masks = np.zeros(scene.images.shape[:3], np.uint8)
    for k in range(count):
        before, after = max(0, k - _GAP), min(count - 1, k + _GAP)
        sides = [_changed(scene, k, other) for other in (before, after) if other != k]
        if sides:
            both = sides[0] if len(sides) == 1 else cv2.bitwise_and(sides[0], sides[1])
            masks[k] = _solid(both)
    return masks


def masks_against_whole(scene: Scene, moving: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Foreground by a background made from the whole window. Misses what lands and stays."""
    chosen = np.unique(np.linspace(0, len(scene.images) - 1, _SAMPLES).astype(int))
    background = _background(scene.images[chosen], moving[chosen])
    return np.stack([_foreground(image, background, scene.threshold) for image in scene.images])


def masks_against_past(scene: Scene, moving: NDArray[np.uint8], interval: float) -> NDArray[np.uint8]:
    """Foreground by what was seen in the two seconds before: what lands stays foreground for a while."""
    past, step = max(4, round(_PAST / interval)), max(1, round(_PAST_STEP / interval))
    masks = np.zeros_like(moving)
    for start in range(step, len(scene.images), step):
        chosen = np.unique(np.linspace(max(0, start - past), start - 1, _PAST_SAMPLES).astype(int))
        background = _background(scene.images[chosen], moving[chosen])
        for k in range(start, min(start + step, len(masks))):
            masks[k] = _foreground(scene.images[k], background, scene.threshold)
    return masks


def _noise(stack: Image, camera: CameraPath | None) -> float:
    if len(stack) < 2:
        return _USUAL_NOISE
    spreads = []
    for k in np.unique(np.linspace(1, len(stack) - 1, 12).astype(int)):
        before = stack[k - 1] if camera is None else shifted(stack[k - 1], camera.offset[k - 1] - camera.offset[k])
        spreads.append(_typical(cv2.absdiff(stack[k], before)))
    return float(np.median(spreads)) / 2**0.5


def _typical(difference: Image) -> float:
    """Standard deviation of the difference of pixels that only noise has changed, from their mean."""
    counts = np.bincount(difference.ravel(), minlength=256)
    usual = np.cumsum(counts) <= 0.9 * difference.size
    usual[0] = True
    return float((counts * np.arange(256))[usual].sum() / counts[usual].sum()) * 1.5


def _changed(scene: Scene, k: int, other: int) -> Image:
    image = scene.images[other]
    if scene.roams:
        image = shifted(image, scene.camera.offset[other] - scene.camera.offset[k])
    return _differs(scene.images[k], image, scene.threshold)


def _differs(a: Image, b: Image, threshold: float) -> Image:
    """(height, width), 255 where any colour differs."""
    difference = cv2.absdiff(a, b)
    largest = cv2.max(cv2.max(difference[..., 0], difference[..., 1]), difference[..., 2])
    return cv2.threshold(largest, threshold, 255, cv2.THRESH_BINARY)[1]


def _solid(mask: Image) -> Image:
    """Frame differences show rims: close them, fill small shapes, take a margin."""
    closed = cv2.morphologyEx(_opened(mask), cv2.MORPH_CLOSE, _disc(11))
    contours, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    small = [cv2.convexHull(c) for c in contours if cv2.contourArea(c) < 0.1 * mask.size]
    cv2.fillPoly(closed, small, 255)
    return cv2.dilate(closed, _disc(7))


def _foreground(image: Image, background: Image, threshold: float) -> Image:
    return cv2.morphologyEx(_opened(_differs(image, background, threshold)), cv2.MORPH_CLOSE, _disc(7))


def _opened(mask: Image) -> Image:
    return cv2.morphologyEx(mask, cv2.MORPH_OPEN, _disc(3))


def _disc(size: int) -> NDArray[Any]:
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))


def _background(images: Image, moving: Image) -> Image:
    """Median of each pixel over the frames in which it does not move; over all where it nearly always does."""
    count = len(images)
    valid = count - np.count_nonzero(moving, axis=0)
    values = np.bitwise_or(images, moving[..., None])  # moving pixels sort last
    values.sort(axis=0)
    middle = np.maximum(valid - 1, 0) // 2
    background: Image = np.take_along_axis(values, middle[None, ..., None], axis=0)[0]
    restless = valid < max(1, _FEWEST * count)
    background[restless] = np.sort(images[:, restless], axis=0)[count // 2]
    return background
