"""Films of plays: drawn under a camera, encoded at any frame rate, with the moments at which things touch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from pathlib import Path

import cv2
import numpy as np

from footfall_daemon.demo.stage import Canvas, Colour, Look, Picture, Point, exposed, textured
from tests.footage import Film

VARIABLE = Fraction(0)
"""Stands for a frame rate that changes from frame to frame."""
_TICKS = Fraction(1, 24_000)
_STEPS = [round(1 / rate / _TICKS) for rate in (20, 24, 30)]


@dataclass(frozen=True, slots=True)
class Play:
    """What happens in one shot; lengths in picture heights, seconds from its beginning."""

    name: str
    seconds: float
    contacts: tuple[float, ...]
    draw: Callable[[Canvas, float], None]
    cuts: tuple[float, ...] = ()
    ground: float | None = 0.86
    tint: Colour = (130, 122, 112)


@dataclass(frozen=True, slots=True)
class Camera:
    """A hand that holds it: two slow waves and a tremble; or a pan."""

    amount: float = 0.0
    """Picture heights to each side."""
    pan: float = 0.0
    """Picture heights per second."""
    phase: float = 0.0

    def place(self, time: float) -> Point:
        t, turn = time, self.phase
        x = np.sin(2.3 * t + turn) + 0.6 * np.sin(5.9 * t + 2 * turn) + 0.15 * np.sin(23 * t)
        y = np.sin(1.9 * t + 3 * turn) + 0.5 * np.sin(7.1 * t + turn) + 0.15 * np.sin(19 * t)
        return float(self.pan * t + self.amount * x), float(self.amount * y)


@dataclass(frozen=True, slots=True)
class Take:
    """One play as it was filmed."""

    play: Play
    look: Look
    camera: Camera
    rate: Fraction

    @property
    def name(self) -> str:
        rate = "vfr" if self.rate == VARIABLE else f"{float(self.rate):.3g}"
        held = " shaky" if self.camera.amount else ""
        return f"{self.play.name} {self.look.width}x{self.look.height} {rate}{held}"

    def make(self, path: Path) -> Path:
        rng = np.random.default_rng([self.look.seed, *self.play.name.encode()])
        background = _background(self.play, self.look, rng)
        ticks = list(self._ticks(rng))

        def draw(number: int) -> Picture:
            noise, time = np.random.default_rng([self.look.seed, number]), float(ticks[number] * _TICKS)
            first = max((cut for cut in self.play.cuts if cut <= time), default=-1.0)
            last = min((cut for cut in self.play.cuts if cut > time), default=self.play.seconds) - 1e-6

            def seen(canvas: Canvas, moment: float) -> None:
                self._seen(canvas, min(max(moment, first), last))  # no frame shows two shots

            return exposed(background, seen, time, self.look, noise)

        film = Film(
            rate=Fraction(30) if self.rate == VARIABLE else self.rate,
            frames=len(ticks),
            options={"crf": "21", "preset": "veryfast", "threads": "1"},
            ticks=ticks,
            time_base=_TICKS,
            draw=draw,
        )
        return film.make(path)

    def _ticks(self, rng: np.random.Generator) -> Iterator[int]:
        end = round(self.play.seconds / _TICKS)
        if self.rate == VARIABLE:
            steps = (int(rng.choice(_STEPS)) for _ in range(end // min(_STEPS)))
            ticks: Iterator[int] = accumulate(steps, initial=0)
        else:
            ticks = (round(k / self.rate / _TICKS) for k in range(end))
        for tick in ticks:
            if tick >= end:
                return
            yield tick

    def _seen(self, canvas: Canvas, time: float) -> None:
        self.play.draw(canvas, time)
        x, y = (length * self.look.height for length in self.camera.place(time))
        if x or y:
            matrix = np.array([[1.0, 0.0, -x], [0.0, 1.0, -y]])
            size = (self.look.width, self.look.height)
            mirrored = cv2.BORDER_REFLECT_101
            canvas.picture = cv2.warpAffine(canvas.picture, matrix, size, borderMode=mirrored).astype(np.uint8)


def _background(play: Play, look: Look, rng: np.random.Generator) -> Picture:
    background = textured(look, play.tint, rng)
    if play.ground is not None:
        line = round(play.ground * look.height)
        background[line:] = (background[line:] * 0.8).astype(np.uint8)
    return background
