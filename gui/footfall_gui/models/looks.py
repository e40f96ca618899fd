"""Film strip and waveforms of the job that is shown, as fine as they are looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from footfall_bridge.client import Client
from footfall_bridge.protocol import JobInfo, Peaks, Refusal, Strip
from footfall_gui.models.asking import Asker
from footfall_gui.models.versions import same_clip

MOST_FRAMES: Final = 64
_FEWEST_FRAMES: Final = 8
_OVERVIEW: Final = 2048
"""Columns of a whole file."""
_MOST_COLUMNS: Final = 8192
_SETTLE_MS: Final = 120
"""Zooming and scrolling must rest for so long before finer peaks are asked for."""
_MARGIN: Final = 0.5
"""Share of what is seen that is asked for beyond each side, so that scrolling finds it there."""


@dataclass(frozen=True, slots=True)
class _Window:
    start: float
    stop: float
    columns: int


class Looks(QObject):
    """Asks in its own asker, so that pictures keep no one else waiting. Answers that come too late are dropped."""

    strip_changed = Signal()
    peaks_changed = Signal()

    def __init__(self, pictures: Asker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.strip: Strip | None = None
        self.trouble: Refusal | None = None
        """Why there is no strip."""
        self._pictures = pictures
        self._job: JobInfo | None = None
        self._heard: JobInfo | None = None
        self._frames = (0, 0)
        self._overview: dict[int, Peaks] = {}
        self._detail: dict[int, Peaks] = {}
        self._window: _Window | None = None
        self._settling = QTimer(self, interval=_SETTLE_MS, singleShot=True)
        self._settling.timeout.connect(self._ask_detail)

    def show(self, job: JobInfo | None) -> None:
        """Another job, or the same with other files."""
        before, self._job = self._job, job
        if before is None or job is None or before.id != job.id:
            self.strip, self.trouble = None, None
            self.strip_changed.emit()
            self._ask_strip()
        elif self.strip is None and before.state is not job.state:
            self._ask_strip()  # what could not be looked at a moment ago may be there now

    def hear(self, job: JobInfo | None) -> None:
        """Whose files are drawn: another version's or an audition's, while that is what is heard."""
        before, self._heard = self._heard, job
        if before is None or job is None or (before.id, before.outputs) != (job.id, job.outputs):
            self._overview, self._detail = {}, {}
            if before is None or job is None or not same_clip(before, job):
                self.peaks_changed.emit()  # else the last drawing stays until there is a new one
            if job is not None:
                self._ask_overview(job)

    def want_strip(self, frames: int, height: int) -> None:
        """As many as fit, of so many pixels: asked for where there are fewer or smaller ones."""
        count = _FEWEST_FRAMES
        while count < min(frames, MOST_FRAMES):
            count *= 2
        if count > self._frames[0] or height > self._frames[1]:
            self._frames = (max(count, self._frames[0]), max(height, self._frames[1]))
            self._ask_strip()

    def want_peaks(self, start: float, stop: float, columns: int) -> None:
        """What is seen of the files, in seconds from their first sample, and how many columns it has."""
        self._window = _Window(start, stop, columns)
        self._settling.start()

    def peaks(self, output: int) -> list[Peaks]:
        """What is known of a file: the coarse whole first, then the finer part that is looked at."""
        return [known[output] for known in (self._overview, self._detail) if output in known]

    def _ask_strip(self) -> None:
        job, (frames, height) = self._job, self._frames
        if job is None or not frames or job.media is None:
            return

        def ask(client: Client) -> Strip:
            return client.strip(job.id, frames, height)

        self._pictures.ask(ask, self._take_strip, lambda refusal: self._miss_strip(job.id, refusal))

    def _take_strip(self, strip: Strip) -> None:
        if self._job is not None and strip.job == self._job.id:
            self.strip, self.trouble = strip, None
            self.strip_changed.emit()

    def _miss_strip(self, job: str, refusal: Refusal) -> None:
        if self._job is not None and job == self._job.id:
            self.trouble = refusal
            self.strip_changed.emit()

    def _ask_overview(self, job: JobInfo) -> None:
        for output in range(len(job.outputs)):
            self._ask_peaks(job, output, self._overview, _Window(0.0, 0.0, _OVERVIEW))

    def _ask_detail(self) -> None:
        job, window = self._heard, self._window
        if job is None or window is None:
            return
        seconds = window.stop - window.start
        for output, overview in self._overview.items():
            whole = overview.stop - overview.start
            if whole <= 0 or _OVERVIEW / whole >= window.columns / seconds:
                continue
            known = self._detail.get(output)
            if known is not None and _serves(known, window):
                continue
            start, stop = max(0.0, window.start - _MARGIN * seconds), min(whole, window.stop + _MARGIN * seconds)
            columns = min(_MOST_COLUMNS, max(16, round(window.columns * (stop - start) / seconds)))
            if stop > start:
                self._ask_peaks(job, output, self._detail, _Window(start, stop, columns))

    def _ask_peaks(self, job: JobInfo, output: int, known: dict[int, Peaks], window: _Window) -> None:
        def ask(client: Client) -> Peaks:
            if window.stop <= window.start:
                return client.peaks(job.id, output, window.columns)
            return client.peaks(job.id, output, window.columns, window.start, window.stop)

        def take(peaks: Peaks) -> None:
            if known is self._overview or known is self._detail:  # else other files are heard by now
                known[output] = peaks
                self.peaks_changed.emit()
                if known is self._overview:
                    self._settling.start()

        self._pictures.ask(ask, take, lambda refusal: None)


def _serves(peaks: Peaks, window: _Window) -> bool:
    """It covers what is seen, as finely as it is seen."""
    columns = len(peaks.low) // peaks.channels
    fine = columns / (peaks.stop - peaks.start) >= 0.9 * window.columns / (window.stop - window.start)
    return fine and peaks.start <= max(0.0, window.start) and peaks.stop >= window.stop - 0.01
