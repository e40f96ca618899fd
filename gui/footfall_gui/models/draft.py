"""An order on its way: files that were dropped, the range of each, and the wishes for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSettings, Qt, Signal

from footfall_bridge import orders
from footfall_bridge.footage import LeftOut, media_files
from footfall_bridge.projects import projects_in
from footfall_bridge.protocol import Engine, Layer, Order, Refusal, Setting
from footfall_bridge.timeline import Clip
from footfall_gui.models.asking import Asker
from footfall_gui.models.errands import Errands

MOST_TAKES: Final = 32
_PRESETS: Final = "presets."
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Row:
    file: Path
    start: str = ""
    stop: str = ""
    """As typed: timecode or seconds. Empty: from the first frame, to the last."""

    def clip(self) -> Clip:
        """Raises `Refusal`."""
        start, stop = (orders.point(text) if text else None for text in (self.start, self.stop))
        return orders.clip_of(self.file, start, stop)


class ClipRows(QAbstractTableModel):
    """File, in and out. In and out are typed over; what cannot be read stays, with the reason at hand."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []

    def clear(self) -> None:
        self.beginResetModel()
        self.rows = []
        self.endResetModel()
        self.changed.emit()

    def add(self, files: Sequence[Path]) -> None:
        """Those that are not there yet."""
        known = {row.file for row in self.rows}
        if new := [Row(file) for file in files if file not in known]:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(new) - 1)
            self.rows += new
            self.endInsertRows()
        self.changed.emit()

    def remove(self, rows: Sequence[int]) -> None:
        for row in sorted(rows, reverse=True):
            self.beginRemoveRows(QModelIndex(), row, row)
            del self.rows[row]
            self.endRemoveRows()
        self.changed.emit()

    def trouble(self) -> str:
        """Why this cannot be ordered; empty where it can."""
        for row in self.rows:
            if words := _trouble_of(row):
                return f"{row.file.name}: {words}"
        return ""

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> str | None:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self.tr("Clip"), self.tr("In"), self.tr("Out"))[section]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        row, column = self.rows[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return (row.file.name, row.start or self.tr("start"), row.stop or self.tr("end"))[column]
            case Qt.ItemDataRole.EditRole:
                return (row.file.name, row.start, row.stop)[column]
            case Qt.ItemDataRole.ToolTipRole:
                return _trouble_of(row) or str(row.file)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return super().flags(index) | (Qt.ItemFlag.ItemIsEditable if index.column() else Qt.ItemFlag.NoItemFlags)

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.column():
            return False
        text = str(value).strip()
        row = self.rows[index.row()]
        self.rows[index.row()] = replace(row, start=text) if index.column() == 1 else replace(row, stop=text)
        self.dataChanged.emit(self.index(index.row(), 0), self.index(index.row(), 2))
        self.changed.emit()
        return True


@dataclass(frozen=True, slots=True)
class Wanted:
    """What holds for all clips of an order."""

    prompt: str = ""
    engine: str = ""
    takes: int = 1
    layers: tuple[Layer, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """What there is to choose from."""

    engines: list[Engine] = field(default_factory=list)
    presets: dict[str, str] = field(default_factory=dict)
    projects: bool = False
    """Some have an engine of their own, which is theirs only where an order names none."""


class Draft(QObject):
    """Files are looked for beside Qt's thread: a folder may be large, or on a slow disk."""

    found = Signal()
    """`clips` holds what was looked for; `left_out` and `trouble` say what is not there."""
    offered = Signal()

    def __init__(self, asker: Asker, errands: Errands, memory: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent or asker)
        self.clips = ClipRows(self)
        self.offer = Offer()
        self.trouble: Refusal | None = None
        self.left_out: list[str] = []
        self._looks: set[object] = set()
        """Under way, since it was opened."""
        self._asker = asker
        self._errands = errands
        self._memory = memory

    @property
    def looking(self) -> bool:
        return bool(self._looks)

    def open(self, paths: Sequence[str]) -> None:
        """Begin anew with these files and folders."""
        self._looks, self.left_out = set(), []
        self.clips.clear()
        self.add(paths)
        self._asker.ask(lambda client: (client.engines(), client.settings().settings), self._learn)

    def add(self, paths: Sequence[str]) -> None:
        """These, too: where a file manager starts us once for each of several files, they come one by one."""
        self.trouble = None
        mine = object()
        self._looks.add(mine)

        def look(leave_out: LeftOut) -> list[Path]:
            return media_files(paths, leave_out)

        def take(files: Sequence[Path], trouble: Refusal | None = None) -> None:
            if mine in self._looks:
                self._looks.remove(mine)
                self._take(files, trouble)

        self._errands.run(look, take, lambda refusal: take([], refusal), self._leave_out)

    def orders(self, wanted: Wanted) -> list[Order]:
        """Raises `Refusal`."""
        self._remember(wanted)
        return [
            orders.order(row.clip(), wanted.prompt, engine=wanted.engine, takes=wanted.takes, layers=wanted.layers)
            for row in self.clips.rows
        ]

    def remembered(self) -> Wanted:
        """The wishes of the last order."""
        memory = self._memory
        layers = str(memory.value("order/layers", "")).split()
        return Wanted(
            prompt=str(memory.value("order/prompt", "")),
            engine=str(memory.value("order/engine", "")),
            takes=_whole(memory.value("order/takes"), 1, MOST_TAKES),
            layers=tuple(layer for layer in Layer if layer in layers),
        )

    def _remember(self, wanted: Wanted) -> None:
        self._memory.setValue("order/prompt", wanted.prompt)
        self._memory.setValue("order/engine", wanted.engine)
        self._memory.setValue("order/takes", wanted.takes)
        self._memory.setValue("order/layers", " ".join(wanted.layers))

    def _leave_out(self, refusal: Refusal) -> None:
        self.left_out.append(refusal.message)

    def _take(self, files: Sequence[Path], trouble: Refusal | None) -> None:
        self.trouble = trouble or self.trouble
        self.clips.add(files)
        self.found.emit()

    def _learn(self, told: tuple[list[Engine], list[Setting]]) -> None:
        engines, settings = told
        presets = {it.key.removeprefix(_PRESETS): str(it.value) for it in settings if it.key.startswith(_PRESETS)}
        projects = any(project.engine for project in projects_in(settings))
        self.offer = Offer(engines, presets, projects)
        self.offered.emit()


def _trouble_of(row: Row) -> str:
    try:
        row.clip()
    except Refusal as refusal:
        return refusal.message
    return ""


def _whole(value: object, least: int, most: int) -> int:
    text = str(value)
    return min(max(int(text), least), most) if text.isdecimal() else least
