"""Speaker and moving picture by QtMultimedia, where it is there: it wants libraries that a system may lack.

Only this module imports it, and only when asked: whoever plays nothing does not load it.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QElapsedTimer, QObject, QUrl, Signal
from PySide6.QtGui import QImage

from footfall_gui.models.playback import Outlet, Silence
from footfall_gui.models.recording import CHANNELS, FRAME_BYTES

if TYPE_CHECKING:
    from PySide6.QtCore import QIODevice
    from PySide6.QtMultimedia import QAudioSink, QMediaPlayer, QVideoFrame

_BUFFER: Final = 0.15
"""Seconds that the speaker has ready: little, so that another take is heard at once; enough for a busy machine."""
_LEAP: Final = 0.2
"""Seconds: a picture that is farther off is sought, a nearer one goes a little faster or slower."""
_LEAP_REST_MS: Final = 400
"""A seek takes a while: another one is not tried before that."""
_LEAST_SHOWN_MS: Final = 250
_HASTE: Final = 0.25
"""Most by which the picture's speed is changed."""


class QtMultimedia:
    """What Qt can play on this machine. All but `why_not` is asked only where that gives no reason."""

    def why_not(self) -> str:
        try:
            import PySide6.QtMultimedia  # noqa: F401 - whether it can be imported is the question
        except ImportError as error:
            return str(error)
        return ""

    def has_speaker(self) -> bool:
        from PySide6.QtMultimedia import QMediaDevices

        return not QMediaDevices.defaultAudioOutput().isNull()

    def outlet(self) -> Outlet:
        """The speaker that the system plays to now; where there is none, only time passes."""
        return Speaker() if self.has_speaker() else Silence()

    def film(self, parent: QObject) -> Film:
        return Film(parent)


class Speaker:
    """An `Outlet` that is heard."""

    def __init__(self) -> None:
        self._sink: QAudioSink | None = None
        self._device: QIODevice | None = None
        self._written = 0

    def start(self, rate: int) -> None:
        from PySide6.QtMultimedia import QAudioFormat, QAudioSink

        form = QAudioFormat()
        form.setSampleRate(rate)
        form.setChannelCount(CHANNELS)
        form.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        self._sink = QAudioSink(form)
        self._sink.setBufferSize(int(_BUFFER * rate) * FRAME_BYTES)
        self._device, self._written = self._sink.start(), 0

    def stop(self) -> None:
        if self._sink is not None:
            self._sink.reset()
        self._sink, self._device = None, None

    def room(self) -> int:
        return self._sink.bytesFree() // FRAME_BYTES if self._sink is not None else 0

    def heard(self) -> int:
        if self._sink is None:
            return 0
        waiting = self._sink.bufferSize() - self._sink.bytesFree()
        return max(0, self._written - waiting // FRAME_BYTES)

    def write(self, data: bytes) -> None:
        if self._device is not None:
            self._written += self._device.write(data) // FRAME_BYTES


class Film(QObject):
    """The media's picture at any moment of the clip. Its sound is not played: it follows another clock."""

    shown = Signal(QImage, float)
    """A frame, and the moment of the clip at which it begins."""
    failed = Signal(str)
    """Why there is no moving picture, in Qt's words."""

    def __init__(self, parent: QObject | None = None) -> None:
        from PySide6.QtMultimedia import QMediaPlayer, QVideoSink

        super().__init__(parent)
        self._sink = QVideoSink(self)
        self._player: QMediaPlayer = QMediaPlayer(self)
        self._player.setVideoSink(self._sink)
        self._start, self._speed, self._half_frame = 0.0, 1.0, 0.02
        self._clock = 0.0
        self._loaded = False
        self._since_clock, self._since_shown, self._since_leap = QElapsedTimer(), QElapsedTimer(), QElapsedTimer()
        self._sink.videoFrameChanged.connect(self._take)
        self._player.errorOccurred.connect(lambda _, words: self.failed.emit(words))
        self._player.mediaStatusChanged.connect(self._know)

    def open(self, media: Path, start: Fraction, speed: Fraction, frame: Fraction) -> None:
        """`start`: seconds of the media at the clip's first frame. `frame`: how long one is seen, in the clip."""
        self._start, self._speed, self._half_frame = float(start), float(speed), float(frame) / 2
        self._loaded = False
        self._player.setSource(QUrl.fromLocalFile(str(media)))

    def close(self) -> None:
        self._player.setSource(QUrl())

    def show_at(self, seconds: float) -> None:
        """That frame, standing."""
        self._clock = seconds
        if self._playing:
            self._player.pause()
        self._seek(seconds)

    def follow(self, seconds: float) -> None:
        """It is this moment by the clock that is heard."""
        moved, self._clock = seconds != self._clock, seconds
        self._since_clock.start()
        if not self._playing and moved:  # a speaker takes a while to begin
            self._seek(seconds)
            self._player.setPlaybackRate(self._speed)
            self._player.play()

    @property
    def _playing(self) -> bool:
        return self._player.playbackState() == self._player.PlaybackState.PlayingState

    def _know(self, status: QMediaPlayer.MediaStatus) -> None:
        if status == self._player.MediaStatus.LoadedMedia and not self._loaded:
            self._loaded = True  # seeking says so again
            if self._player.hasVideo():
                self._player.pause()  # one that is stopped shows nothing
                self._seek(self._clock)
            else:
                self.failed.emit(self.tr("no decoder for its picture"))

    def _seek(self, seconds: float) -> None:
        media = self._start + (seconds + self._half_frame) * self._speed
        self._player.setPosition(max(0, round(1000 * media)))
        self._since_leap.start()

    def _take(self, frame: QVideoFrame) -> None:
        seconds = (frame.startTime() / 1e6 - self._start) / self._speed
        if self._playing and self._is_late(seconds):
            self._keep_up(self._behind(seconds))
            return
        image = frame.toImage()
        if not image.isNull():
            self._since_shown.start()
            self.shown.emit(image, seconds)
            if self._playing:
                self._keep_up(self._behind(seconds))

    def _is_late(self, seconds: float) -> bool:
        """Left out: making a picture of it would make the next one late too. Now and then one is shown anyhow."""
        shown_lately = self._since_shown.isValid() and self._since_shown.elapsed() < _LEAST_SHOWN_MS
        return shown_lately and abs(self._behind(seconds)) > 3 * self._half_frame

    def _behind(self, seconds: float) -> float:
        """How long ago the middle of a frame was to be seen."""
        now = self._clock + self._since_clock.elapsed() / 1000
        return now - self._half_frame - seconds

    def _keep_up(self, behind: float) -> None:
        if abs(behind) < _LEAP:
            self._player.setPlaybackRate(self._speed * (1 + max(-_HASTE, min(behind * 2, _HASTE))))
        elif not self._since_leap.isValid() or self._since_leap.elapsed() > _LEAP_REST_MS:
            self._seek(self._clock)
