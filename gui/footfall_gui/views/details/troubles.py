"""What keeps a job from being done, as a sentence and with what helps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from footfall_bridge.protocol import JobInfo
from footfall_gui.models.failures import Remedy, remedies_of


@dataclass(frozen=True, slots=True)
class Trouble:
    words: str
    remedies: Sequence[Remedy] = ()


def trouble_of(job: JobInfo, obstacle: Remedy | None) -> Trouble | None:
    """`obstacle`: what all jobs wait for."""
    remedies = remedies_of(job)
    if job.error is not None:
        return Trouble(f"{job.error.message} [{job.error.code}]", remedies)
    if remedies:
        return Trouble(_waiting_words(job), remedies)
    return Trouble(obstacle_words(obstacle), (obstacle,)) if obstacle is not None else None


def obstacle_words(obstacle: Remedy) -> str:
    if obstacle is Remedy.take_back:
        return QCoreApplication.translate("Details", "The GPU is left to other programs until you take it back.")
    return QCoreApplication.translate("Details", "The queue is paused: nothing is made until it goes on.")


def _waiting_words(job: JobInfo) -> str:
    if job.state.ended:
        return QCoreApplication.translate("Details", "This job was cancelled.")
    words = QCoreApplication.translate("Details", "{media} is not there: connect its volume, or say where it is.")
    return words.format(media=job.media or "")
