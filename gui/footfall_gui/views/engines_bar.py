"""The bar that gets the engines where Footfall came without: what would be fetched, and how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QProgressBar, QWidget

from footfall_bridge.protocol import Refusal
from footfall_gui.models.provisioning import Provisioning
from footfall_gui.models.quantities import gib
from footfall_gui.views.bars import Bar, sentence
from footfall_gui.views.glyphs import Glyph

if TYPE_CHECKING:
    from footfall_bridge.provision.builds import Choice
    from footfall_bridge.provision.wheels import Progress

_FINE: Final = 1000
"""Steps of a bar."""


class EnginesBar(Bar):
    """Only there while no daemon can be started for want of engines."""

    def __init__(self, model: Provisioning, parent: QWidget | None = None) -> None:
        super().__init__(Glyph.failed, parent)
        self._model = model
        self.progress = QProgressBar(textVisible=False)
        self.progress.setAccessibleName(self.tr("Progress of the engines"))
        self.progress.setFixedWidth(160)
        self.row.addWidget(self.progress)
        self.install = self.button(self.tr("Install"))
        self.install.setAccessibleName(self.tr("Install the engines"))
        self.cancel = self.button(self.tr("Cancel"))
        self.cancel.setAccessibleName(self.tr("Cancel the installation of the engines"))
        self.install.clicked.connect(model.start)
        self.cancel.clicked.connect(model.cancel)
        model.changed.connect(self._look)
        self._look()

    def _look(self) -> None:
        model, lack = self._model, self._model.lack
        if lack is None and not model.running:
            self.hide()
            return
        self.install.setVisible(not model.running and model.made is None)
        self.install.setEnabled(model.plan is not None)
        self.cancel.setVisible(model.running)
        self.cancel.setEnabled(not model.ending)
        self.progress.setVisible(model.running)
        self._show_progress(model.progress)
        self.say(self._words(lack))

    def _show_progress(self, told: Progress | None) -> None:
        self.progress.setRange(0, _FINE if told and told.total else 0)
        if told and told.total:
            self.progress.setValue(_FINE * told.done // told.total)

    def _words(self, lack: Refusal | None) -> str:
        model = self._model
        if model.made is not None:
            return self.tr("The engines are installed. Starting the daemon …")
        if model.ending:
            return self.tr("Stopping …")
        if model.running:
            return self._words_of(model.progress) if model.progress else self.tr("Beginning …")
        lines = [self._words_of_lack(lack)] if lack else []
        if model.trouble is not None:
            lines.append(sentence(model.trouble.message))
        if model.plan is not None:
            lines.append(self._words_of_plan(model.plan))
        elif model.trouble is None:
            lines.append(self.tr("Looking what fits this machine …"))
        return "\n".join(lines)

    def _words_of_lack(self, lack: Refusal) -> str:
        if lack.code == "no-engines":
            return self.tr("The engines are not installed yet: until they are, nothing can be made.")
        return self.tr("The engines do not fit this version of Footfall: some of their libraries must be fetched.")

    def _words_of(self, told: Progress) -> str:
        match told.stage:
            case "looking":
                return self.tr("Looking what is needed …")
            case "installing":
                return self.tr("Installing …")
            case "trying":
                return self.tr("Trying PyTorch …")
        words = self.tr("Fetching {what}, {number} of {count}: {done} of {total}")
        return words.format(
            what=told.what, number=told.number, count=told.count, done=gib(told.done), total=gib(told.total)
        )

    def _words_of_plan(self, plan: Choice) -> str:
        from footfall_bridge.provision.builds import title

        words = self.tr(
            "PyTorch for {build} fits this machine ({why}). About {download} are fetched; {room} stay in {folder}."
        )
        told = words.format(
            build=title(plan.build),
            why=plan.why,
            download=gib(plan.download_bytes),
            room=gib(plan.installed_bytes),
            folder=self._model.folder,
        )
        return f"{told} {sentence(plan.advice)}" if plan.advice else told
