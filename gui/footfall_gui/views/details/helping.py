"""What the buttons of a failure do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from footfall_gui.models.details import DetailsModel
from footfall_gui.models.failures import Remedy
from footfall_gui.views.choosing import choose_file, choose_folder

_PLAIN_ENGINE: Final = "sketch"
"""That needs nothing, and is always there."""


class Helping(QObject):
    engines_wanted = Signal()
    log_wanted = Signal()

    def __init__(self, model: DetailsModel, window: QWidget) -> None:
        super().__init__(window)
        self._model = model
        self._window = window
        self._does: dict[Remedy, Callable[[], object]] = {
            Remedy.retry: model.retry,
            Remedy.locate: self._locate,
            Remedy.destination: self._choose_folder,
            Remedy.weights: self.engines_wanted.emit,
            Remedy.other_engine: lambda: model.use_engine(_PLAIN_ENGINE),
            Remedy.whole: model.make_whole,
            Remedy.other_seed: model.new_take,
            Remedy.take_back: model.take_back,
            Remedy.resume: model.resume,
            Remedy.log: self.log_wanted.emit,
        }

    def help(self, remedy: Remedy) -> None:
        self._does[remedy]()

    def _locate(self) -> None:
        job = self._model.job
        name = Path(job.media).name if job is not None and job.media else ""
        choose_file(self._window, self.tr("Where is {name}?").format(name=name), self._model.locate, name)

    def _choose_folder(self) -> None:
        choose_folder(self._window, self.tr("Where shall the sound go?"), self._model.send_to)
