"""The README in Chinese says what the one in English says: the same headings, commands, keys and pictures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("README.md", "README.zh-CN.md")
ENGLISH, CHINESE = ((ROOT / name).read_text("utf-8") for name in NAMES)
_BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)


def prose(text: str) -> str:
    return _BLOCK.sub("", text)


def levels(text: str) -> list[int]:
    return [len(marks) for marks, _ in _HEADING.findall(prose(text))]


def commands(text: str) -> list[list[str]]:
    """Of each block: its lines without what is said of them."""
    blocks = [block.splitlines() for block in _BLOCK.findall(text)]
    return [[re.sub(r"\s+# .*$", "", line) for line in block] for block in blocks]


def rows(text: str) -> list[str]:
    return [line for line in prose(text).splitlines() if line.startswith("|")]


def spans(text: str) -> list[str]:
    """What is set as code, in the order of the alphabet: sentences have another order in another language."""
    return sorted(" ".join(span.split()) for span in re.findall(r"`([^`]+)`", text))


def sections(text: str) -> list[str]:
    return re.split(r"^#+ .+$", prose(text), flags=re.MULTILINE)


def pictures(text: str) -> list[str]:
    return re.findall(r"!\[[^]]*\]\(([^)]+)\)|<img src=\"([^\"]+)\"", text)


def anchors(text: str) -> set[str]:
    """As GitHub makes them of headings."""
    titles = (re.sub(r"[^\w\- ]", "", title.lower()) for _, title in _HEADING.findall(prose(text)))
    return {title.replace(" ", "-") for title in titles}


def test_each_leads_to_the_other() -> None:
    assert ENGLISH.splitlines()[2] == "[简体中文](README.zh-CN.md)"
    assert CHINESE.splitlines()[2] == "[English](README.md)"


def test_headings_are_of_the_same_levels_in_the_same_order() -> None:
    assert levels(CHINESE) == levels(ENGLISH)


def test_commands_are_the_same() -> None:
    assert commands(CHINESE) == commands(ENGLISH)


def test_tables_have_the_same_commands_and_keys() -> None:
    assert len(rows(CHINESE)) == len(rows(ENGLISH))
    for chinese, english in zip(rows(CHINESE), rows(ENGLISH), strict=True):
        assert spans(chinese) == spans(english)
        assert chinese.count("|") == english.count("|"), english


def test_sections_name_the_same_things() -> None:
    for chinese, english in zip(sections(CHINESE), sections(ENGLISH), strict=True):
        assert set(spans(chinese)) == set(spans(english))


def test_pictures_are_the_same_in_the_same_order() -> None:
    assert pictures(CHINESE) == pictures(ENGLISH)
    assert len(pictures(CHINESE)) > 5


@pytest.mark.parametrize("name", NAMES)
def test_links_within_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    links = set(re.findall(r"\]\(#([^)]+)\)", text))
    assert links
    assert links <= anchors(text)


@pytest.mark.parametrize("name", NAMES)
def test_links_to_files_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    links = re.findall(r"\]\(([\w./-]+)\)", text)
    assert [link for link in links if not (ROOT / link).is_file()] == []
