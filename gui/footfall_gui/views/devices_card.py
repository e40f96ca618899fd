"""One device: its memory over time, who tells what of it, what runs there, and the button that frees it."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from footfall_bridge.protocol import MemorySource, WorkerInfo
from footfall_gui.models.device_words import at_once, knee_of, memory_of, note_of, speed_of, state_of
from footfall_gui.models.devices import Device
from footfall_gui.models.quantities import gib
from footfall_gui.views.devices_chart import MemoryChart
from footfall_gui.views.devices_legend import Legend

_FINE = 100
"""Steps of the bar for each second of sound."""


class DeviceCard(QFrame):
    free_wanted = Signal(str)
    back_wanted = Signal(str)

    def __init__(self, device: Device, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._device = device
        self._state = QLabel(wordWrap=True)
        self._state.setTextFormat(Qt.TextFormat.PlainText)
        self._free = QPushButton(self.tr("&Free the GPU now"))
        self._free.clicked.connect(lambda: self.free_wanted.emit(device.name))
        self._back = QPushButton(self.tr("&Take it back"))
        self._back.clicked.connect(lambda: self.back_wanted.emit(device.name))
        self.chart = MemoryChart(device.track)
        self.legend = Legend()
        self.chart.pointed.connect(self._point)
        self._work = Work()
        self._sources = Sources()
        self._brief = QLabel(wordWrap=True)
        self._brief.hide()
        self._details = QWidget()
        self._unfolded = self._folder()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName(device.name)
        self._lay()

    @property
    def folded(self) -> bool:
        return not self._unfolded.isChecked()

    def fold(self) -> None:
        """To what is most worth knowing, where there are many cards."""
        self._unfolded.setChecked(False)

    def _folder(self) -> QToolButton:
        button = QToolButton()
        button.setCheckable(True)
        button.setAutoRaise(True)
        button.setAccessibleName(self.tr("All of this device"))
        button.setToolTip(button.accessibleName())
        button.setArrowType(Qt.ArrowType.DownArrow)
        button.setChecked(True)
        button.toggled.connect(self._show_details)
        return button

    def _show_details(self, wanted: bool) -> None:
        self._unfolded.setArrowType(Qt.ArrowType.DownArrow if wanted else Qt.ArrowType.RightArrow)
        self._details.setVisible(wanted)
        self._brief.setVisible(not wanted)

    def _lay(self) -> None:
        name = QLabel(f"<b>{escape(_title(self._device.worker))}</b>", textFormat=Qt.TextFormat.RichText)
        head = QHBoxLayout()
        head.addWidget(self._unfolded)
        head.addWidget(name)
        head.addWidget(self._state, stretch=1)
        head.addWidget(self._free)
        head.addWidget(self._back)
        memory = QHBoxLayout()
        memory.addWidget(self.chart, stretch=1)
        memory.addWidget(self.legend)
        below = QHBoxLayout()
        below.addWidget(self._work, stretch=3)
        below.addSpacing(24)
        below.addWidget(self._sources, stretch=2)
        details = QVBoxLayout(self._details)
        details.setContentsMargins(0, 0, 0, 0)
        details.addLayout(memory, stretch=1)
        details.addLayout(below)
        layout = QVBoxLayout(self)
        layout.addLayout(head)
        layout.addWidget(self._brief)
        layout.addWidget(self._details, stretch=1)

    def refresh(self, editor: str, now: float, seconds: int) -> None:
        worker = self._device.worker
        self._state.setText(": ".join(filter(None, (state_of(worker, editor), note_of(worker)))))
        released = worker.state == "released"
        self._free.setVisible(not released)
        self._back.setVisible(released)
        for button in (self._free, self._back):
            button.setEnabled(not self._device.asked)
        self._work.show_worker(self._device)
        self._brief.setText(f"{self._work.words()}; {memory_of(worker)}")
        self._sources.show_sources(worker.memory.sources)
        self.show_until(now, seconds)

    def show_until(self, now: float, seconds: int) -> None:
        self.chart.show_until(now, seconds)
        self._point(self.chart.cursor_at)

    def _point(self, moment: float | None) -> None:
        self.legend.show_values(self.chart.held_at(moment), moment)


class Work(QWidget):
    """What runs, how fast, and how near that is to where larger sets stop paying."""

    def __init__(self) -> None:
        super().__init__()
        self._set = QLabel(wordWrap=True)
        self._bar = QProgressBar(textVisible=False)
        self._bar.setMaximumHeight(8)
        self._bar.setAccessibleName(self.tr("Sound in work at once"))
        self._knee = QLabel(wordWrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self._set, self._bar, self._knee):
            layout.addWidget(widget)
        layout.addStretch()

    def words(self) -> str:
        """What runs, and how fast."""
        return self._set.text()

    def show_worker(self, device: Device) -> None:
        worker, speed = device.worker, speed_of(device.worker)
        clips = self._words_of_set(worker)
        self._set.setText(self.tr("{clips}; {speed}").format(clips=clips, speed=speed) if speed else clips)
        self._knee.setText(knee_of(worker, device.track))
        knee, now = worker.knee or 0.0, at_once(worker, device.track)
        self._bar.setVisible(worker.knee is not None)
        self._bar.setRange(0, max(1, round(knee * _FINE)))
        self._bar.setValue(round(min(now, knee) * _FINE))
        self._bar.setAccessibleDescription(self._knee.text())

    def _words_of_set(self, worker: WorkerInfo) -> str:
        """How many clips run, and how many wait in the middle."""
        running = self.tr("%n clip(s) running", "", len(worker.running))
        if not worker.parked:
            return running
        parked = self.tr("%n parked", "", len(worker.parked))
        return self.tr("{running}, {parked}").format(running=running, parked=parked)


class Sources(QWidget):
    """What NVML, the framework and the system say of the device, side by side."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: list[MemorySource] = []
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setHorizontalSpacing(16)

    def show_sources(self, sources: list[MemorySource]) -> None:
        if sources == self._shown:
            return
        self._shown = sources
        while (item := self._layout.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self._fill_row(0, (self.tr("Told by"), self.tr("Free"), self.tr("Total")))
        for row, source in enumerate(sources, start=1):
            if source.total:
                self._fill_row(row, (source.source, gib(source.free), gib(source.total)))
            else:
                self._fill_row(row, (source.source,))
                why = QLabel(source.note or self.tr("unknown"), wordWrap=True)
                why.setAlignment(Qt.AlignmentFlag.AlignTrailing)
                self._layout.addWidget(why, row, 1, 1, 2)
        self._layout.setColumnStretch(0, 1)
        self._layout.setRowStretch(len(sources) + 1, 1)

    def _fill_row(self, row: int, words: tuple[str, ...]) -> None:
        for column, text in enumerate(words):
            side = Qt.AlignmentFlag.AlignLeading if column == 0 else Qt.AlignmentFlag.AlignTrailing
            self._layout.addWidget(QLabel(text, alignment=side), row, column)


def _title(worker: WorkerInfo) -> str:
    name = worker.name or worker.device
    device = f" ({worker.device})" if worker.device != name else ""
    return f"{name}{device}{f', {worker.node}' if worker.node else ''}"
