"""The orders of a farm's job as text, by the numbers of their clips.

It holds no path: those are parameters of the job, so that the farm maps them from machine to machine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from footfall_bridge.protocol import Order, Refusal, sentence_of

_LARGEST: Final = 256 * 2**20
_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_BRACES: Final = {ord("{"): "\\u007b", ord("}"): "\\u007d"}


class _Sheet(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: Literal[1] = 1
    clips: dict[int, dict[str, Any]] = Field(default_factory=dict)


def text_of(orders: Mapping[int, Order]) -> str:
    """ASCII JSON, one clip a line. No two braces meet: a template would take them for its own."""
    lines = (f'"{number}": {_line(order)}' for number, order in orders.items())
    clips = ",\n".join(lines)
    return f'{{"version": 1, "clips": {{\n{clips}\n}} }}\n'


def order_of(sheet: Path, number: int, *, media: str, proxy: str | None, dest: str) -> Order:
    """The order of a clip, with paths as they are on this machine. Raises `Refusal`: bad-sheet, no-such-clip."""
    fields = _read(sheet).clips.get(number)
    if fields is None:
        raise Refusal("no-such-clip", f"{str(sheet)!r} has no clip {number}: export the job again")
    try:
        clip = {**fields.pop("clip", {}), "media": media, "proxy": proxy}
        return Order.model_validate({**fields, "clip": clip, "dest": dest})
    except (ValidationError, TypeError) as error:
        words = sentence_of(error) if isinstance(error, ValidationError) else str(error)
        raise Refusal("bad-sheet", f"clip {number} of {str(sheet)!r} cannot be used: {words}") from None


def _line(order: Order) -> str:
    """In exact time: pydantic writes fractions as text."""
    paths: dict[str, Any] = {"dest": True, "clip": {"media", "proxy"}}
    fields = order.model_dump(mode="json", exclude=paths, exclude_defaults=True)
    text = _STRING.sub(lambda string: string[0].translate(_BRACES), json.dumps(fields))
    return re.sub(r"}(?=})", "} ", text)


def _read(sheet: Path) -> _Sheet:
    try:
        if sheet.stat().st_size > _LARGEST:
            raise Refusal("bad-sheet", f"{str(sheet)!r} is larger than any list of orders: export the job again")
        return _Sheet.model_validate_json(sheet.read_bytes())
    except OSError as error:
        raise Refusal("no-such-file", f"{str(sheet)!r} cannot be read: {error.strerror or error}") from None
    except ValidationError as error:
        words = f"{str(sheet)!r} is no list of orders that we know ({sentence_of(error)}): export the job again"
        raise Refusal("bad-sheet", words) from None
