"""Frames as picture encoders see them. Exact levels are compared in tests/parity."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

from footfall_daemon.media.resampling import BICUBIC, Extent, resized
from footfall_daemon.media.stills import centre, whole


def _noise(height: int, width: int) -> NDArray[np.uint8]:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.mark.parametrize(("height", "width"), [(90, 160), (300, 200), (1, 1), (700, 3), (512, 512)])
def test_every_frame_fits(height: int, width: int) -> None:
    image = _noise(height, width)
    assert whole(image).shape == (512, 512, 3)
    assert centre(image).shape == (224, 224, 3)


def test_the_whole_frame_is_seen() -> None:
    image = np.zeros((100, 400, 3), np.uint8)
    image[:, :20] = 255
    assert whole(image)[:, 0].min() == 255


def test_of_the_centre_the_sides_are_left_out() -> None:
    image = np.zeros((100, 400, 3), np.uint8)
    image[:, :140] = image[:, -140:] = 255
    assert centre(image).max() == 0


def test_a_plain_colour_stays() -> None:
    image = np.full((97, 131, 3), (3, 128, 255), np.uint8)
    assert (whole(image) == image[0, 0]).all()
    assert (centre(image) == image[0, 0]).all()


@pytest.mark.parametrize(("height", "width"), [(90, 160), (301, 233), (480, 640), (64, 999)])
def test_cubic_levels_are_those_of_torch(height: int, width: int) -> None:
    image = _noise(height, width)
    planes = torch.from_numpy(image).permute(2, 0, 1)[None]
    expected = F.interpolate(planes, (150, 170), mode="bicubic", antialias=True)[0].permute(1, 2, 0).numpy()
    assert np.array_equal(resized(image, Extent.whole(150), Extent.whole(170), BICUBIC), expected)


def test_a_part_is_cut_out_of_the_whole() -> None:
    image = _noise(60, 90)
    all_of_it = resized(image, Extent.whole(40), Extent.whole(100), BICUBIC)
    part = resized(image, Extent(40, 3, 39), Extent(100, 50, 61), BICUBIC)
    assert np.array_equal(part, all_of_it[3:39, 50:61])
