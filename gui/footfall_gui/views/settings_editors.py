"""The page Editors: what Footfall put into each editor, and the buttons that install, repair or remove it."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from footfall_bridge.protocol import Refusal
from footfall_bridge.setup import Change, Outcome, Target, TargetState
from footfall_gui.models.editors import EditorsModel, title_of, touches
from footfall_gui.views.settings_changes import ChangesDialog
from footfall_gui.views.settings_form import Trouble, quiet
from footfall_gui.views.settings_page import Page


class EditorsPage(Page):
    def __init__(self, title: str, model: EditorsModel) -> None:
        super().__init__(title)
        self._model = model
        self.cards: dict[str, TargetCard] = {}
        self._state = QLabel(wordWrap=True)
        self._trouble = Trouble()
        self._column = QVBoxLayout()
        for widget in (self._state, self._trouble):
            self.body.addWidget(widget)
        self.body.addLayout(self._column)
        self.body.addStretch()
        model.changed.connect(self._show)
        model.refused.connect(self._refuse)
        model.carried_out.connect(self._tell)
        self._show()

    def opened(self) -> None:
        self._model.look()

    def _show(self) -> None:
        for target in self._model.targets:
            if target.name not in self.cards:
                self._add(target)
            self.cards[target.name].show_target(target, busy=self._model.busy)
        first = self._model.busy and not self._model.targets
        self._state.setText(self.tr("Looking for editors on this machine...") if first else "")
        self._state.setVisible(first)
        self._trouble.tell(self._model.trouble.message if self._model.trouble else "")

    def _add(self, target: Target) -> None:
        card = self.cards[target.name] = TargetCard(target)
        card.wanted.connect(self._plan)
        self._column.addWidget(card)

    def _plan(self, name: str, remove: bool) -> None:
        self.cards[name].trouble.clear()
        self._model.plan(name, remove=remove, then=lambda changes: self._ask(name, remove, changes))

    def _ask(self, name: str, remove: bool, changes: list[Change]) -> None:
        card = self.cards[name]
        if not changes:
            card.trouble.tell(card.detail.text())  # such as: start the editor once, so that it makes its folders
            return
        verb = self.tr("&Remove") if remove else card.install.text()
        dialog = ChangesDialog(card.title, verb, changes, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._go(name, remove, changes, force=dialog.force.isChecked()))
        dialog.open()

    def _go(self, name: str, remove: bool, changes: list[Change], *, force: bool) -> None:
        if not force:
            self._model.carry_out(name, touches(changes))
            return
        self._model.plan(
            name, remove=remove, force=True, then=lambda planned: self._model.carry_out(name, touches(planned))
        )

    def _refuse(self, name: str, refusal: Refusal) -> None:
        if name in self.cards:
            self.cards[name].trouble.tell(refusal.message)

    def _tell(self, name: str, outcomes: list[Outcome]) -> None:
        errors = [outcome.error.message for outcome in outcomes if outcome.error]
        if name in self.cards:
            self.cards[name].trouble.tell("\n".join(errors))


class TargetCard(QFrame):
    wanted = Signal(str, bool)
    """Its name, and whether it is to be removed."""

    def __init__(self, target: Target, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = title_of(target)
        self.state = QLabel(wordWrap=True)
        self.detail = quiet("")
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.install, self.remove = QPushButton(), QPushButton(self.tr("&Remove"))
        self.install.clicked.connect(lambda: self.wanted.emit(target.name, False))
        self.remove.clicked.connect(lambda: self.wanted.emit(target.name, True))
        self.remove.setAccessibleName(self.tr("Remove: {what}").format(what=self.title))
        self.trouble = Trouble()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._lay()

    def _lay(self) -> None:
        layout = QGridLayout(self)
        layout.addWidget(QLabel(f"<b>{escape(self.title)}</b>"), 0, 0)
        layout.addWidget(self.state, 0, 1)
        layout.addWidget(self.install, 0, 2)
        layout.addWidget(self.remove, 0, 3)
        layout.addWidget(self.detail, 1, 0, 1, 4)
        layout.addWidget(self.trouble, 2, 0, 1, 4)
        layout.setColumnStretch(1, 1)

    def show_target(self, target: Target, *, busy: bool) -> None:
        here = target.state is not TargetState.absent
        fresh = target.state in (TargetState.absent, TargetState.not_installed)
        self.state.setText(self._words_of(target))
        self.detail.setText(target.detail)
        self.detail.setVisible(bool(target.detail))
        self.install.setText(self.tr("&Install") if fresh else self.tr("Re&pair"))
        self.install.setAccessibleName(f"{self.install.text().replace('&', '')}: {self.title}")
        self.install.setVisible(here and target.state is not TargetState.installed)
        self.remove.setVisible(not fresh)
        for button in (self.install, self.remove):
            button.setEnabled(not busy)

    def _words_of(self, target: Target) -> str:
        words = {
            TargetState.absent: self.tr("not on this machine"),
            TargetState.not_installed: self.tr("not installed"),
            TargetState.installed: self.tr("installed"),
            TargetState.stale: self.tr("of another version, or not whole"),
            TargetState.changed: self.tr("changed by hand"),
        }[target.state]
        if target.version is None or target.state is TargetState.absent:
            return words
        return self.tr("{state}, version {version}").format(state=words, version=target.version)
