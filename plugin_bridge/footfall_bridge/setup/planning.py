"""What has to change so that a target's things lie where they shall: pure, given what is found there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from footfall_bridge.setup.changes import Action, Change, Item, Kind, digest
from footfall_bridge.setup.manifest import Record

Find = Callable[[Kind, str], bytes | None]
"""What lies in a place; None: nothing."""
Records = Mapping[tuple[Kind, str], Record]

_FOREIGN = "setup did not write it"
_CHANGED = "it was changed after setup wrote it"


def installing(
    target: str, items: Sequence[Item], records: Records, find: Find, *, version: str, force: bool
) -> Iterator[Change]:
    for item in items:
        found = find(item.kind, item.where)
        action, why = _for_wanted(item, found, records.get((item.kind, item.where)), version)
        if force and action is Action.keep:
            action = Action.replace
        yield Change(
            target=target,
            what=item.what,
            where=item.where,
            action=action,
            why=why,
            kind=item.kind,
            before=None if found is None else digest(found),
            item=item,
        )


def removing(records: Sequence[Record], find: Find, *, why: str, force: bool) -> Iterator[Change]:
    for record in records:
        found = find(record.kind, record.where)
        action = Action.remove
        if found is None:
            action, why_now = Action.nothing, "it is gone already"
        elif digest(found) != record.sha256:
            action, why_now = (Action.remove if force else Action.keep), _CHANGED
        else:
            why_now = why
        yield Change(
            target=record.target,
            what=record.what,
            where=record.where,
            action=action,
            why=why_now,
            kind=record.kind,
            before=None if found is None else digest(found),
        )


def outlived(items: Sequence[Item], records: Records, within: Sequence[str] | None) -> list[Record]:
    """What was written and is wanted no more."""
    wanted = {(item.kind, item.where) for item in items}
    return [
        record
        for place, record in records.items()
        if place not in wanted and (within is None or any(_lies_in(record.where, folder) for folder in within))
    ]


def _lies_in(where: str, folder: str) -> bool:
    return where.startswith((f"{folder}/", f"{folder}\\"))


def _for_wanted(item: Item, found: bytes | None, record: Record | None, version: str) -> tuple[Action, str]:
    if found is None:
        return Action.write, "it is missing" if record is None else "it is gone"
    if found == item.content:
        return Action.nothing, "it is as it should be"
    if record is None:
        return Action.keep, _FOREIGN
    if digest(found) != record.sha256:
        return Action.keep, _CHANGED
    return Action.replace, (
        "it is out of date" if record.version == version else f"it is of version {record.version}"
    )
