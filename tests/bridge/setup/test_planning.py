"""What is done with a thing: by what lies in its place, and by what setup remembers."""

from __future__ import annotations

import pytest

from footfall_bridge.setup.changes import Action, Change, Item, Kind, digest
from footfall_bridge.setup.manifest import Record
from footfall_bridge.setup.planning import installing, outlived, removing

ITEM = Item(what="script", where="/scripts/a.py", content=b"new")


def a_record(content: bytes, where: str = ITEM.where, version: str = "0.0.9") -> Record:
    return Record(
        target="resolve", what="script", kind=Kind.file, where=where, sha256=digest(content), version=version
    )


def planned(found: bytes | None, record: Record | None = None, *, force: bool = False) -> Change:
    records = {record.place: record} if record else {}
    (change,) = installing("resolve", [ITEM], records, lambda kind, where: found, version="0.1.0", force=force)
    return change


@pytest.mark.parametrize(
    ("found", "record", "action", "why"),
    [
        (None, None, Action.write, "it is missing"),
        (None, a_record(b"old"), Action.write, "it is gone"),
        (b"new", None, Action.nothing, "it is as it should be"),
        (b"old", a_record(b"old"), Action.replace, "it is of version 0.0.9"),
        (b"old", a_record(b"old", version="0.1.0"), Action.replace, "it is out of date"),
        (b"mine", a_record(b"old"), Action.keep, "it was changed after setup wrote it"),
        (b"mine", None, Action.keep, "setup did not write it"),
    ],
)
def test_what_becomes_of_a_place(found: bytes | None, record: Record | None, action: Action, why: str) -> None:
    change = planned(found, record)
    assert (change.action, change.why) == (action, why)


def test_force_replaces_what_is_the_users() -> None:
    assert planned(b"mine", force=True).action is Action.replace


def test_what_is_wanted_no_more_has_outlived_itself() -> None:
    old, current = a_record(b"old", "/scripts/old.py"), a_record(b"old")
    assert outlived([ITEM], {old.place: old, current.place: current}, None) == [old]


def test_only_folders_that_are_here_now_are_tidied() -> None:
    here = a_record(b"old", "/blender/4.1/old.py")
    away = a_record(b"old", "/blender/4.10/old.py")
    assert outlived([], {here.place: here, away.place: away}, ["/blender/4.1"]) == [here]


@pytest.mark.parametrize(
    ("found", "force", "action"),
    [
        (b"old", False, Action.remove),
        (b"mine", False, Action.keep),
        (b"mine", True, Action.remove),
        (None, False, Action.nothing),
    ],
)
def test_only_what_setup_wrote_is_removed(found: bytes | None, force: bool, action: Action) -> None:
    (change,) = removing([a_record(b"old")], lambda kind, where: found, why="setup wrote it", force=force)
    assert change.action is action
