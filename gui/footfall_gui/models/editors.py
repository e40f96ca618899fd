"""What setup has put into editors, file managers and the desktop, and what it would change there."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QObject, Signal

from footfall_bridge.protocol import Refusal
from footfall_bridge.setup import Action, Change, Outcome, Setup, Target, TargetState
from footfall_gui.models.errands import Errands

AUTOSTART = "autostart"


class EditorsModel(QObject):
    changed = Signal()
    """`targets`, `trouble` or `busy`."""
    refused = Signal(str, Refusal)
    """What was wanted of this target could not be done."""
    carried_out = Signal(str, list)
    """On this target; of `Outcome`."""

    def __init__(self, open_setup: Callable[[], Setup], errands: Errands, parent: QObject | None = None) -> None:
        super().__init__(parent or errands)  # whose threads may be the last to speak of it
        self.targets: list[Target] = []
        self.trouble: Refusal | None = None
        self.busy = False
        """Something is looked at or carried out."""
        self._open_setup = open_setup
        self._errands = errands

    def target(self, name: str) -> Target | None:
        return next((target for target in self.targets if target.name == name), None)

    def look(self) -> None:
        """The machine anew: an editor may have come or gone."""
        if not self.busy:
            self._begin()
            self._errands.run(lambda _: self._open_setup().targets(), self._learn, self._lose)

    def plan(self, name: str, *, remove: bool, then: Callable[[list[Change]], None], force: bool = False) -> None:
        """What would be changed. `force`: also what the user changed, or setup did not write."""
        self._errands.run(
            lambda _: self._open_setup().plan([name], remove=remove, force=force),
            then,
            lambda refusal: self.refused.emit(name, refusal),
        )

    def carry_out(self, name: str, changes: Sequence[Change]) -> None:
        """Install, repair or remove, as it was planned."""
        self._begin()

        def work(_: object) -> tuple[list[Outcome], list[Target]]:
            outcomes = self._open_setup().carry_out(changes)
            return outcomes, self._open_setup().targets()

        self._errands.run(work, lambda done: self._done(name, *done), lambda refusal: self._fail(name, refusal))

    def start_at_login(self, wanted: bool) -> None:
        """The switch needs no look at what is written: it is one entry of ours."""
        self.plan(
            AUTOSTART, remove=not wanted, force=True, then=lambda changes: self.carry_out(AUTOSTART, changes)
        )

    def _begin(self) -> None:
        self.busy = True
        self.changed.emit()

    def _learn(self, targets: list[Target]) -> None:
        self.targets, self.trouble, self.busy = targets, None, False
        self.changed.emit()

    def _lose(self, refusal: Refusal) -> None:
        self.trouble, self.busy = refusal, False
        self.changed.emit()

    def _done(self, name: str, outcomes: list[Outcome], targets: list[Target]) -> None:
        self._learn(targets)
        self.carried_out.emit(name, outcomes)

    def _fail(self, name: str, refusal: Refusal) -> None:
        self.busy = False
        self.changed.emit()
        self.refused.emit(name, refusal)


def title_of(target: Target) -> str:
    """Names of programs stay as they are."""
    titles = {
        "files": QCoreApplication.translate("Editors", "File managers"),
        AUTOSTART: QCoreApplication.translate("Editors", "Start at login"),
        "desktop": QCoreApplication.translate("Editors", "Menu of programs"),
    }
    return titles.get(target.name, target.title)


def touches(changes: Sequence[Change]) -> list[Change]:
    """Those that write or remove something."""
    return [change for change in changes if change.action not in (Action.nothing, Action.keep)]


def is_on(target: Target | None) -> bool:
    return target is not None and target.state in (TargetState.installed, TargetState.stale, TargetState.changed)
