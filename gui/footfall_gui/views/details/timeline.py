"""All lanes of one clip under one ruler: picture, contacts, and a waveform for each file."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QSignalBlocker, Qt
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollBar, QVBoxLayout, QWidget

from footfall_bridge.protocol import JobInfo
from footfall_gui.models.contact_edits import ContactEdits
from footfall_gui.models.looks import Looks
from footfall_gui.views.details.axis import TimeAxis
from footfall_gui.views.details.contact_lane import ContactLane
from footfall_gui.views.details.filmstrip import FilmStrip
from footfall_gui.views.details.ruler import Ruler
from footfall_gui.views.details.waveform import Waveform
from footfall_gui.views.details.words import layer_name

_NOTCH: Final = 120
"""Eighths of a degree: one step of a mouse wheel."""
_CLOSER: Final = 1.25
_SCALE: Final = 10_000
"""Of the scroll bar's whole numbers."""


class Timeline(QFrame):
    """Ctrl and wheel zoom about the pointer, the wheel alone scrolls."""

    def __init__(self, axis: TimeAxis, looks: Looks, edits: ContactEdits, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.axis = axis
        self._looks = looks
        self.ruler = Ruler(axis, self)
        self.strip = FilmStrip(axis, looks, self)
        self.contacts = ContactLane(axis, edits, self)
        self.waves: list[Waveform] = []
        self._bar = QScrollBar(Qt.Orientation.Horizontal, self)
        self._layers: list[str] = []
        self._head = 0.0
        self._lay_out()
        axis.changed.connect(self._renew_bar)
        axis.changed.connect(self._want_peaks)
        self._bar.valueChanged.connect(self._scroll)

    def show_files(self, job: JobInfo | None) -> None:
        """Lanes for the files that are heard."""
        head = float(job.handles.seconds) if job is not None else 0.0
        layers = [output.layer for output in job.outputs] if job is not None else []
        if (head, layers) != (self._head, self._layers):
            self._head, self._layers = head, layers
            self._renew_waves()
        self._want_peaks()

    def _renew_waves(self) -> None:
        for wave in self.waves:
            self._lanes.removeWidget(wave)
            wave.hide()
            wave.deleteLater()
        self.waves = [
            Waveform(self.axis, self._looks, number, layer_name(layer), self._head, self)
            for number, layer in enumerate(self._layers)
        ]
        for wave in self.waves:
            self._lanes.addWidget(wave, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.axis.resize(self.contentsRect().width())
        self._want_peaks()

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            x = self.ruler.mapFrom(self, event.position().toPoint()).x()
            self.axis.zoom(_CLOSER ** (_amount(delta) / _NOTCH), self.axis.seconds(x))
        else:
            self.axis.scroll_to(self.axis.start - 0.1 * self.axis.span * _amount(delta) / _NOTCH)
        event.accept()

    def _lay_out(self) -> None:
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._bar.setAccessibleName(self.tr("Scroll in time"))
        self._lanes = QVBoxLayout()
        self._lanes.setSpacing(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(1)
        for lane in (self.ruler, self.strip, self.contacts):
            whole.addWidget(lane)
        whole.addLayout(self._lanes, 1)
        whole.addStretch(0)  # where there are no files yet
        whole.addWidget(self._bar)

    def _renew_bar(self) -> None:
        first, last = self.axis.whole
        share = min(1.0, self.axis.span / (last - first))
        with QSignalBlocker(self._bar):
            self._bar.setRange(0, round(_SCALE * (1 - share)))
            self._bar.setPageStep(max(1, round(_SCALE * share)))
            self._bar.setSingleStep(max(1, round(_SCALE * share / 10)))
            self._bar.setValue(round(_SCALE * (self.axis.start - first) / (last - first)))

    def _scroll(self, value: int) -> None:
        first, last = self.axis.whole
        self.axis.scroll_to(first + value / _SCALE * (last - first))

    def _want_peaks(self) -> None:
        if self.axis.time is not None and self.waves:
            columns = max(16, round(self.axis.width * self.devicePixelRatioF()))
            self._looks.want_peaks(self.axis.start + self._head, self.axis.stop + self._head, columns)


def _amount(delta: QPoint) -> int:
    """Of whichever wheel was turned: some systems turn the other one while Alt or Shift is held."""
    return delta.y() or delta.x()
