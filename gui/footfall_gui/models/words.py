"""The words for jobs and the daemon: how states, ranges and times are said wherever they are shown."""

from __future__ import annotations

from fractions import Fraction
from pathlib import PurePath
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from footfall_bridge.protocol import JobInfo, JobState, Refusal
from footfall_bridge.timeline import Time, timecode_of_frames
from footfall_gui.models.connection import State

_CONTEXT: Final = "JobState"
_STATES: Final[dict[JobState, str]] = {
    JobState.queued: str(QT_TRANSLATE_NOOP("JobState", "queued")),
    JobState.needs_media: str(QT_TRANSLATE_NOOP("JobState", "needs media")),
    JobState.preparing: str(QT_TRANSLATE_NOOP("JobState", "preparing")),
    JobState.ready: str(QT_TRANSLATE_NOOP("JobState", "ready")),
    JobState.running: str(QT_TRANSLATE_NOOP("JobState", "running")),
    JobState.parked: str(QT_TRANSLATE_NOOP("JobState", "parked")),
    JobState.writing: str(QT_TRANSLATE_NOOP("JobState", "writing")),
    JobState.done: str(QT_TRANSLATE_NOOP("JobState", "done")),
    JobState.failed: str(QT_TRANSLATE_NOOP("JobState", "failed")),
    JobState.cancelled: str(QT_TRANSLATE_NOOP("JobState", "cancelled")),
}
_SLOWEST, _FASTEST = Fraction(10), Fraction(240)
"""Frames per second: what else a time is counted in, such as thousandths, is no frame."""


def state_word(state: JobState) -> str:
    return QCoreApplication.translate(_CONTEXT, _STATES[state])


def connection_words(state: State, trouble: Refusal | None) -> str:
    """What is wrong between us and the daemon; empty while all is well."""
    translate = QCoreApplication.translate
    why = "" if trouble is None else trouble.message
    match state:
        case State.connected:
            return ""
        case State.connecting:
            return translate("ConnectionWords", "Looking for Footfall's daemon …")
        case State.waiting:
            return translate("ConnectionWords", "Waiting for the daemon: {why}. Jobs are kept.").format(why=why)
        case State.stopped:
            return translate(
                "ConnectionWords", "The daemon does not run. Jobs are kept, and go on when it runs again."
            )
        case State.failed:
            return translate("ConnectionWords", "The daemon cannot be used: {why}.").format(why=why)


def clip_name(job: JobInfo) -> str:
    """What a person calls the job's clip."""
    if job.media is None:
        return job.prompt or QCoreApplication.translate("JobWords", "text alone")
    return PurePath(job.media).name


def range_text(job: JobInfo) -> str:
    """In and out: on the timeline where the clip lies on one, else in its media. Empty as long as not known."""
    if job.place is not None and job.duration is not None:
        start = job.place.record_in
        stop = Time.of(start.seconds + job.duration.seconds, Fraction(*start.rate))
        return _span(start, stop, drop_frame=job.place.drop_frame)
    if job.source_in is not None and job.source_out is not None:
        return _span(job.source_in, job.source_out)
    return "" if job.duration is None else f"{float(job.duration.seconds):.2f} s"


def timecode(time: Time, *, drop_frame: bool = False) -> str:
    """In frames where the time counts them, else in seconds."""
    rate = Fraction(*time.rate)
    if _SLOWEST <= rate <= _FASTEST:
        return timecode_of_frames(time.value, rate, drop_frame=drop_frame)
    return f"{float(time.seconds):.3f} s"


def time_left(seconds: float | None) -> str:
    """Minutes and seconds to go."""
    if seconds is None:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _span(start: Time, stop: Time, *, drop_frame: bool = False) -> str:
    """A first frame at 0 may be counted in other units than the last: then the last frame's count."""
    if start.value == 0:
        start = Time(value=0, rate=stop.rate)
    return f"{timecode(start, drop_frame=drop_frame)} – {timecode(stop, drop_frame=drop_frame)}"
