"""Work that takes long and is no question to the daemon: each piece in a thread of its own, answered in Qt's."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot

from footfall_bridge.protocol import Refusal

Answer = TypeVar("Answer")
Said = TypeVar("Said")

_log = logging.getLogger("footfall.gui")


class Errands(QObject):
    """Lives until it is closed, whoever lets go of it: it must not end in one of its threads."""

    _settled = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent or QCoreApplication.instance())
        self._closed = False
        self._lock = threading.Lock()
        self._settled.connect(self._settle, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[Callable[[Said], None]], Answer],
        then: Callable[[Answer], None],
        refused: Callable[[Refusal], None],
        hear: Callable[[Said], None] = lambda _: None,
    ) -> None:
        """`work` is given a function for what it says on its way, which `hear` is told of in Qt's thread."""

        def carry_out() -> None:
            self._tell(_settlement(lambda: work(lambda said: self._tell(lambda: hear(said))), then, refused))

        threading.Thread(target=carry_out, name="footfall-errand", daemon=True).start()

    def close(self) -> None:
        """Nothing is told any more. What runs is not waited for: it ends with this process."""
        with self._lock:
            self._closed = True
        self.deleteLater()

    def _tell(self, settle: Callable[[], None]) -> None:
        with self._lock:
            if not self._closed:
                self._settled.emit(settle)

    @Slot(object)
    def _settle(self, settle: Callable[[], None]) -> None:
        if not self._closed:
            settle()


def _settlement(
    work: Callable[[], Any], then: Callable[[Any], None], refused: Callable[[Refusal], None]
) -> Callable[[], None]:
    """What is to be done in Qt's thread."""
    try:
        answer = work()
    except Refusal as refusal:
        kept = refusal
        return lambda: refused(kept)
    except Exception:  # noqa: BLE001 - the boundary of a thread: whatever it was, it is told and logged
        _log.exception("an errand failed")
        broken = Refusal("internal", "Footfall's window made a mistake: its log has the details")
        return lambda: refused(broken)
    return lambda: then(answer)
