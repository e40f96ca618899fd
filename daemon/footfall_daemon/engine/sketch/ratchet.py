"""Blows that follow one another nearly on time on one body: links, pawls, rails, what sticks and slips."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.engine.sketch.clockwork import Draws, Identity, Window
from footfall_daemon.engine.sketch.curves import Curve, Turns
from footfall_daemon.engine.sketch.materials import Modes
from footfall_daemon.engine.sketch.shapes import convolved, settled, unit

_TURNS = 32  # turns that are drawn at once
_TAIL = int(0.25 * SAMPLE_RATE)


@dataclass(frozen=True)
class Ratchet:
    """A blow at each turn of something, through the modes of a body. One channel."""

    identity: Identity
    turns: Turns
    body: Modes
    gain: float
    curve: Curve
    """Strength of the blows."""
    jitter: float = 0.1
    """Of the time between two."""
    size: float = 1.0
    damping: float = 1.0

    def render(self, window: Window) -> torch.Tensor:
        wide = window.widened(_TAIL, 0)
        return convolved(self._blows(wide), self._response())[None, _TAIL:] * self.gain

    def _blows(self, window: Window) -> torch.Tensor:
        """Impulses, each shared by the two samples between which it lies."""
        edges = torch.tensor([window.start, window.stop], dtype=torch.float64) / SAMPLE_RATE
        first, last = torch.floor(self.turns.at(edges)).long().tolist()
        drawn = [self._drawn(chunk) for chunk in range((first - 1) // _TURNS, last // _TURNS + 1)]
        moments, strength = torch.cat(drawn, dim=1)
        exact = moments * SAMPLE_RATE - window.start
        inside = (exact >= 0) & (exact < window.samples - 1)
        place, share = exact[inside].long(), exact[inside] % 1
        level = strength[inside] * self.curve.at(moments[inside])
        blows = torch.zeros(window.samples, dtype=torch.float64)
        blows.index_add_(0, place, level * (1 - share)).index_add_(0, place + 1, level * share)
        return blows.to(torch.float32)

    def _drawn(self, chunk: int) -> torch.Tensor:
        """(2, turns): seconds and strength; turns that are never made have none."""
        draws = Draws((*self.identity, "turns", chunk))
        moments = self.turns.moments(chunk * _TURNS, (chunk + 1) * _TURNS + 1)
        gaps = moments.diff()
        moved = moments[:-1] + self.jitter * gaps * draws.uniform(-0.5, 0.5, _TURNS)
        return torch.stack([moved, draws.uniform(0.5, 1, _TURNS) * (gaps > 1e-6)])

    def _response(self) -> torch.Tensor:
        """The body's ringing after one blow, without offset."""
        since = torch.arange(_TAIL, dtype=torch.float64) / SAMPLE_RATE
        ratios = torch.tensor(self.body.ratios, dtype=torch.float64)[:, None]
        hertz = self.body.hertz / self.size * ratios
        decay = self.damping * (self.body.decay + torch.pi * self.body.loss * hertz)
        level = ratios ** (self.body.tilt / 6.02)
        ringing = (level * torch.exp(-decay * since) * torch.sin(2 * torch.pi * hertz * since)).sum(0)
        fade = torch.hann_window(2 * _TAIL, periodic=False)[_TAIL:]
        ringing = settled(ringing.to(torch.float32))[:_TAIL] * fade
        return unit(ringing - fade * (ringing.sum() / fade.sum()))
