"""What the desktop does with a file: show it in its file manager, open it. Each system in its own way."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QProcess, QUrl
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher
from PySide6.QtGui import QDesktopServices

_MANAGER: Final = "org.freedesktop.FileManager1"


def reveal(path: Path) -> bool:
    """Show the file, chosen, in its folder; its folder alone where no file manager can do that."""
    if not path.exists():
        return False
    if sys.platform == "win32":
        return QProcess.startDetached("explorer.exe", ["/select,", str(path)])[0]
    if sys.platform == "darwin":
        return QProcess.startDetached("open", ["-R", str(path)])[0]
    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return open_file(path.parent)
    _ask_manager(bus, path)
    return True


def open_file(path: Path) -> bool:
    """With the program that the user has chosen for such files. False where there is no file, or no program."""
    return path.exists() and QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _ask_manager(bus: QDBusConnection, path: Path) -> None:
    """https://www.freedesktop.org/wiki/Specifications/file-manager-interface/

    It may have to start: nobody waits for it.
    """
    call = QDBusMessage.createMethodCall(_MANAGER, "/org/freedesktop/FileManager1", _MANAGER, "ShowItems")
    call.setArguments([[QUrl.fromLocalFile(str(path)).toString()], ""])
    watcher = QDBusPendingCallWatcher(bus.asyncCall(call), QCoreApplication.instance())

    def settle() -> None:
        if watcher.isError():
            open_file(path.parent)
        watcher.deleteLater()

    watcher.finished.connect(settle)
