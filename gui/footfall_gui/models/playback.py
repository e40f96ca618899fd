"""Playing what was made: one clock, of the samples that were heard, which picture and playhead follow.

Where the sound comes out is an `Outlet`'s business: this is the same with a speaker, without, and in tests.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Protocol

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from footfall_gui.models.recording import FRAME_BYTES, Recording

_FILL_MS: Final = 33
_MOST_LOOKS: Final = 90
"""In a row at which nothing more was heard, three seconds or longer: some speakers need two to begin."""
_AHEAD: Final = 0.1
"""Seconds that lie ready where nothing plays them."""


class Outlet(Protocol):
    """Takes native 16-bit stereo. Counts in frames since `start`."""

    def start(self, rate: int) -> None: ...

    def stop(self) -> None:
        """What was written and not heard is not heard."""

    def room(self) -> int:
        """That can be written now."""

    def heard(self) -> int: ...

    def write(self, data: bytes) -> None: ...


class Silence:
    """A clock for machines without a speaker: it passes as if something were heard."""

    def __init__(self) -> None:
        self._clock = QElapsedTimer()
        self._rate = 1
        self._written = 0

    def start(self, rate: int) -> None:
        self._rate, self._written = rate, 0
        self._clock.start()

    def stop(self) -> None:
        self._clock.invalidate()

    def room(self) -> int:
        return max(0, self._passed() + int(_AHEAD * self._rate) - self._written)

    def heard(self) -> int:
        return min(self._passed(), self._written)

    def write(self, data: bytes) -> None:
        self._written += len(data) // FRAME_BYTES

    def _passed(self) -> int:
        return self._clock.nsecsElapsed() * self._rate // 1_000_000_000 if self._clock.isValid() else 0


class Playback(QObject):
    """Positions are seconds from the first sample of the files."""

    moved = Signal(float)
    playing_changed = Signal(bool)
    lost = Signal()
    """What it played to is gone: it stands where it was heard last."""

    def __init__(self, outlet: Callable[[], Outlet], parent: QObject | None = None) -> None:
        """`outlet` is asked for one each time that playing begins: speakers come and go."""
        super().__init__(parent)
        self.loop: tuple[float, float] | None = None
        """Played again and again, once the position is in it or before it."""
        self._make_outlet = outlet
        self._outlet: Outlet | None = None
        self._recording = Recording([])
        self._next = 0
        """The frame of the files to be written next."""
        self._written = self._heard = self._looks = 0
        self._jumps: deque[tuple[int, int]] = deque([(0, 0)])
        """Counts of written frames, and the frames of the files that began there."""
        self._timer = QTimer(self, interval=_FILL_MS)
        self._timer.timeout.connect(self._run)

    @property
    def playing(self) -> bool:
        return self._outlet is not None

    @property
    def position(self) -> float:
        if self._outlet is None:
            return self._next / self._recording.rate
        heard = self._outlet.heard()
        while len(self._jumps) > 1 and self._jumps[1][0] <= heard:
            self._jumps.popleft()
        written, frame = self._jumps[0]
        return (frame + heard - written) / self._recording.rate

    @property
    def length(self) -> float:
        return self._recording.frames / self._recording.rate

    def load(self, paths: Sequence[Path], later: float = 0.0) -> None:
        """Other files, in which the same moment is so many seconds later; playing on from it where it plays.

        Raises `Refusal`: "no-file", "not-wav".
        """
        recording = Recording(paths)
        self._recording.close()
        self._recording = recording
        shift = round(later * recording.rate)
        self._next = min(max(0, self._next + shift), recording.frames)
        self._jumps = deque((written, frame + shift) for written, frame in self._jumps)
        if self.playing and not paths:
            self.pause()

    def play(self) -> None:
        if self.playing or not self._recording.frames:
            return
        if self._next >= self._end(self._next):
            self._next = self._looped[0] if self._looped else 0
        self._outlet = self._make_outlet()
        self._written = self._heard = self._looks = 0
        self._jumps = deque([(0, self._next)])
        self._outlet.start(self._recording.rate)
        self._timer.start()
        self.playing_changed.emit(True)
        self._run()

    def pause(self) -> None:
        if self._outlet is None:
            return
        self._next = self._frame(self.position)
        self._outlet.stop()
        self._outlet = None
        self._timer.stop()
        self.playing_changed.emit(False)
        self.moved.emit(self.position)

    def toggle(self) -> None:
        self.pause() if self.playing else self.play()

    def seek(self, seconds: float) -> None:
        """At once where it stands; where it plays, after what lies ready: starting anew takes speakers longer."""
        self._next = self._frame(seconds)
        if self._outlet is not None:
            self._jumps.append((self._written, self._next))
        self.moved.emit(self.position)

    def close(self) -> None:
        self.pause()
        self._recording.close()

    def _run(self) -> None:
        assert self._outlet is not None
        self._fill(self._outlet)
        self.moved.emit(self.position)
        if self._outlet is not None and self._at_end(self._outlet):
            self.pause()
        elif self._outlet is not None and self._is_deaf(self._outlet.heard()):
            self.pause()
            self.lost.emit()

    def _is_deaf(self, heard: int) -> bool:
        """Speakers that are unplugged, or whose server dies, need not say so."""
        self._looks = self._looks + 1 if heard == self._heard else 0
        self._heard = heard
        return self._looks >= _MOST_LOOKS

    def _at_end(self, outlet: Outlet) -> bool:
        return self._looped is None and self._next >= self._recording.frames and outlet.heard() >= self._written

    def _fill(self, outlet: Outlet) -> None:
        room = outlet.room()
        while room > 0:
            count = min(room, self._end(self._next) - self._next)
            if count <= 0:
                if self._looped is None:
                    return
                self._next = self._looped[0]
                self._jumps.append((self._written, self._next))
                continue
            outlet.write(self._recording.read(self._next, count))
            self._next, self._written, room = self._next + count, self._written + count, room - count

    def _end(self, frame: int) -> int:
        """Where playing ends, or goes back from."""
        if self._looped is not None and frame <= self._looped[1]:
            return self._looped[1]
        return self._recording.frames

    @property
    def _looped(self) -> tuple[int, int] | None:
        """In frames, as far as these files have them."""
        if self.loop is None:
            return None
        start, stop = self._frame(self.loop[0]), self._frame(self.loop[1])
        return (start, stop) if start < stop else None

    def _frame(self, seconds: float) -> int:
        return min(max(0, round(seconds * self._recording.rate)), self._recording.frames)
