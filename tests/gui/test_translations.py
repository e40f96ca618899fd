"""What the tray app says, in Chinese: all of it, in step with the code."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

import footfall_gui

GUI = Path(footfall_gui.__file__).parent
RESOURCES = GUI / "resources"
CHINESE = RESOURCES / "footfall_zh_CN.ts"
ENGLISH = RESOURCES / "footfall_en.ts"
MEND = "run `make translations`, then translate what is unfinished"


@dataclass(frozen=True, slots=True)
class Message:
    context: str
    source: str
    forms: list[str]
    finished: bool


def messages(file: Path) -> Iterator[Message]:
    for context in ElementTree.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            forms = [form.text or "" for form in translation.iter("numerusform")] or [translation.text or ""]
            yield Message(
                context=context.findtext("name", ""),
                source=message.findtext("source", ""),
                forms=forms,
                finished=translation.get("type") is None and all(forms),
            )


def run(program: str, *words: str) -> None:
    found = shutil.which(program, path=str(Path(sys.executable).parent))
    if found is None:
        pytest.skip(f"{program} is missing: it comes with PySide6")
    subprocess.run([found, "-silent", *words], check=True, timeout=120)


@pytest.mark.parametrize(("file", "which"), [(CHINESE, ()), (ENGLISH, ("-pluralonly",))], ids=["zh_CN", "en"])
def test_all_that_the_code_says_is_gathered(file: Path, which: tuple[str, ...], tmp_path: Path) -> None:
    again = tmp_path / file.name
    shutil.copy(file, again)
    sources = sorted(map(str, GUI.rglob("*.py")))
    run("pyside6-lupdate", "-no-obsolete", "-locations", "none", *which, *sources, "-ts", str(again))
    known = {(it.context, it.source) for it in messages(file)}
    assert {(it.context, it.source) for it in messages(again)} == known, MEND


def said() -> Iterator[str]:
    """What the code has translated, as Python reads it: `lupdate` overlooks calls in f-strings, among others."""
    for file in GUI.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                place = {"tr": 0, "translate": 1, "QT_TRANSLATE_NOOP": 1}.get(name)
                word = node.args[place] if place is not None and place < len(node.args) else None
                if isinstance(word, ast.Constant) and isinstance(word.value, str):
                    yield word.value


def test_nothing_that_the_code_says_is_overlooked() -> None:
    assert set(said()) - {it.source for it in messages(CHINESE)} == set()


@pytest.mark.parametrize("file", [CHINESE, ENGLISH], ids=["zh_CN", "en"])
def test_nothing_is_left_to_translate(file: Path) -> None:
    assert [it.source for it in messages(file) if not it.finished] == []


@pytest.mark.parametrize("file", [CHINESE, ENGLISH], ids=["zh_CN", "en"])
def test_qt_has_what_the_translators_wrote(file: Path, tmp_path: Path) -> None:
    made = tmp_path / "made.qm"
    run("pyside6-lrelease", str(file), "-qm", str(made))
    assert made.read_bytes() == file.with_suffix(".qm").read_bytes(), MEND


def test_all_that_is_filled_in_has_its_place_in_both() -> None:
    places = re.compile(r"\{[a-z_]+(?::[^}]*)?\}|%n")
    for message in messages(CHINESE):
        for form in message.forms:
            assert Counter(places.findall(form)) == Counter(places.findall(message.source)), message.source


def test_keys_of_menus_and_buttons_are_the_same_in_both() -> None:
    """In Chinese the letter stands in parentheses: so what is unique in English is unique there."""
    for message in messages(CHINESE):
        english = re.findall(r"&(\w)", message.source)
        chinese = re.findall(r"\(&(\w)\)", message.forms[0])
        assert [key.upper() for key in english] == chinese, message.source


def test_chinese_is_written_in_chinese() -> None:
    """But for names, units and the like; and its marks are its own."""
    same = {it.source for it in messages(CHINESE) if it.forms == [it.source]}
    assert same <= {"GPU", "{figure} GiB", "HTTP"}
    for message in messages(CHINESE):
        assert not re.search(r"[\u4e00-\u9fff][,;:?!]", message.forms[0]), message.forms[0]
        assert "..." not in message.forms[0], message.forms[0]
