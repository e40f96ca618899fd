"""Arithmetic of one step, in operations at two per multiply-add, as the networks' shapes have it."""

from __future__ import annotations

from collections.abc import Sequence

from footfall_daemon.engine.hunyuan.length import Length
from footfall_daemon.engine.hunyuan.packing import SYNC_PERIOD
from footfall_daemon.engine.hunyuan.sizes import FEATURES, LATENT_CHANNELS, Sizes

TEXT = 20
"""Tokens of each prompt."""
_TIME = 256


def lossless(sizes: Sizes, clips: Sequence[Length]) -> int:
    """Of guided clips in one company, all at the same step: what is done once per request is left out."""
    unseen = SYNC_PERIOD  # the modulation of those that see nothing is the same for all
    modulated = sum(clip.sync for clip in clips) + unseen
    modulation = sizes.single_blocks * 2 * modulated * 6 * sizes.width**2
    return modulation + 2 * sum(_sequence(sizes, clip) for clip in clips)


def naive(sizes: Sizes, clip: Length) -> int:
    """Of one guided clip by itself, where all is computed anew."""
    width, inner, triple = sizes.width, sizes.conv_inner, sizes.triple_blocks
    per_step = [
        clip.sync * (FEATURES * width + 3 * width * inner),
        TEXT * (FEATURES * width + width**2),
        clip.visual * (2 * FEATURES * width + width**2),
        _TIME * width + width**2,
        triple * (18 * width**2 + 2 * TEXT * width**2),
        11 * clip.visual * width**2 + 2 * clip.visual * TEXT * width,  # of the last triple block, unread
        sizes.single_blocks * clip.latents * 6 * width**2,
    ]
    return 2 * (_sequence(sizes, clip) + 2 * sum(per_step))


def _sequence(sizes: Sizes, clip: Length) -> int:
    """Of one sequence, but for the modulation of the single blocks."""
    width = sizes.width
    ends = 2 * clip.latents * LATENT_CHANNELS * width
    triple = _triple(clip, width, clip.latents + clip.visual)
    last = _triple(clip, width, clip.latents)
    convolutions = 3 * clip.latents * (width**2 + 3 * width * sizes.conv_inner)
    single = clip.latents * 3 * width**2 + 2 * clip.latents**2 * width + convolutions
    return 2 * (ends + (sizes.triple_blocks - 1) * triple + last + sizes.single_blocks * single)


def _triple(clip: Length, width: int, rows: int) -> int:
    """`rows` go on from it; all lend keys and values, and attend."""
    joint = clip.latents + clip.visual
    attention = 2 * joint**2 * width + 2 * rows * TEXT * width
    return joint * 3 * width**2 + attention + rows * 11 * width**2
