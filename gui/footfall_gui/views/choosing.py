"""Files and folders, chosen in a dialog over the window: nothing waits for it, it tells what was chosen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget


def choose_folder(parent: QWidget, title: str, chosen: Callable[[str], None], start: str = "") -> None:
    dialog = _dialog(parent, title, start)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(chosen)
    dialog.open()


def choose_file(parent: QWidget, title: str, chosen: Callable[[str], None], name: str = "") -> None:
    """`name`: the file that is looked for."""
    dialog = _dialog(parent, title, "")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.selectFile(name)
    dialog.fileSelected.connect(chosen)
    dialog.open()


def choose_files(
    parent: QWidget, title: str, chosen: Callable[[list[str]], None], *, start: str, kinds: list[str]
) -> None:
    """`kinds`: as Qt writes them, `Films (*.mov *.mp4)`."""
    dialog = _dialog(parent, title, start)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilters(kinds)
    dialog.filesSelected.connect(chosen)
    dialog.open()


def _dialog(parent: QWidget, title: str, start: str) -> QFileDialog:
    dialog = QFileDialog(parent, title, start)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return dialog
