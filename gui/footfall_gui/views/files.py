"""Files in other programs: shown in the system's file manager, opened in what it opens them with."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices


def reveal(path: Path) -> None:
    """With the file selected, where the file manager can do that."""
    if sys.platform == "win32":
        QProcess.startDetached("explorer.exe", ["/select,", str(path)])
    elif sys.platform == "darwin":
        QProcess.startDetached("open", ["-R", str(path)])
    else:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


def open_outside(path: Path) -> bool:
    """False where no program is known for it."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
