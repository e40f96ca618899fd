"""What moves in front of the background: one mask per frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from footfall_daemon.media.picture.camera import CameraPath, shifted

Image = NDArray[Any]
"""(height, width) or (height, width, 3) of uint8, as OpenCV gives it back. Of a mask 255 is where something is."""

Masks = Callable[[int], Image]
"""What moves in the frame of this number."""

_GAP = 2
_USUAL_NOISE = 3.0
_SAMPLES = 40
_SAMPLE_STEP = 0.2
_FEWEST_SAMPLES = 20
_FEWEST = 0.06
_STABLE = 0.6
_FAR = 0.25
_PAST = 2.0
_PAST_STEP = 0.4
_LIGHT = 4.0
"""Grey levels by which half of the picture grows brighter or darker at once: a lamp, a flash, an iris."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The frames of a window laid over each other, so that the background stands still where it can."""

    images: Sequence[Image]
    """(height, width, 3) each, blurred a little; stabilised unless `roams`."""
    camera: CameraPath
    stabilised: bool
    roams: bool
    """The camera goes too far for one background."""
    noise: float
    """Standard deviation of a pixel's noise, in grey levels."""
    relit: NDArray[np.bool_]
    """(n,) whether the light is another than in the frame before."""

    @property
    def threshold(self) -> float:
        return float(np.clip(4 * self.noise, 12, 45))

    def picture_offset(self, k: int) -> NDArray[np.float64]:
        """What to add to a place in `images[k]` for the place in the picture."""
        return self.camera.offset[k] if self.stabilised else np.zeros(2)

    def world_offset(self, k: int) -> NDArray[np.float64]:
        """What to add to a place in `images[k]` for a place in the scene, where only things that move move."""
        return -self.camera.offset[k] if self.roams else np.zeros(2)


@dataclass(frozen=True, slots=True)
class Sample:
    """A frame from which backgrounds are made."""

    frame: int
    image: Image
    moving: Image


def blurred(image: Image) -> Image:
    """What noise has left of it."""
    return cv2.GaussianBlur(image, (3, 3), 0)


def lay_out(images: Sequence[Image], camera: CameraPath, hands: Executor) -> Scene:
    """`images`: blurred."""
    roams = camera.drift >= _FAR * images[0].shape[1]
    stabilised = not roams and camera.drift > _STABLE
    if stabilised:
        images = list(hands.map(shifted, images, camera.offset))
    return Scene(images, camera, stabilised, roams, _noise(images, camera if roams else None), _relit(images))


def moving_mask(scene: Scene, k: int) -> Image:
    """Where a pixel differs from both two frames before and two frames after."""
    last = len(scene.images) - 1
    sides = [_changed(scene, k, other) for other in (max(0, k - _GAP), min(last, k + _GAP)) if other != k]
    if not sides:
        return np.zeros(scene.images[k].shape[:2], np.uint8)
    return _solid(sides[0] if len(sides) == 1 else cv2.bitwise_and(sides[0], sides[1]))


def samples(scene: Scene, interval: float, hands: Executor) -> list[Sample]:
    """`interval`: seconds from frame to frame."""
    step = max(1, min(round(_SAMPLE_STEP / interval), len(scene.images) // _FEWEST_SAMPLES))
    chosen = range(0, len(scene.images), step)
    moving = hands.map(partial(moving_mask, scene), chosen)
    return [Sample(k, scene.images[k], mask) for k, mask in zip(chosen, moving, strict=True)]


def against_whole(scene: Scene, taken: Sequence[Sample]) -> Masks:
    """Foreground by a background made from the whole window. Misses what lands and stays."""
    background = _background(taken[:: -(-len(taken) // _SAMPLES)])
    return lambda k: _foreground(scene.images[k], background, scene.threshold)


def against_past(scene: Scene, taken: Sequence[Sample], interval: float, hands: Executor) -> Masks:
    """Foreground by what was seen in the two seconds before: what lands stays foreground for a while."""
    past, step = max(4, round(_PAST / interval)), max(1, round(_PAST_STEP / interval))
    starts = range(step, len(scene.images), step)
    pasts = [[sample for sample in taken if k - past <= sample.frame < k] for k in starts]
    backgrounds = list(hands.map(_background, pasts))

    def mask(k: int) -> Image:
        if k < step:
            return np.zeros(scene.images[k].shape[:2], np.uint8)
        return _foreground(scene.images[k], backgrounds[k // step - 1], scene.threshold)

    return mask


def _relit(images: Sequence[Image]) -> NDArray[np.bool_]:
    """The middle of all changes is none while things move, however fast, before a background that stays."""
    small = [image[4::8, 4::8, 1].astype(np.int16) for image in images]
    jumps = [0.0, *(float(np.median(after - before)) for before, after in pairwise(small))]
    return np.abs(jumps) > _LIGHT


def _noise(images: Sequence[Image], camera: CameraPath | None) -> float:
    if len(images) < 2:
        return _USUAL_NOISE
    spreads = []
    for k in np.unique(np.linspace(1, len(images) - 1, 12).astype(int)):
        before = images[k - 1]
        if camera is not None:
            before = shifted(before, camera.offset[k - 1] - camera.offset[k])
        spreads.append(_typical(cv2.absdiff(images[k], before)))
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
    alike = cv2.inRange(cv2.absdiff(a, b), (0, 0, 0), (threshold, threshold, threshold))
    return cv2.bitwise_not(alike)


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


def _background(taken: Sequence[Sample]) -> Image:
    """Median of each pixel over the frames in which it does not move; over all where it nearly always does."""
    count = len(taken)
    moves = sum((sample.moving & 1 for sample in taken), np.zeros_like(taken[0].moving))
    ranked = _sorted([cv2.max(sample.image, cv2.merge([sample.moving] * 3)) for sample in taken])  # moving last
    background = ranked[(count - 1) // 2].copy()
    for moving in range(2, int(moves.max()) + 1):
        rank = max(0, count - moving - 1) // 2
        cv2.copyTo(ranked[rank], cv2.inRange(moves, (moving,), (moving,)), background)
    restless = moves > count - max(1, _FEWEST * count)
    if restless.any():
        background[restless] = np.median([sample.image[restless] for sample in taken], axis=0)
    return background


def _sorted(images: list[Image]) -> list[Image]:
    """Each pixel's values in order, by Batcher's merge exchange: whole pictures are compared at once."""
    for a, b in _exchanges(len(images)):
        images[a], images[b] = cv2.min(images[a], images[b]), cv2.max(images[a], images[b])
    return images


def _exchanges(count: int) -> Iterator[tuple[int, int]]:
    """Pairs to put in order, one after the other (Batcher 1968, odd-even merge sort, any count)."""
    size = 1
    while size < count:
        step = size
        while step:
            for first in range(step % size, count - step, 2 * step):
                for a in range(first, min(first + step, count - step)):
                    if a // (2 * size) == (a + step) // (2 * size):
                        yield a, a + step
            step //= 2
        size *= 2
