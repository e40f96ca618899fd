"""Leaving: whether the daemon goes on without the windows, asked and remembered."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QCheckBox, QMessageBox, QWidget

_KEY = "quit/daemon"


class OnQuit(StrEnum):
    ask = "ask"
    goes_on = "goes on"
    stops = "stops"


class Quitting(QObject):
    def __init__(self, memory: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._memory = memory

    @property
    def habit(self) -> OnQuit:
        told = str(self._memory.value(_KEY, OnQuit.ask))
        return OnQuit(told) if told in list(OnQuit) else OnQuit.ask

    @habit.setter
    def habit(self, habit: OnQuit) -> None:
        self._memory.setValue(_KEY, str(habit))

    def decide(self, jobs: int, window: QWidget) -> OnQuit | None:
        """What becomes of the daemon, which has so many `jobs` left; None: stay."""
        if self.habit is not OnQuit.ask:
            return self.habit
        box = self._question(jobs, window)
        goes_on = box.addButton(self.tr("&Let it go on"), QMessageBox.ButtonRole.AcceptRole)
        stops = box.addButton(self.tr("&Stop it, too"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(goes_on)
        always = QCheckBox(self.tr("Do this from now on"))
        box.setCheckBox(always)
        box.exec()
        clicked = box.clickedButton()
        chosen = OnQuit.goes_on if clicked is goes_on else OnQuit.stops if clicked is stops else None
        if chosen is not None and always.isChecked():
            self.habit = chosen
        return chosen

    def _question(self, jobs: int, window: QWidget) -> QMessageBox:
        box = QMessageBox(window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("Quit Footfall"))
        box.setText(self.tr("Does the daemon go on without this window?"))
        if jobs:
            box.setInformativeText(
                self.tr("%n job(s) are left. They are kept, and go on whenever the daemon runs.", "", jobs)
            )
        else:
            box.setInformativeText(
                self.tr("Editors and the command line can use it, or start it when they need it.")
            )
        return box
