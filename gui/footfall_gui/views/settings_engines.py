"""The page Engines: which there are, what they lack, and their weights on the way."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from footfall_bridge.protocol import Refusal
from footfall_bridge.supply import Engine, Progress
from footfall_gui.models.engines import EnginesModel, Pull
from footfall_gui.models.quantities import gib
from footfall_gui.views.settings_form import Trouble, quiet
from footfall_gui.views.settings_licence import InstallDialog
from footfall_gui.views.settings_page import Page

_FINE = 1000
"""Steps of a bar."""


class EnginesPage(Page):
    def __init__(self, title: str, model: EnginesModel) -> None:
        super().__init__(title)
        self._model = model
        self.cards: dict[str, EngineCard] = {}
        self._state = QLabel(wordWrap=True)
        self._trouble = Trouble()
        self._column = QVBoxLayout()
        self.body.addWidget(self._state)
        self.body.addWidget(self._trouble)
        self.body.addLayout(self._column)
        self.body.addStretch()
        model.changed.connect(self._show)
        model.pulling.connect(self._show_pull)
        model.pulled.connect(self._tell_pulled)
        model.refused.connect(self._refuse)
        self._show()

    def opened(self) -> None:
        self._model.look()

    def _show(self) -> None:
        names = [engine.name for engine in self._model.engines]
        if names != list(self.cards):
            self._rebuild()
        for engine in self._model.engines:
            self.cards[engine.name].show_engine(engine)
        self._state.setText(self.tr("Looking which engines there are...") if self._is_first_look() else "")
        self._state.setVisible(bool(self._state.text()))
        self._trouble.tell(self._model.trouble.message if self._model.trouble else "")
        self._show_pull()

    def _is_first_look(self) -> bool:
        return self._model.looking and not self._model.engines

    def _rebuild(self) -> None:
        for card in self.cards.values():
            card.deleteLater()
        self.cards = {engine.name: EngineCard(engine) for engine in self._model.engines}
        for card in self.cards.values():
            card.install_wanted.connect(self._ask)
            card.cancel.clicked.connect(self._model.cancel)
            self._column.addWidget(card)

    def _ask(self, name: str) -> None:
        engine = next(engine for engine in self._model.engines if engine.name == name)
        dialog = InstallDialog(engine, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._install(name, dialog))
        dialog.open()

    def _install(self, name: str, dialog: InstallDialog) -> None:
        self.cards[name].trouble.clear()
        self._model.install(name, dialog.folder, accept=dialog.agreed.isChecked())

    def _show_pull(self) -> None:
        pull = self._model.pull
        for name, card in self.cards.items():
            card.show_pull(pull if pull and pull.engine == name else None, free=pull is None)

    def _refuse(self, name: str, refusal: Refusal) -> None:
        if name in self.cards and refusal.code != "interrupted":
            self.cards[name].trouble.tell(refusal.message)

    def _tell_pulled(self, name: str, notices: list[str]) -> None:
        if name in self.cards:
            self.cards[name].trouble.tell("\n".join(notices))


class EngineCard(QFrame):
    install_wanted = Signal(str)

    def __init__(self, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = engine.name
        self._engine = engine
        self.state = QLabel(wordWrap=True)
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.install = QPushButton(self.tr("Install..."))
        self.install.setAccessibleName(self.tr("Install {engine}").format(engine=engine.title))
        self.install.clicked.connect(lambda: self.install_wanted.emit(self._name))
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.setAccessibleName(self.tr("Cancel the installation of {engine}").format(engine=engine.title))
        self.bar = QProgressBar(textVisible=False)
        self.bar.setAccessibleName(self.tr("Progress of {engine}").format(engine=engine.title))
        self.doing = quiet("")
        self.trouble = Trouble()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._lay()
        self.show_engine(engine)
        self.show_pull(None, free=True)

    def _lay(self) -> None:
        title = QLabel(f"<b>{escape(self._engine.title)}</b> ({escape(self._engine.name)})", wordWrap=True)
        head = QHBoxLayout()
        head.addWidget(title, stretch=1)
        head.addWidget(self.install)
        head.addWidget(self.cancel)
        layout = QVBoxLayout(self)
        layout.addLayout(head)
        layout.addWidget(quiet(self.tr("Licence: {licence}").format(licence=self._engine.licence)))
        for widget in (self.state, self.bar, self.doing, self.trouble):
            layout.addWidget(widget)

    def show_engine(self, engine: Engine) -> None:
        self._engine = engine
        self.state.setText(self._words_of_state(engine))

    def show_pull(self, pull: Pull | None, *, free: bool) -> None:
        """`free`: no other weights are on their way."""
        self.install.setVisible(pull is None and not self._engine.installed and bool(self._engine.weights))
        self.install.setEnabled(free)
        self.cancel.setVisible(pull is not None)
        self.cancel.setEnabled(pull is not None and not pull.ending)
        for widget in (self.bar, self.doing):
            widget.setVisible(pull is not None)
        if pull is not None:
            self._show_progress(pull)

    def _show_progress(self, pull: Pull) -> None:
        told = pull.progress
        self.bar.setRange(0, _FINE if told and told.total else 0)
        if told and told.total:
            self.bar.setValue(_FINE * told.done // told.total)
        if pull.ending:
            self.doing.setText(self.tr("Stopping; what has come stays, and the next installation goes on there."))
        else:
            self.doing.setText(self._words_of(told) if told else self.tr("Beginning..."))

    def _words_of(self, told: Progress) -> str:
        words = (
            self.tr("Fetching {file}: {done} of {total}")
            if told.stage == "fetch"
            else self.tr("Checking {file}: {done} of {total}")
        )
        return words.format(file=told.file, done=gib(told.done), total=gib(told.total))

    def _words_of_state(self, engine: Engine) -> str:
        if engine.installed:
            return self.tr("Ready")
        if engine.download_bytes:
            words = self.tr("{missing} About {size} to fetch.")
            return words.format(missing=_sentence(engine.missing), size=gib(engine.download_bytes))
        return _sentence(engine.missing)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."
