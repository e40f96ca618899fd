"""The queue as a page: what is wrong or was done, what to show, the jobs, and how many there are."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QLabel, QMenu, QStackedWidget, QVBoxLayout, QWidget

from footfall_bridge.protocol import JobState
from footfall_gui.models.commands import Commands, Deed
from footfall_gui.models.connection import State
from footfall_gui.models.forecasts import Forecasts
from footfall_gui.models.overview import Overview
from footfall_gui.models.provisioning import Provisioning
from footfall_gui.models.thumbnails import Thumbnails
from footfall_gui.models.words import time_left
from footfall_gui.views.bars import ConnectionBar, DeedBar, RefusalBar
from footfall_gui.views.engines_bar import EnginesBar
from footfall_gui.views.filter_bar import FilterBar
from footfall_gui.views.first_minutes import FirstMinutes
from footfall_gui.views.job_actions import JobActions
from footfall_gui.views.table import JobsTable


class QueueView(QWidget):
    status = Signal(str)
    """How many jobs there are, and when they are done."""

    def __init__(
        self,
        overview: Overview,
        commands: Commands,
        thumbnails: Thumbnails,
        forecasts: Forecasts,
        provisioning: Provisioning,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._overview = overview
        self._model = overview.jobs
        self.connection_bar = ConnectionBar(overview.connection)
        self.engines_bar = EnginesBar(provisioning)
        self.deed_bar = DeedBar()
        self.refusal_bar = RefusalBar()
        self.filter = FilterBar()
        self.table = JobsTable(self._model, thumbnails)
        self.first_minutes = FirstMinutes()
        self.nothing = QLabel(self.tr("No job fits this filter."), margin=24)
        self.actions_of_jobs = JobActions(self._model, commands, self)
        self._pages = QStackedWidget()
        for page in (self.first_minutes, self.table, self.nothing):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bars = (self.connection_bar, self.engines_bar, self.refusal_bar)
        for part in (*bars, self.filter, self._pages, self.deed_bar):
            column.addWidget(part, 1 if part is self._pages else 0)
        self._connect(commands, thumbnails, forecasts)
        self._refresh()

    def _connect(self, commands: Commands, thumbnails: Thumbnails, forecasts: Forecasts) -> None:
        commands.did.connect(self.deed_bar.tell)
        commands.refused.connect(self.refusal_bar.tell)
        self.actions_of_jobs.refused.connect(self.refusal_bar.tell)
        self.filter.wanted.connect(self._model.set_filter)
        self.table.chosen.connect(self.actions_of_jobs.choose)
        self.table.customContextMenuRequested.connect(self._open_menu)
        self.table.doubleClicked.connect(self.actions_of_jobs.play.trigger)
        self.table.in_view.connect(thumbnails.want)
        self.table.in_view.connect(forecasts.want)
        self._model.moved.connect(commands.move)
        self._model.told.connect(self.actions_of_jobs.refresh)
        self._model.modelReset.connect(self._refresh)
        self._overview.changed.connect(self._refresh)

    def show_job(self, job: str) -> None:
        """Also one that the filter does not let through."""
        if self._model.row_of(job) is None:
            self.filter.show_all()
        self.table.choose([job])

    def say(self, words: str) -> None:
        """Something that was done, or why it was not."""
        self.deed_bar.tell(Deed(words))

    def _open_menu(self, point: QPoint) -> None:
        menu = QMenu(self)
        self.actions_of_jobs.fill(menu)
        menu.exec(self.table.viewport().mapToGlobal(point))
        menu.deleteLater()

    def _refresh(self) -> None:
        """Which page is shown, and the counts."""
        roster = self._model.roster
        if not roster.jobs:
            page: QWidget = self.first_minutes
        else:
            page = self.table if self._model.rowCount() else self.nothing
        if page is not self._pages.currentWidget():
            self._pages.setCurrentWidget(page)
        self.filter.setVisible(bool(roster.jobs))
        self.filter.count(roster)
        self.status.emit(self.counts())

    def counts(self) -> str:
        roster, overview = self._model.roster, self._overview
        active = overview.active
        if overview.connection.state is not State.connected:
            return ""
        parts = [self.tr("%n job(s) left", "", active)] if active else [self.tr("Nothing to do")]
        if active and overview.seconds_left is not None:
            parts.append(self.tr("done in {left}").format(left=time_left(overview.seconds_left)))
        if failed := roster.count(JobState.failed):
            parts.append(self.tr("%n failed", "", failed))
        if overview.paused:
            parts.append(self.tr("paused"))
        if overview.released:
            parts.append(self.tr("the GPU is left to other programs"))
        elif overview.editor_busy:
            parts.append(self.tr("{editor} has the GPU").format(editor=overview.editor_busy))
        return "  ·  ".join(parts)
