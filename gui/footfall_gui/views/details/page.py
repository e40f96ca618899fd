"""Where everything about a job stands: its parts, and how they share the room."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QSplitter, QStyle, QTabWidget, QVBoxLayout, QWidget

from footfall_gui.models.details import DetailsModel
from footfall_gui.views.details.axis import TimeAxis
from footfall_gui.views.details.banner import Banner
from footfall_gui.views.details.header import Header
from footfall_gui.views.details.inspector import Inspector
from footfall_gui.views.details.part_bar import PartBar
from footfall_gui.views.details.picture import Picture
from footfall_gui.views.details.timeline import Timeline
from footfall_gui.views.details.transport import Transport
from footfall_gui.views.details.versions_list import VersionsList
from footfall_gui.views.details.wording import Wording

_PICTURE_AND_TIMELINE: Final = (330, 270)
_PICTURE_AND_TABS: Final = (800, 340)


class DetailsPage(QWidget):
    def __init__(self, model: DetailsModel, axis: TimeAxis, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header = Header(self)
        self.failure = Banner(QStyle.StandardPixmap.SP_MessageBoxWarning, self)
        self.notices = Banner(QStyle.StandardPixmap.SP_MessageBoxInformation, self)
        self.picture = Picture(self)
        self.transport = Transport(axis, self)
        self.timeline = Timeline(axis, model.looks, model.edits, self)
        self.part = PartBar(axis, self)
        self.inspector = Inspector(axis, model.edits, self)
        self.wording = Wording(self)
        self.versions = VersionsList(self)
        self.tabs = self._tabs()
        whole = QVBoxLayout(self)
        for widget in (self.header, self.failure, self.notices):
            whole.addWidget(widget)
        whole.addWidget(self._halves(), 1)

    def _tabs(self) -> QTabWidget:
        tabs = QTabWidget(self)
        tabs.setAccessibleName(self.tr("What can be changed"))
        for page, words in (
            (self.inspector, self.tr("&Contact")),
            (self.wording, self.tr("A&gain")),
            (self.versions, self.tr("Ta&kes")),
        ):
            tabs.addTab(_scrolled(page), words)
        return tabs

    def _halves(self) -> QSplitter:
        """Picture above timeline; what can be changed beside both, as high as both."""
        below = QWidget(self)
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.transport)
        column.addWidget(self.timeline, 1)
        column.addWidget(self.part)
        above = QSplitter(Qt.Orientation.Vertical, self)
        above.addWidget(self.picture)
        above.addWidget(below)
        above.setSizes(_PICTURE_AND_TIMELINE)
        above.setStretchFactor(0, 3)
        above.setStretchFactor(1, 1)
        beside = QSplitter(Qt.Orientation.Horizontal, self)
        beside.addWidget(above)
        beside.addWidget(self.tabs)
        beside.setSizes(_PICTURE_AND_TABS)
        beside.setStretchFactor(0, 1)
        beside.setStretchFactor(1, 0)
        for splitter in (above, beside):
            splitter.setChildrenCollapsible(False)
        return beside


def _scrolled(page: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
