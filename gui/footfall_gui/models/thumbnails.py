"""A small picture of each clip that is in view: fetched one at a time, kept while there is room."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from footfall_bridge.client import Client
from footfall_bridge.protocol import JobInfo, JobState, Refusal
from footfall_bridge.timeline import Time
from footfall_gui.models.asking import Asker

HEIGHT: Final = 72
"""Pixels: twice what a row shows, for dense screens."""
_KEPT: Final = 400
"""Pictures of about 37 kB each."""

_Range = tuple[str | None, Time | None, Time | None]


class Thumbnails(QObject):
    """Takes of one clip share a picture. What is scrolled away before it was asked for is not asked for."""

    came = Signal(str)
    """A job whose picture is there now."""

    def __init__(self, pictures: Asker, parent: QObject | None = None, *, kept: int = _KEPT) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._kept = kept
        self._images: OrderedDict[_Range, QImage] = OrderedDict()
        self._missed: dict[_Range, JobState] = {}
        """Refused, and the state of the job then: once it is another, the media may be there."""
        self._wanted: list[JobInfo] = []
        self._asking = False

    def of(self, job: JobInfo) -> QImage | None:
        return self._images.get(_range(job))

    def want(self, jobs: Sequence[JobInfo]) -> None:
        """Those in view, the first of them first, instead of those before."""
        self._wanted = [job for job in jobs if job.media is not None]
        for job in reversed(self._wanted):
            if _range(job) in self._images:
                self._images.move_to_end(_range(job))
        self._next()

    def clear_failures(self) -> None:
        """Another daemon may have what was refused."""
        self._missed.clear()

    def _next(self) -> None:
        job = next((job for job in self._wanted if self._lacks(job)), None)
        if job is None or self._asking:
            return
        self._asking = True
        wanted = job
        self._pictures.ask(
            lambda client: _fetched(client, wanted.id),
            lambda image: self._keep(wanted, image),
            lambda refusal: self._refused(wanted, refusal),
        )

    def _lacks(self, job: JobInfo) -> bool:
        range_ = _range(job)
        return range_ not in self._images and self._missed.get(range_) is not job.state

    def _refused(self, job: JobInfo, refusal: Refusal) -> None:
        self._asking = False
        self._missed[_range(job)] = job.state
        self._next()

    def _keep(self, job: JobInfo, image: QImage) -> None:
        self._asking = False
        self._images[_range(job)] = image
        self._missed.pop(_range(job), None)
        while len(self._images) > self._kept:
            self._images.popitem(last=False)
        self.came.emit(job.id)
        self._next()


def _fetched(client: Client, job: str) -> QImage:
    """In the asker's thread: decoding is not Qt's to wait for."""
    strip = client.strip(job, frames=1, height=HEIGHT)
    return QImage.fromData(strip.frames[0].jpeg) if strip.frames else QImage()


def _range(job: JobInfo) -> _Range:
    return job.media, job.source_in, job.source_out
