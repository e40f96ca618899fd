"""What can be done with the jobs that are chosen: as actions for menus, keys and the context menu."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from footfall_bridge.protocol import JobInfo, JobState, Refusal
from footfall_gui import desktop
from footfall_gui.models.commands import Commands
from footfall_gui.models.jobs import JobsModel
from footfall_gui.models.ranking import WAITING, Move, moves_by_one
from footfall_gui.views.glyphs import Glyph, icon

_Keys = QKeySequence | QKeySequence.StandardKey | Qt.Key | str


class JobActions(QObject):
    """Each is enabled while it makes sense for at least one of the chosen jobs, and concerns only those."""

    refused = Signal(Refusal)

    def __init__(self, jobs: JobsModel, commands: Commands, parent: QWidget) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._commands = commands
        self._window = parent
        self._chosen: list[JobInfo] = []
        add = self._action
        self.reveal = add(self.tr("&Show in folder"), Glyph.reveal, "Ctrl+E", self._reveal)
        self.play = add(self.tr("&Open the file"), Glyph.resume, "Ctrl+Return", self._open)
        self.copy = add(self.tr("Copy &path"), Glyph.copy, QKeySequence.StandardKey.Copy, self._copy)
        self.retry = add(self.tr("&Retry"), Glyph.retry, "Ctrl+R", self._retry)
        self.remove = add(self.tr("&Cancel"), Glyph.cancel, QKeySequence.StandardKey.Delete, self._remove)
        self.forget = add(self.tr("&Forget"), Glyph.forget, "Shift+Del", self._forget)
        self.up = add(self.tr("Move &up"), None, "Ctrl+Up", lambda: self._step(-1))
        self.down = add(self.tr("Move &down"), None, "Ctrl+Down", lambda: self._step(1))
        self.first = add(self.tr("Move to the fron&t"), None, "Ctrl+Shift+Up", lambda: self._move_to("first"))
        self.last = add(self.tr("Move to the &end"), None, "Ctrl+Shift+Down", lambda: self._move_to("last"))
        self.choose([])

    def choose(self, chosen: Sequence[JobInfo]) -> None:
        self._chosen = list(chosen)
        self.refresh()

    def refresh(self) -> None:
        """Jobs have changed since they were chosen."""
        self._chosen = [self._jobs.roster.jobs[job.id] for job in self._chosen if job.id in self._jobs.roster.jobs]
        active = any(not job.state.ended for job in self._chosen)
        ended = any(job.state.ended for job in self._chosen)
        files = bool(self._files())
        for action in (self.reveal, self.play, self.copy):
            action.setEnabled(files)
        self.retry.setEnabled(bool(self._in(JobState.failed, JobState.cancelled)))
        self.remove.setEnabled(active or ended)
        self.remove.setText(self.tr("&Forget") if ended and not active else self.tr("&Cancel"))
        self.forget.setEnabled(ended)
        self.forget.setVisible(active or not ended)
        for action in (self.up, self.down, self.first, self.last):
            action.setEnabled(bool(self._in(*WAITING)))

    def fill(self, menu: QMenu) -> None:
        menu.addActions([self.reveal, self.play, self.copy])
        menu.addSeparator()
        menu.addActions([self.retry, self.remove, self.forget])
        menu.addSeparator()
        menu.addActions([self.first, self.up, self.down, self.last])

    def repaint(self) -> None:
        """In the colours of another palette."""
        for action, glyph in self._glyphs():
            action.setIcon(icon(glyph, self._window.palette()))

    # what they do

    def _reveal(self) -> None:
        for file in self._files()[:1]:
            if not desktop.reveal(Path(file)):
                self.refused.emit(self._gone(file))

    def _open(self) -> None:
        for file in self._files()[:1]:
            if not desktop.open_file(Path(file)):
                self.refused.emit(self._gone(file))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(self._files()))

    def _retry(self) -> None:
        self._commands.retry(self._in(JobState.failed, JobState.cancelled))

    def _remove(self) -> None:
        """Delete: what has not ended is cancelled; where all have ended, they are forgotten. Both are undone."""
        if active := [job.id for job in self._chosen if not job.state.ended]:
            self._commands.cancel(active)
        else:
            self._forget()

    def _forget(self) -> None:
        self._commands.forget([job.id for job in self._chosen if job.state.ended])

    def _step(self, step: Literal[-1, 1]) -> None:
        self._commands.move(moves_by_one(self._jobs.roster.active(), self._in(*WAITING), step))

    def _move_to(self, end: Literal["first", "last"]) -> None:
        self._commands.move([Move(self._in(*WAITING), end)])

    # the chosen

    def _in(self, *states: JobState) -> list[str]:
        return [job.id for job in self._chosen if job.state in states]

    def _files(self) -> list[str]:
        return [output.path for job in self._chosen for output in job.outputs]

    def _gone(self, file: str) -> Refusal:
        words = self.tr("{file} is not there any more, or no program opens it")
        return Refusal("no-such-file", words.format(file=file))

    def _action(self, text: str, glyph: Glyph | None, keys: _Keys, do: Callable[[], None]) -> QAction:
        action = QAction(text, self)
        action.setData(glyph)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(do)
        if glyph is not None:
            action.setIcon(icon(glyph, self._window.palette()))
        return action

    def _glyphs(self) -> list[tuple[QAction, Glyph]]:
        actions = [self.reveal, self.play, self.copy, self.retry, self.remove, self.forget]
        return [(action, Glyph(action.data())) for action in actions]
