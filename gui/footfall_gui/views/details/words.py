"""What states, contacts and remedies are called in the details of a job."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Final

from PySide6.QtCore import QCoreApplication

from footfall_bridge.protocol import MIX, Contact, ContactKind, JobInfo, JobState, Layer
from footfall_gui.models.failures import Remedy

_VERSION: Final = re.compile(r"_v(\d+)$")


def kind_name(kind: ContactKind) -> str:
    return {
        ContactKind.impact: QCoreApplication.translate("Details", "Impact"),
        ContactKind.stop: QCoreApplication.translate("Details", "Stop"),
        ContactKind.step: QCoreApplication.translate("Details", "Step"),
        ContactKind.merge: QCoreApplication.translate("Details", "Merge"),
        ContactKind.coincidence: QCoreApplication.translate("Details", "Coincidence"),
    }[kind]


def layer_name(layer: str) -> str:
    names = {
        MIX: QCoreApplication.translate("Details", "Mix"),
        Layer.feet: QCoreApplication.translate("Details", "Feet"),
        Layer.props: QCoreApplication.translate("Details", "Props"),
        Layer.cloth: QCoreApplication.translate("Details", "Cloth"),
        Layer.ambience: QCoreApplication.translate("Details", "Ambience"),
    }
    return names.get(layer, layer)


def state_name(state: JobState) -> str:
    return {
        JobState.queued: QCoreApplication.translate("Details", "Queued"),
        JobState.needs_media: QCoreApplication.translate("Details", "Needs its media"),
        JobState.preparing: QCoreApplication.translate("Details", "Looking at the picture"),
        JobState.ready: QCoreApplication.translate("Details", "Ready to be made"),
        JobState.running: QCoreApplication.translate("Details", "Being made"),
        JobState.parked: QCoreApplication.translate("Details", "Parked: others need the memory"),
        JobState.writing: QCoreApplication.translate("Details", "Being written"),
        JobState.done: QCoreApplication.translate("Details", "Done"),
        JobState.failed: QCoreApplication.translate("Details", "Failed"),
        JobState.cancelled: QCoreApplication.translate("Details", "Cancelled"),
    }[state]


def remedy_name(remedy: Remedy) -> str:
    """On its button."""
    return {
        Remedy.retry: QCoreApplication.translate("Details", "&Try again"),
        Remedy.locate: QCoreApplication.translate("Details", "&Locate the media..."),
        Remedy.destination: QCoreApplication.translate("Details", "Choose another &folder..."),
        Remedy.weights: QCoreApplication.translate("Details", "&Engines..."),
        Remedy.other_engine: QCoreApplication.translate("Details", "Make it with &sketch"),
        Remedy.whole: QCoreApplication.translate("Details", "Make the &whole clip"),
        Remedy.other_seed: QCoreApplication.translate("Details", "Try another see&d"),
        Remedy.take_back: QCoreApplication.translate("Details", "Take the GPU &back"),
        Remedy.resume: QCoreApplication.translate("Details", "&Resume"),
        Remedy.log: QCoreApplication.translate("Details", "Show the lo&g"),
    }[remedy]


def contact_words(contact: Contact, timecode: str) -> str:
    """For tooltips and screen readers."""
    words = QCoreApplication.translate("Details", "{kind} at {timecode}, strength {strength}")
    parts = [words.format(kind=kind_name(contact.kind), timecode=timecode, strength=f"{contact.strength:.0%}")]
    if contact.material:
        parts.append(contact.material)
    if contact.muted:
        parts.append(QCoreApplication.translate("Details", "muted"))
    return ", ".join(parts)


def version_name(job: JobInfo) -> str:
    """Files of one take are told apart by the numbers of their names."""
    version = _VERSION.search(PurePath(job.outputs[0].path).stem) if job.outputs else None
    if version is None:
        words = QCoreApplication.translate("Details", "Take {take}, seed {seed}")
        return words.format(take=job.take, seed=job.seed)
    words = QCoreApplication.translate("Details", "Take {take}, version {version}, seed {seed}")
    return words.format(take=job.take, version=version[1], seed=job.seed)
