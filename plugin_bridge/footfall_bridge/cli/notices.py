"""Notices on the desktop, by the programs that each system has for it."""

from __future__ import annotations

import html
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

from footfall_bridge.protocol import Refusal

_PATIENCE: Final = 10.0
_TITLE: Final = "Footfall"
_APPLESCRIPT: Final = (
    "on run argv",
    "display notification (item 2 of argv) with title (item 1 of argv)",
    "end run",
)
_VARIABLE: Final = "FOOTFALL_NOTICE"
_POWERSHELL: Final = (
    "Add-Type -AssemblyName System.Windows.Forms, System.Drawing;"
    "$icon = New-Object System.Windows.Forms.NotifyIcon;"
    "$icon.Icon = [System.Drawing.SystemIcons]::Information; $icon.Visible = $true;"
    f"$icon.ShowBalloonTip(5000, '{_TITLE}', $env:{_VARIABLE}, 'None'); Start-Sleep 6; $icon.Dispose()"
)


def notify(text: str) -> None:
    """Where there is no desktop, nothing is shown."""
    command = notice_command(sys.platform, text, shutil.which)
    if command is None:
        return
    with suppress(OSError, subprocess.TimeoutExpired):
        subprocess.run(
            command,
            env={**os.environ, _VARIABLE: text},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )


@contextmanager
def told_on_desktop(wanted: bool) -> Iterator[Callable[[str], None]]:
    """What is to be called with what happens; a refusal is told too. Nothing is, unless it is wanted."""
    try:
        yield notify if wanted else lambda _: None
    except Refusal as refusal:
        if wanted:
            notify(f"{refusal.message} [{refusal.code}]")
        raise


def notice_command(platform: str, text: str, which: Callable[[str], str | None]) -> list[str] | None:
    """The words reach no shell: names of files may hold anything."""
    match platform:
        case "darwin":
            script = [word for line in _APPLESCRIPT for word in ("-e", line)]
            return ["osascript", *script, _TITLE, text]
        case "win32":
            return ["powershell", "-NoProfile", "-WindowStyle", "Hidden", "-Command", _POWERSHELL]
    text = html.escape(text, quote=False)  # desktops read markup there
    if notify_send := which("notify-send"):
        return [notify_send, f"--app-name={_TITLE}", "--icon=footfall", "--", _TITLE, text]
    if gdbus := which("gdbus"):
        return [gdbus, *_gdbus_call(text)]
    return None


def _gdbus_call(text: str) -> list[str]:
    """`Notify` of the Desktop Notifications Specification 1.2. Texts are GVariants: quoted, in their own way."""
    service = ["--dest=org.freedesktop.Notifications", "--object-path=/org/freedesktop/Notifications"]
    quoted = json.dumps(text, ensure_ascii=False)
    words = [f'"{_TITLE}"', "0", '"footfall"', f'"{_TITLE}"', quoted, "[]", "{}", "-1"]
    return ["call", "--session", *service, "--method=org.freedesktop.Notifications.Notify", "--", *words]
