"""The demo's film, rendered here: three shots, and to the fraction of a second when things touch in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import cv2
import numpy as np
from av.video.stream import VideoStream

from footfall_daemon.demo.scenes import Ball, Lamp, Scene, Walker
from footfall_daemon.demo.stage import Look, Picture, exposed, textured

_GROUND_LINE: Final = 0.87
_CODECS: Final = (("libx264", {"crf": "18", "preset": "veryfast"}), ("mpeg4", {"qscale": "3"}))
_SCENES: Final[tuple[Callable[[Look, float], Scene], ...]] = (Ball, Walker, Lamp)


@dataclass(frozen=True, slots=True)
class Shot:
    name: str
    prompt: str
    room: str
    start: Fraction
    end: Fraction
    """Seconds in the film; `end` is exclusive. Both lie on frames."""
    contacts: tuple[float, ...]
    """Seconds in the film."""


@dataclass(frozen=True, slots=True)
class Film:
    path: Path
    look: Look
    shots: tuple[Shot, ...]


def render(path: Path, look: Look | None = None) -> Film:
    """Write the film to `path` (MP4, without sound)."""
    look = look or Look()
    with av.open(str(path), "w", format="mp4") as container:
        stream = _stream(container, look)
        for number, picture in enumerate(pictures(look)):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = number, 1 / look.rate
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return Film(path, look, tuple(_shots(_scenes(look), look)))


def pictures(look: Look) -> Iterator[Picture]:
    """Frame by frame, uint8 (height, width, red-green-blue). The same look draws the same to the bit."""
    for scene in _scenes(look):
        yield from _pictures(scene, look)


def _scenes(look: Look) -> list[Scene]:
    chances = np.random.default_rng(look.seed).uniform(size=len(_SCENES))
    return [scene(look, float(chance)) for scene, chance in zip(_SCENES, chances, strict=True)]


def _stream(container: av.container.OutputContainer, look: Look) -> VideoStream:
    codec, options = next(entry for entry in _CODECS if entry[0] in av.codecs_available)
    stream = container.add_stream(codec, rate=look.rate, options=dict(options))
    assert isinstance(stream, VideoStream)
    stream.width, stream.height, stream.pix_fmt = look.width, look.height, "yuv420p"
    stream.time_base = stream.codec_context.time_base = 1 / look.rate
    return stream


def _frames(scene: Scene, look: Look) -> int:
    return round(scene.seconds * look.rate)


def _pictures(scene: Scene, look: Look) -> Iterator[Picture]:
    rng = np.random.default_rng([look.seed, *scene.name.encode()])
    background = _set(scene, look, rng)
    for frame in range(_frames(scene, look)):
        yield exposed(background, scene.draw, float(frame / look.rate), look, rng)


def _set(scene: Scene, look: Look, rng: np.random.Generator) -> Picture:
    background = textured(look, scene.tint, rng)
    if scene.ground:
        line = round(_GROUND_LINE * look.height)
        background[line:] = (background[line:] * 0.85).astype(np.uint8)
        background[line : line + 2] = cv2.blur(background[line : line + 2], (3, 3))
    return background


def _shots(scenes: list[Scene], look: Look) -> Iterator[Shot]:
    first = 0
    for scene in scenes:
        start, end = first / look.rate, (first + _frames(scene, look)) / look.rate
        contacts = tuple(float(start) + time for time in scene.contacts())
        yield Shot(scene.name, scene.prompt, scene.room, start, end, contacts)
        first += _frames(scene, look)
