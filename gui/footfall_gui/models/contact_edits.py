"""The contacts of one job as a person edits them, each change one step to undo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from footfall_bridge.protocol import Contact

Contacts = tuple[Contact, ...]
_NUDGE: Final = 1
"""Id of commands that become one: a key held down is one step."""


class ContactEdits(QObject):
    """By index, in the order of their times. A contact that was touched is sure: the user says that it is so."""

    changed = Signal()
    edited = Signal(float, bool)
    """A person changed something: seconds of the contact that it is about, and whether more of it may follow."""
    selected_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo = QUndoStack(self)
        self._contacts: Contacts = ()
        self._original: Contacts = ()
        self._selected: int | None = None

    @property
    def contacts(self) -> Contacts:
        return self._contacts

    @property
    def differs(self) -> bool:
        """From what the job's files were made with."""
        return self._contacts != self._original

    @property
    def changed_times(self) -> list[float]:
        """Where the sound is another: moments of contacts that are new, gone or different."""
        return sorted(contact.time for contact in _apart(self._contacts, self._original))

    @property
    def selected(self) -> int | None:
        return self._selected

    @property
    def selection(self) -> Contact | None:
        return None if self._selected is None else self._contacts[self._selected]

    def load(self, contacts: Sequence[Contact]) -> None:
        """Of another job, or of the same, made anew: nothing to undo."""
        self.undo.clear()
        self._original = _by_time(contacts)
        self._show(self._original, None)

    def select(self, index: int | None) -> None:
        if index != self._selected:
            self._selected = index if index is not None and 0 <= index < len(self._contacts) else None
            self.selected_changed.emit()

    def change(self, index: int, text: str, *, nudge: bool = False, **fields: Any) -> None:
        """`text`: what undoing it is called. A `nudge` after another of the same contact is one step with it."""
        before = self._contacts[index]
        after = before.model_copy(update={"confidence": 1.0} | fields)
        if after.model_copy(update={"confidence": before.confidence}) != before:
            others = self._without(index)
            self._push((*others, after), after, text, nudge=nudge)

    def add(self, time: float, text: str) -> None:
        """Like the one that is selected: they are seldom alone of their kind."""
        like = {} if self.selection is None else self.selection.model_dump(include={"kind", "material"})
        contact = Contact(time=time, **like)
        self._push((*self._contacts, contact), contact, text)

    def remove(self, index: int, text: str) -> None:
        self._push(self._without(index), None, text, about=self._contacts[index].time)

    def replace(self, contacts: Sequence[Contact], text: str) -> None:
        """All of them: what was seen, say."""
        if _by_time(contacts) != self._contacts:
            about = min((contact.time for contact in _apart(contacts, self._contacts)), default=0.0)
            self._push(tuple(contacts), None, text, about=about)

    def _without(self, index: int) -> Contacts:
        return self._contacts[:index] + self._contacts[index + 1 :]

    def _push(
        self, contacts: Contacts, selection: Contact | None, text: str, *, about: float = 0.0, nudge: bool = False
    ) -> None:
        after = _by_time(contacts)
        selected = after.index(selection) if selection is not None else None
        time = selection.time if selection is not None else about
        self.undo.push(_Edit(self, after, selected, time, text, nudge=nudge))

    def _show(self, contacts: Contacts, selected: int | None) -> None:
        self._contacts, self._selected = contacts, selected
        self.changed.emit()
        self.selected_changed.emit()


class _Edit(QUndoCommand):
    def __init__(
        self, edits: ContactEdits, after: Contacts, selected: int | None, about: float, text: str, *, nudge: bool
    ) -> None:
        super().__init__(text)
        self._edits = edits
        self._before = (edits._contacts, edits._selected)
        self._after = (after, selected)
        self._about = about
        self._nudge = nudge
        self._done = False

    def id(self) -> int:
        return _NUDGE if self._nudge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Edit) or other._before != self._after:
            return False
        self._after, self._about = other._after, other._about
        return True

    def undo(self) -> None:
        self._done = True
        self._show(self._before, more=True)

    def redo(self) -> None:
        """First of all, to be done at all."""
        self._show(self._after, more=self._nudge or self._done)

    def _show(self, state: tuple[Contacts, int | None], *, more: bool) -> None:
        self._edits._show(*state)
        self._edits.edited.emit(self._about, more)


def _by_time(contacts: Sequence[Contact]) -> Contacts:
    return tuple(sorted(contacts, key=lambda contact: contact.time))


def _apart(some: Sequence[Contact], others: Sequence[Contact]) -> list[Contact]:
    """Those that only one of them has."""
    return [c for c in some if c not in others] + [c for c in others if c not in some]
