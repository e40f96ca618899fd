"""The queue window: the jobs, and below them the one that is chosen; files dropped anywhere are ordered."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import (
    QDockWidget,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMenu,
    QPlainTextEdit,
    QSplitter,
    QWidget,
)

from footfall_bridge.media import VIDEO_SUFFIXES
from footfall_bridge.protocol import JobInfo, Order
from footfall_gui.models.commands import Commands
from footfall_gui.models.draft import Draft
from footfall_gui.models.jobs import JOB_IDS
from footfall_gui.views.choosing import choose_files, choose_folder
from footfall_gui.views.controls import Controls
from footfall_gui.views.details.view import DetailsView
from footfall_gui.views.order_dialog import OrderDialog
from footfall_gui.views.queue import QueueView
from footfall_gui.views.quitting import OnQuit, Quitting


class QueueWindow(QMainWindow):
    settings_wanted = Signal()
    editors_wanted = Signal()
    engines_wanted = Signal()
    log_wanted = Signal()
    quit_wanted = Signal()
    closing = Signal(QCloseEvent)
    """By its own button: whether it may, and whether that is the end, is for others to say."""
    looked_at = Signal()
    """It is in front, and what it shows is seen."""

    def __init__(
        self,
        queue: QueueView,
        details: DetailsView,
        controls: Controls,
        draft: Draft,
        commands: Commands,
        quitting: Quitting,
        memory: QSettings,
    ) -> None:
        super().__init__()
        self.queue = queue
        self.details = details
        self._draft = draft
        self._commands = commands
        self._quitting = quitting
        self._memory = memory
        self.order_dialog: OrderDialog | None = None
        self.setWindowTitle("Footfall")
        self.setAcceptDrops(True)
        self.controls = controls
        self.addToolBar(controls)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setObjectName("splitter")
        self.splitter.addWidget(queue)
        self.splitter.addWidget(details)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self.splitter.setChildrenCollapsible(False)
        self.setCentralWidget(self.splitter)
        self.counts = QLabel()
        self.statusBar().addWidget(self.counts, 1)
        queue.status.connect(self.counts.setText)
        queue.connection_bar.log_wanted.connect(self.log_wanted)
        queue.first_minutes.clips_wanted.connect(self.choose_clips)
        queue.first_minutes.editors_wanted.connect(self.editors_wanted)
        controls.clips_wanted.connect(self.choose_clips)
        controls.settings_wanted.connect(self.settings_wanted)
        queue.table.chosen.connect(self._show_details)
        details.job_wanted.connect(queue.show_job)
        details.message.connect(queue.say)
        details.engines_wanted.connect(self.engines_wanted)
        details.log_wanted.connect(self.log_wanted)
        for field in (*self.findChildren(QLineEdit), *self.findChildren(QPlainTextEdit)):
            field.setAcceptDrops(False)  # a film dropped there is no text
        self._fill_menus()
        queue.table.setFocus()
        self.resize(QSize(1240, 900).boundedTo(self.screen().availableSize()))

    def add_panel(self, view: QWidget, title: str, name: str) -> QDockWidget:
        """Beside the queue; closed until it is wanted, and then where it was left."""
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        dock.setWidget(view)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        dock.hide()
        self.view_menu.addAction(dock.toggleViewAction())
        return dock

    def raise_to_front(self) -> None:
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()

    def tell_looked_at(self) -> None:
        if self.isActiveWindow():
            self.looked_at.emit()

    def _show_details(self, jobs: list[JobInfo]) -> None:
        """Of one job; several have none in common."""
        self.details.show_job(jobs[0] if len(jobs) == 1 else None)

    # ordering

    def order(self, paths: Sequence[str]) -> None:
        """Ask what is wanted for these files and folders; nothing starts before that is answered."""
        if self.order_dialog is not None:
            self._draft.add(paths)
            return
        self.order_dialog = OrderDialog(self._draft, self)
        self.order_dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.order_dialog.ordered.connect(self._submit)
        self.order_dialog.finished.connect(self._forget_order)
        self._draft.open(paths)
        self.order_dialog.open()

    def choose_clips(self) -> None:
        suffixes = " ".join(f"*{suffix}" for suffix in sorted(VIDEO_SUFFIXES))
        films, everything = self.tr("Films"), self.tr("All files")
        kinds = [f"{films} ({suffixes})", f"{everything} (*)"]
        folder = str(self._memory.value("order/folder", ""))
        choose_files(self, self.tr("Add clips"), self._order_chosen, start=folder, kinds=kinds)

    def _order_chosen(self, paths: list[str]) -> None:
        self._memory.setValue("order/folder", str(Path(paths[0]).parent))
        self.order(paths)

    def choose_folder(self) -> None:
        choose_folder(self, self.tr("Add a folder"), lambda folder: self.order([folder]))

    def _submit(self, orders: list[Order]) -> None:
        self._commands.submit(orders, self._show_new)

    def _forget_order(self) -> None:
        self.order_dialog = None

    def _show_new(self, jobs: list[str]) -> None:
        self.queue.filter.show_all()
        self.queue.table.choose(jobs)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and not event.mimeData().hasFormat(JOB_IDS):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.order(paths)

    # menus

    def _fill_menus(self) -> None:
        bar = self.menuBar()
        file = bar.addMenu(self.tr("&Queue"))
        file.addAction(self.controls.add)
        file.addAction(self.tr("Add a &folder …"), QKeySequence("Ctrl+Shift+O"), self.choose_folder)
        file.addSeparator()
        file.addActions([self.controls.pause, self.controls.lend])
        file.addSeparator()
        file.addAction(self.controls.settings)
        file.addAction(self.tr("Show the &log"), self.log_wanted.emit)
        file.addSeparator()
        file.addMenu(self._habits())
        leave = file.addAction(self.tr("&Quit"), QKeySequence("Ctrl+Q"), self.quit_wanted.emit)
        leave.setMenuRole(QAction.MenuRole.QuitRole)
        jobs = bar.addMenu(self.tr("&Jobs"))
        self.queue.actions_of_jobs.fill(jobs)
        self.view_menu = bar.addMenu(self.tr("&View"))
        self.view_menu.addAction(
            self.tr("&Filter"), QKeySequence(QKeySequence.StandardKey.Find), self.queue.filter.words.setFocus
        )

    def _habits(self) -> QMenu:
        """What becomes of the daemon: where it was said once and for all, it can be said anew."""
        menu = QMenu(self.tr("&When quitting"), self)
        group = QActionGroup(menu)
        for habit, words in (
            (OnQuit.ask, self.tr("&Ask about the daemon")),
            (OnQuit.goes_on, self.tr("The daemon &goes on")),
            (OnQuit.stops, self.tr("The daemon &stops, too")),
        ):
            action = group.addAction(words)
            action.setCheckable(True)
            action.setData(habit)
            menu.addAction(action)
        group.triggered.connect(self._take_habit)
        menu.aboutToShow.connect(lambda: self._check_habit(group))
        return menu

    def _take_habit(self, action: QAction) -> None:
        self._quitting.habit = OnQuit(action.data())

    def _check_habit(self, group: QActionGroup) -> None:
        for action in group.actions():
            action.setChecked(action.data() == self._quitting.habit)

    # what it remembers, and its end

    def restore(self) -> None:
        """As it was left; what cannot be read is as if it were not there."""
        for key, take in (
            ("window/geometry", self.restoreGeometry),
            ("window/state", self.restoreState),
            ("window/splitter", self.splitter.restoreState),
            ("window/columns", self.queue.table.horizontalHeader().restoreState),
        ):
            value = self._memory.value(key)
            if isinstance(value, QByteArray):
                take(value)

    def remember(self) -> None:
        self._memory.setValue("window/geometry", self.saveGeometry())
        self._memory.setValue("window/state", self.saveState())
        self._memory.setValue("window/splitter", self.splitter.saveState())
        self._memory.setValue("window/columns", self.queue.table.horizontalHeader().saveState())

    def closeEvent(self, event: QCloseEvent) -> None:
        self.remember()
        self.closing.emit(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.ActivationChange:
            self.tell_looked_at()
        elif event.type() is QEvent.Type.PaletteChange:
            self.queue.actions_of_jobs.repaint()
        super().changeEvent(event)
