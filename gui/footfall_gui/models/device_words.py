"""What a worker does and how fast it is, in words. Notes of the daemon come as they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication

from footfall_bridge.protocol import WorkerInfo
from footfall_gui.models.quantities import decimal, gib
from footfall_gui.models.tracks import Track


def state_of(worker: WorkerInfo, editor: str) -> str:
    """A sentence. `editor`: the one that asked for the devices, if any."""
    words = _STATES.get(worker.state)
    return words(worker, editor) if words is not None else worker.state


def note_of(worker: WorkerInfo) -> str:
    """Why it does nothing, where its state does not say so by itself."""
    return "" if worker.state in _EXPLAINED else worker.note


def speed_of(worker: WorkerInfo) -> str:
    """Empty where nothing was measured."""
    parts = []
    if worker.rate is not None:
        words = QCoreApplication.translate("Devices", "{rate} s of sound per second")
        parts.append(words.format(rate=decimal(worker.rate)))
    if worker.streamed:
        words = QCoreApplication.translate("Devices", "{share} % of the weights streamed at each step")
        parts.append(words.format(share=round(100 * worker.streamed)))
    return ", ".join(parts)


def memory_of(worker: WorkerInfo) -> str:
    memory = worker.memory
    words = QCoreApplication.translate("Devices", "{held} held, {free} of {total} free")
    return words.format(held=gib(memory.held), free=gib(memory.free), total=gib(memory.total))


def at_once(worker: WorkerInfo, track: Track) -> float:
    """Seconds of sound in the running set."""
    return track.newest.tokens_or_seconds if worker.running and track.newest else 0.0


def knee_of(worker: WorkerInfo, track: Track) -> str:
    """How near the running set is to the size from where more only adds latency."""
    if worker.knee is None:
        return QCoreApplication.translate("Devices", "How large a set should be is measured while it works.")
    words = QCoreApplication.translate(
        "Devices", "{now} of {knee} s of sound at once: larger sets would only take longer"
    )
    return words.format(now=decimal(at_once(worker, track)), knee=_short(worker.knee))


def _short(seconds: float) -> str:
    return decimal(seconds, 0 if round(seconds, 1).is_integer() else 1)


def _stopped(worker: WorkerInfo, editor: str) -> str:
    return QCoreApplication.translate("Devices", "Stopped")


def _starting(worker: WorkerInfo, editor: str) -> str:
    return QCoreApplication.translate("Devices", "Starting")


def _loading(worker: WorkerInfo, editor: str) -> str:
    return QCoreApplication.translate("Devices", "Loading the engine")


def _idle(worker: WorkerInfo, editor: str) -> str:
    if worker.engine is None:
        return QCoreApplication.translate("Devices", "Idle")
    return QCoreApplication.translate("Devices", "Idle; {engine} is loaded").format(engine=worker.engine)


def _running(worker: WorkerInfo, editor: str) -> str:
    return QCoreApplication.translate("Devices", "Working with {engine}").format(engine=worker.engine or "")


def _released(worker: WorkerInfo, editor: str) -> str:
    return QCoreApplication.translate("Devices", "Left to other programs until you take it back")


def _leaving(worker: WorkerInfo, editor: str) -> str:
    return QCoreApplication.translate("Devices", "Ending")


def _yielding(worker: WorkerInfo, editor: str) -> str:
    if not editor:
        return QCoreApplication.translate("Devices", "Left to an editor while it needs it")
    return QCoreApplication.translate("Devices", "Left to {editor} while it needs it").format(editor=editor)


def _waiting(worker: WorkerInfo, editor: str) -> str:
    return QCoreApplication.translate("Devices", "Waiting")


_STATES: Final[dict[str, Callable[[WorkerInfo, str], str]]] = {
    "stopped": _stopped,
    "starting": _starting,
    "loading": _loading,
    "idle": _idle,
    "running": _running,
    "leaving": _leaving,
    "released": _released,
    "yielding": _yielding,
    "waiting": _waiting,
}
_EXPLAINED: Final = ("starting", "loading", "leaving", "released", "yielding")
