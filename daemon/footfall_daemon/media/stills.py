"""A frame as each picture encoder of HunyuanVideo-Foley was trained to see it, in levels."""

from __future__ import annotations

from typing import Final

from footfall_daemon.media.resampling import BICUBIC, BILINEAR, Extent, Image, resized

WHOLE_SIDE: Final = 512
"""Pixels, of the picture for SigLIP2."""
CENTRE_SIDE: Final = 224
"""Pixels, of the picture for Synchformer."""


def whole(image: Image) -> Image:
    """(height, width, 3) -> (512, 512, 3): all of the frame, whatever its shape, for SigLIP2."""
    side = Extent.whole(WHOLE_SIDE)
    return resized(image, side, side, BILINEAR)


def centre(image: Image) -> Image:
    """(height, width, 3) -> (224, 224, 3): the middle of the frame at its own shape, for Synchformer."""
    height, width = image.shape[:2]
    return resized(image, _middle(height, width), _middle(width, height), BICUBIC)


def _middle(side: int, other: int) -> Extent:
    """The short side fits; of the long one as much is left out at either end."""
    length = int(CENTRE_SIDE * max(side, other) / other) if side > other else CENTRE_SIDE
    first = round((length - CENTRE_SIDE) / 2)
    return Extent(length, first, first + CENTRE_SIDE)
