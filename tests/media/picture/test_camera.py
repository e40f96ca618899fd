"""The camera's path, and pictures moved along it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from footfall_daemon.media.picture.camera import follow, shifted

PATH = [(0.0, 0.0), (1.4, -0.6), (3.0, 1.0), (9.5, -4.25), (5.0, -9.5)]


def landscape() -> NDArray[np.uint8]:
    rough = np.random.default_rng(5).integers(0, 255, (60, 90), np.uint8)
    return cv2.resize(rough, (440, 300), interpolation=cv2.INTER_CUBIC).astype(np.uint8)


def seen_from(x: float, y: float) -> NDArray[np.uint8]:
    """(180, 320), the landscape moved right by `x` and down by `y`."""
    moved = np.array([[1.0, 0.0, x - 60], [0.0, 1.0, y - 60]])
    return cv2.warpAffine(landscape(), moved, (320, 180)).astype(np.uint8)


def test_follows_parts_of_pixels() -> None:
    path = follow([seen_from(x, y) for x, y in PATH])
    assert path.offset == pytest.approx(np.array(PATH), abs=0.1)
    assert path.trust.min() > 0.8


@pytest.mark.parametrize("colours", [1, 3])
def test_what_lay_at_a_place_plus_the_shift_lies_at_the_place(colours: int) -> None:
    image = cv2.merge([seen_from(2.25, -1.5)] * colours)
    back = shifted(image, np.array([2.25, -1.5]))
    still = cv2.merge([seen_from(0, 0)] * colours)
    assert back.shape == image.shape
    assert np.abs(back.astype(int) - still)[4:-4, 4:-4].mean() < 6


def test_edges_are_repeated() -> None:
    image = np.arange(20, dtype=np.uint8).reshape(1, 20).repeat(8, 0)
    assert shifted(image, np.array([5.0, 0.0]))[0].tolist() == [*range(5, 20), *[19] * 5]
