"""Contacts as they are edited: each change undone alone, keys held down undone together."""

from __future__ import annotations

import pytest

from footfall_bridge.protocol import Contact
from footfall_gui.models.contact_edits import ContactEdits

SEEN = [Contact(time=0.5, confidence=0.3), Contact(time=1.5)]


@pytest.fixture
def edits(qapp: object) -> ContactEdits:
    edits = ContactEdits()
    edits.load(SEEN)
    return edits


def times(edits: ContactEdits) -> list[float]:
    return [contact.time for contact in edits.contacts]


def test_a_contact_moved_past_another_stays_selected(edits: ContactEdits) -> None:
    edits.select(0)
    edits.change(0, "move", time=2.0)
    assert times(edits) == [1.5, 2.0]
    assert edits.selected == 1


def test_what_a_person_touched_is_sure(edits: ContactEdits) -> None:
    edits.change(0, "move", time=0.6)
    assert edits.contacts[0].confidence == 1.0


def test_nothing_changed_is_no_step(edits: ContactEdits) -> None:
    edits.change(1, "move", time=1.5)
    assert not edits.undo.canUndo()
    assert not edits.differs


def test_undo_and_redo_tell_what_it_was_about(edits: ContactEdits) -> None:
    about: list[tuple[float, bool]] = []
    edits.edited.connect(lambda time, more: about.append((time, more)))
    edits.remove(1, "remove")
    edits.undo.undo()
    assert times(edits) == [0.5, 1.5]
    assert not edits.differs
    edits.undo.redo()
    assert times(edits) == [0.5]
    assert about == [(1.5, False), (1.5, True), (1.5, True)]


def test_nudges_are_undone_together(edits: ContactEdits) -> None:
    edits.select(1)
    for step in range(1, 4):
        edits.change(1, "move", nudge=True, time=1.5 + step * 0.04)
    assert edits.undo.count() == 1
    edits.undo.undo()
    assert times(edits) == [0.5, 1.5]


def test_a_nudge_does_not_swallow_another_edit(edits: ContactEdits) -> None:
    edits.change(1, "mute", muted=True)
    edits.change(1, "move", nudge=True, time=1.6)
    edits.undo.undo()
    assert edits.contacts[1].muted
    assert edits.contacts[1].time == 1.5


def test_where_the_sound_is_another(edits: ContactEdits) -> None:
    edits.change(0, "move", time=0.7)
    edits.add(3.0, "add")
    assert edits.changed_times == [0.5, 0.7, 3.0]


def test_another_job_has_nothing_to_undo(edits: ContactEdits) -> None:
    edits.remove(0, "remove")
    edits.load([])
    assert not edits.undo.canUndo()
    assert edits.contacts == ()


def test_what_is_added_is_like_what_is_selected(edits: ContactEdits) -> None:
    edits.change(1, "material", material="glass")
    edits.select(1)
    edits.add(2.0, "add")
    assert edits.selection == Contact(time=2.0, material="glass")
