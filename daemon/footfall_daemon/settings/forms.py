"""A setting as clients see it: its value, and what a form must know to offer it."""

from __future__ import annotations

from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Le
from pydantic.fields import FieldInfo

from footfall_bridge.protocol import Setting, SettingKind

Value = str | int | float | bool

_KINDS: dict[type, SettingKind] = {bool: "switch", int: "whole", float: "number", str: "text"}


def setting(key: str, field: FieldInfo, value: Value, default: Value) -> Setting:
    """`field`: of a model; its `json_schema_extra` may name a `kind` and a `unit`."""
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    choices = _choices(field)
    kind = extra.get("kind") or ("choice" if choices else _KINDS[type(default)])
    return Setting.model_validate(
        {
            "key": key,
            "value": value,
            "default": default,
            "about": field.description or "",
            "kind": kind,
            "choices": choices,
            "least": _bound(field, Ge, "ge"),
            "most": _bound(field, Le, "le"),
            "unit": extra.get("unit", ""),
        }
    )


def _choices(field: FieldInfo) -> list[str]:
    annotation = field.annotation
    return list(get_args(annotation)) if get_origin(annotation) is Literal else []


def _bound(field: FieldInfo, kind: type[Any], name: str) -> float | None:
    return next((float(getattr(each, name)) for each in field.metadata if isinstance(each, kind)), None)
