"""What setup found and what it would change, as tables and as JSON."""

from __future__ import annotations

import ntpath
import os
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from footfall_bridge.cli.output import as_json, printable, say
from footfall_bridge.protocol import ErrorInfo
from footfall_bridge.setup import Change, Kind, Target


def show_targets(targets: Sequence[Target]) -> None:
    rows = [(target.name, target.title, str(target.state), _short(target.detail)) for target in targets]
    _print(("Name", "What", "State", "Detail"), rows, folding="Detail")


def show_changes(changes: Sequence[Change]) -> None:
    """What is alike and lies together is one line."""
    if not changes:
        say("There is nothing to do.")
        return
    rows = []
    alike = groupby(changes, lambda change: (change.target, change.what, change.action, change.why))
    for (target, what, action, why), group in alike:
        rows.append((target, what, action.value, _together(list(group)), why))
    _print(("Target", "What", "Action", "Where", "Why"), rows, folding="Where")


def target_json(target: Target) -> dict[str, Any]:
    return {
        "name": target.name,
        "title": target.title,
        "state": target.state.value,
        "detail": target.detail,
        "version": target.version,
    }


def change_json(change: Change, error: ErrorInfo | None) -> dict[str, Any]:
    return {
        "target": change.target,
        "what": change.what,
        "where": change.where,
        "action": change.action.value,
        "why": change.why,
        "error": None if error is None else as_json(error),
    }


def _together(changes: Sequence[Change]) -> str:
    wheres = [change.where for change in changes]
    if len(wheres) == 1:
        return _short(wheres[0])
    path = ntpath if changes[0].kind is Kind.registry else os.path
    return f"{_short(path.commonpath(wheres))} ({len(wheres)})"


def _short(text: str) -> str:
    return text.replace(str(Path.home()), "~")


def _print(headings: Sequence[str], rows: Sequence[Sequence[str]], *, folding: str) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in headings:
        table.add_column(heading, no_wrap=heading != folding, overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    Console().print(table)
