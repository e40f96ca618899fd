"""Contacts as tables that people and scripts edit: CSV for a spreadsheet, JSON for a script, read and written."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from footfall_bridge.protocol import Contact, Refusal, sentence_of

_COLUMNS: Final = tuple(Contact.model_fields)
_LARGEST_FILE: Final = 4 * 2**20
_MUTED: Final = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
_list: TypeAdapter[list[Contact]] = TypeAdapter(list[Contact])


def to_csv(contacts: Iterable[Contact]) -> str:
    """With a heading line; times in seconds from the first frame of the clip."""
    text = io.StringIO()
    table = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    table.writeheader()
    for contact in contacts:
        row = contact.model_dump()
        table.writerow(row | {"time": f"{contact.time:.6f}", "muted": str(contact.muted).lower()})
    return text.getvalue()


def read_contacts(path: Path) -> list[Contact]:
    """Of a `.json` file, or else of CSV with a heading line; columns may be left out, but for `time`.

    Raises `Refusal`: `no-such-file`, `bad-contacts`.
    """
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise Refusal("bad-contacts", f"{str(path)!r} is larger than {_LARGEST_FILE // 2**20} MiB")
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise Refusal("no-such-file", f"there is no file {str(path)!r}") from None
    except (OSError, ValueError) as error:
        raise Refusal("bad-contacts", f"{str(path)!r} cannot be read: {error}") from None
    contacts = _of_json(text, path) if path.suffix.lower() == ".json" else _of_csv(text, path)
    return sorted(contacts, key=lambda contact: contact.time)


def _of_json(text: str, path: Path) -> list[Contact]:
    """A list of contacts, or what `footfall contacts --json` prints."""
    try:
        found = json.loads(text)
        return _list.validate_python(found.get("contacts") if isinstance(found, dict) else found)
    except ValidationError as error:
        raise Refusal("bad-contacts", f"{path.name}: {sentence_of(error)}") from None
    except ValueError as error:
        raise Refusal("bad-contacts", f"{path.name} is no JSON: {error}") from None


def _of_csv(text: str, path: Path) -> list[Contact]:
    table = csv.DictReader(io.StringIO(text))
    names = [name.strip() for name in table.fieldnames or []]
    unknown = [name for name in names if name not in _COLUMNS]
    if "time" not in names or unknown:
        words = f"has no column {unknown[0]!r}" if unknown else "needs a column `time`"
        raise Refusal("bad-contacts", f"{path.name}: a table of contacts {words}; columns: {', '.join(_COLUMNS)}")
    table.fieldnames = names
    return [_of_row(row, f"{path.name}, line {number}") for number, row in enumerate(table, start=2)]


def _of_row(row: dict[str, str | None], where: str) -> Contact:
    fields: dict[str, Any] = {name: text.strip() for name, text in row.items() if name and text and text.strip()}
    if "muted" in fields:
        muted = _MUTED.get(fields["muted"].lower())
        if muted is None:
            raise Refusal("bad-contacts", f"{where}: muted is true or false, not {fields['muted']!r}")
        fields["muted"] = muted
    try:
        return Contact.model_validate(fields)
    except ValidationError as error:
        raise Refusal("bad-contacts", f"{where}: {sentence_of(error)}") from None
