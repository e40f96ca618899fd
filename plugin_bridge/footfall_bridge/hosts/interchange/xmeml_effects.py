"""Effects of FCP7 XML, which its adapter hands on as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree


def effects_of(item: Any) -> dict[str, dict[str, Any]]:
    """By their ids in small letters, the parameters of each by theirs. What is bypassed is none."""
    told = [effect.metadata.get("fcp_xml", {}) for effect in item.effects]
    return {
        str(one.get("effectid", "")).lower(): parameters_of(one)
        for one in told
        if str(one.get("pproBypass", "false")).lower() != "true"
    }


def parameters_of(effect: Any) -> dict[str, Any]:
    return {str(one.get("parameterid", "")): one for one in _each(effect, "parameter")}


def is_varied(parameter: Any) -> bool:
    """Whether its keyframes say different values."""
    return len({str(key.get("value")) for key in _each(parameter, "keyframe")}) > 1


def _each(parent: Any, name: str) -> Iterator[Any]:
    """One is a dictionary, several are a list; an empty one is None, and says nothing."""
    found = parent.get(name)
    told = [found] if isinstance(found, str) or not isinstance(found, Sequence) else found
    yield from (one for one in told if isinstance(one, Mapping))


def switched_on(text: bytes) -> str:
    """The document without its filters that are switched off: the adapter takes them for effects."""
    root = ElementTree.fromstring(text)
    for item in root.iter():
        for off in list(_switched_off(item)):
            item.remove(off)
    return ElementTree.tostring(root, encoding="unicode")


def _switched_off(item: ElementTree.Element) -> Iterator[ElementTree.Element]:
    for filter_ in item.iterfind("filter"):
        if (filter_.findtext("enabled") or "TRUE").strip().upper() == "FALSE":
            yield filter_
