"""What is wrong with this installation, as `footfall doctor` finds it, and a report of it for others to read."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal, qVersion

from footfall_bridge.checks import Finding, examine
from footfall_bridge.logs import Record
from footfall_bridge.places import Places
from footfall_bridge.protocol import Refusal, Setting
from footfall_gui.models.errands import Errands
from footfall_gui.models.logbook import Logbook, chosen, text_of
from footfall_gui.models.redaction import redacted
from footfall_gui.models.settings import SettingsModel

_LINES: Final = 40
"""Of the log, in a report."""


class Diagnostics(QObject):
    changed = Signal()
    """`findings`, `looking` or `trouble`."""

    def __init__(
        self,
        places: Places,
        settings: SettingsModel,
        log: Logbook,
        errands: Errands,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent or errands)  # whose threads may be the last to speak of it
        self.findings: list[Finding] = []
        self.looking = False
        self.trouble: Refusal | None = None
        self._places = places
        self._settings = settings
        self._log = log
        self._errands = errands

    def look(self) -> None:
        """Over all of it, which takes seconds; findings come one by one."""
        if self.looking:
            return
        self.looking, self.findings, self.trouble = True, [], None
        self.changed.emit()
        self._errands.run(self._examine, lambda _: self._end(None), self._end, self._hear)

    def report(self) -> str:
        """In English, for whoever mends it, and without what only the user may know."""
        self._log.look()
        text = "\n".join(
            [
                *_system(),
                "",
                *_findings(self.findings),
                "",
                *_settings(self._settings.settings.values()),
                "",
                *_log(self._log.records),
            ]
        )
        return redacted(text, Path.home())

    def _examine(self, say: Callable[[Finding], None]) -> None:
        for finding in examine(self._places):
            say(finding)

    def _hear(self, finding: Finding) -> None:
        self.findings.append(finding)
        self.changed.emit()

    def _end(self, trouble: Refusal | None) -> None:
        self.looking, self.trouble = False, trouble
        self.changed.emit()


def _system() -> list[str]:
    return [
        f"Footfall {importlib.metadata.version('footfall')}",
        f"{platform.system()} {platform.release()} ({platform.machine()}), Qt {qVersion()}",
    ]


def _findings(findings: Sequence[Finding]) -> list[str]:
    return ["Checks:", *(_finding(finding) for finding in findings)]


def _finding(finding: Finding) -> str:
    mark = "ok" if finding.ok else "!!" if finding.required else "--"
    fix = f" ({finding.fix})" if finding.fix and not finding.ok else ""
    return f"{mark}  {finding.name}: {finding.detail}{fix}"


def _settings(settings: Iterable[Setting]) -> list[str]:
    """Prompts and folders of projects are the user's own affair."""
    own = ("presets.", "project.")
    told = [it for it in settings if it.value != it.default and not it.key.startswith(own)]
    return ["Settings that are not the default:", *(f"{it.key} = {it.value}" for it in told)]


def _log(records: Sequence[Record]) -> list[str]:
    return ["Warnings and errors of the log:", *map(text_of, chosen(records, "warning", "")[-_LINES:])]
