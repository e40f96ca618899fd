"""A film whose every frame says its own number, and whose sound clicks at every whole second."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

_WIDTH, _HEIGHT = 256, 144
_SOUND_RATE = 44100


@dataclass(frozen=True)
class CountedFilm:
    path: Path
    codec: str = "libx264"
    pixels: str = "yuv420p"
    rate: Fraction = Fraction(25)
    frames: int = 100
    sound: bool = True
    options: dict[str, str] = field(default_factory=lambda: {"g": "30", "bf": "2"})

    def make(self) -> Path:
        with av.open(str(self.path), "w") as container:
            picture = container.add_stream(self.codec, rate=self.rate, options=self.options)
            assert isinstance(picture, VideoStream)
            picture.width, picture.height, picture.pix_fmt = _WIDTH, _HEIGHT, self.pixels
            sound = container.add_stream("aac", rate=_SOUND_RATE, layout="stereo") if self.sound else None
            for number in range(self.frames):
                frame = VideoFrame.from_ndarray(_picture(number), format="gray").reformat(format=self.pixels)
                frame.pts, frame.time_base = number, 1 / self.rate
                container.mux(picture.encode(frame))
            container.mux(picture.encode(None))
            if sound:
                for block in self._clicks():
                    container.mux(sound.encode(block))
                container.mux(sound.encode(None))
        return self.path

    def _clicks(self) -> list[av.AudioFrame]:
        sound = np.zeros((2, int(_SOUND_RATE * self.frames / self.rate)), np.float32)
        sound[:, _SOUND_RATE::_SOUND_RATE] = 0.9
        blocks = []
        for at in range(0, sound.shape[1], 1024):
            part = np.ascontiguousarray(sound[:, at : at + 1024])
            frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="stereo")
            frame.sample_rate, frame.time_base, frame.pts = _SOUND_RATE, Fraction(1, _SOUND_RATE), at
            blocks.append(frame)
        return blocks


def number_of(frame: VideoFrame) -> int:
    """The number that a decoded frame shows."""
    picture = frame.to_ndarray(format="gray")
    return sum(1 << bit for bit in range(8) if picture[40:100, 32 * bit + 8 : 32 * bit + 24].mean() > 127)


def _picture(number: int) -> NDArray[np.uint8]:
    bits = [255 * (number >> bit & 1) for bit in range(8)]
    return np.tile(np.repeat(np.array(bits, np.uint8), _WIDTH // 8), (_HEIGHT, 1))
