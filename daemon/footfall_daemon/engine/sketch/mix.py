"""The layers of a clip, window by window: summed by layer, held below the ceiling, faded at the ends of the file.

The mix is the sum of the layers, sample for sample, before the ceiling and after: one gain holds all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from footfall_bridge.protocol import Layer
from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.engine.sketch import limiter
from footfall_daemon.engine.sketch.clockwork import Source, Window, decibels
from footfall_daemon.engine.sketch.mixdown import Mixdown

FADE = SAMPLE_RATE // 200


@dataclass(frozen=True)
class Part:
    """A sound and the layer it belongs to."""

    stem: Layer
    source: Source


def mix(parts: Sequence[Part], window: Window, samples: int, mixdown: Mixdown) -> torch.Tensor:
    """float32 (channels, window.samples) of a file of `samples`: two channels, or two for each layer asked for."""
    wide = window.widened(limiter.REACH, limiter.REACH)
    layers = limiter.limited(_levelled(layered(parts, wide), mixdown))[..., limiter.REACH : -limiter.REACH]
    layers = layers * torch.stack([_fades(stem, window, samples, mixdown) for stem in Layer])[:, None]
    if not mixdown.stems:
        return layers.sum(0)
    order = list(Layer)
    return layers[[order.index(stem) for stem in mixdown.stems]].flatten(0, 1)


def layered(parts: Sequence[Part], window: Window) -> torch.Tensor:
    """float32 (layers, 2, samples), in the order of `Layer`, before the ceiling."""
    layers = torch.zeros(len(Layer), 2, window.samples)
    for number, stem in enumerate(Layer):
        for part in parts:
            if part.stem is stem:
                layers[number] += part.source.render(window)
    return layers


def _levelled(layers: torch.Tensor, mixdown: Mixdown) -> torch.Tensor:
    """At the user's levels: before the ceiling, which holds whatever is asked for."""
    order = list(Layer)
    for layer, level in mixdown.levels:
        layers[order.index(layer)] *= decibels(level)
    return layers


def _fades(stem: Layer, window: Window, samples: int, mixdown: Mixdown) -> torch.Tensor:
    """A place goes on in the next clip; what happened in this one does not."""
    goes_on = stem is Layer.ambience
    place = torch.arange(window.start, window.stop) - mixdown.origin
    fade = torch.ones(window.samples)
    if not (goes_on and mixdown.joined_before):
        fade = fade * (place / FADE).clamp(0, 1)
    if not (goes_on and mixdown.joined_after):
        fade = fade * ((samples - 1 - place) / FADE).clamp(0, 1)
    return torch.sin(fade * (torch.pi / 2)) ** 2
