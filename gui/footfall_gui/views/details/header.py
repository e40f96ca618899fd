"""What job this is, and its files: a handle to drag them by, and where they are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath

from PySide6.QtCore import QEvent, QMimeData, QPoint, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QDrag, QGuiApplication, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFileIconProvider,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from footfall_bridge.protocol import JobInfo
from footfall_gui.models.clip_time import ClipTime
from footfall_gui.views.details.words import state_name, version_name


class Header(QWidget):
    reveal_wanted = Signal()
    open_wanted = Signal()
    copied = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Elided(parent=self)
        font = self.title.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.2)
        self.title.setFont(font)
        self.about = Elided(parent=self)
        self.handle = FileHandle(self)
        self.handle.copied.connect(self.copied)
        self.menu = QToolButton(self)
        self.menu.setText(self.tr("&File"))
        self.menu.setToolTip(self.tr("Show, open or copy what was made"))
        self.menu.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.actions_on_files = self._actions()
        """With keys that work wherever they are added."""
        menu = QMenu(self)
        menu.addActions(self.actions_on_files)
        self.menu.setMenu(menu)
        names = QVBoxLayout()
        names.setSpacing(1)
        names.addWidget(self.title)
        names.addWidget(self.about)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(names, 1)
        row.addWidget(self.handle)
        row.addWidget(self.menu)

    def show_job(self, job: JobInfo, time: ClipTime) -> None:
        self.title.set_words(PurePath(job.media).name if job.media else job.prompt or self.tr("Text only"))
        state = state_name(job.state) if job.state.ended else f"{state_name(job.state)} {job.progress:.0%}"
        span = f"{time.timecode(0)} – {time.timecode(time.length)}" if time.length else ""
        words = [state, span, version_name(job), job.engine, job.prompt]
        self.about.set_words("  ·  ".join(word for word in words if word))

    def set_files(self, paths: Sequence[str]) -> None:
        self.handle.set_files(paths)
        self.menu.setEnabled(bool(paths))

    def _actions(self) -> list[QAction]:
        actions = []
        for text, key, do in (
            (self.tr("Show in its &folder"), "Ctrl+Shift+E", self.reveal_wanted.emit),
            (self.tr("&Open"), "Ctrl+Shift+Return", self.open_wanted.emit),
            (self.tr("&Copy path"), "Ctrl+Shift+C", self.handle.copy_paths),
        ):
            action = QAction(text, self)
            action.setShortcut(key)
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _=False, do=do: do())
            actions.append(action)
        return actions


class Elided(QLabel):
    """One line that ends in dots where there is no room; the tooltip has it all."""

    def __init__(self, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    @property
    def words(self) -> str:
        return self._words

    def set_words(self, words: str) -> None:
        self._words = words
        self.setAccessibleName(words)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        shown = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, self.width())
        self.setText(shown)
        self.setToolTip(self._words if shown != self._words else "")


class FileHandle(QToolButton):
    """Take hold of the files here and drag them into an editor; by keyboard, copy them."""

    copied = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paths: list[str] = []
        self._from: QPoint | None = None
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setIcon(QFileIconProvider().icon(QFileIconProvider.IconType.File))
        self.setIconSize(QSize(16, 16))
        self.setMaximumWidth(300)

    def set_files(self, paths: Sequence[str]) -> None:
        if list(paths) == self._paths and paths:
            return
        self._paths = list(paths)
        self.setEnabled(bool(paths))
        self.setVisible(bool(paths))
        name = PurePath(paths[0]).name if paths else ""
        words = self.tr("%n file(s)", "", len(paths)) if len(paths) > 1 else name
        self.setText(self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, 250))
        self.setAccessibleName(self.tr("Files: {names}").format(names=words))
        self.setToolTip(self.tr("Drag into an editor, or press to copy:\n{paths}").format(paths="\n".join(paths)))

    def mime(self) -> QMimeData:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(Path(path))) for path in self._paths])
        return mime

    def copy_paths(self) -> None:
        if self._paths:
            QGuiApplication.clipboard().setText("\n".join(self._paths))
            self.copied.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._from = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is None or not self._paths:
            return
        if (event.position().toPoint() - self._from).manhattanLength() < QApplication.startDragDistance():
            return
        self._from = None
        self.setDown(False)
        drag = QDrag(self)
        drag.setMimeData(self.mime())
        drag.setPixmap(self.icon().pixmap(32, 32))
        drag.exec(Qt.DropAction.CopyAction)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._from is not None:
            self._copy_files()
        self._from = None
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._copy_files()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            paths, self._paths = self._paths, []
            self.set_files(paths)

    def _copy_files(self) -> None:
        """As a file manager does: to be pasted into another program."""
        if self._paths:
            QGuiApplication.clipboard().setMimeData(self.mime())
            self.copied.emit()
