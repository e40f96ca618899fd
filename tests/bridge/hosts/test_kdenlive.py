"""Kdenlive's file of clip jobs: ours is put in and taken out, and every other byte stays."""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footfall_bridge.hosts.kdenlive import definition, merged, without

BINARY = Path("/opt/foot fall/bin/footfall")
SHIPPED = Path(__file__).resolve().parents[3] / "plugin_bridge" / "kdenlive" / "clipjobsettings.rc"
OTHERS = """[Binary]
stabilize=/usr/bin/melt
[Ids]
stabilize=Stabilise = footfall=

# of mine
[Parameters]
stabilize={source} -o {output}
"""

_headings = st.lists(st.sampled_from([*definition(BINARY), "Other", "Foot"]), unique=True)
_lines = st.lists(st.sampled_from(["", "a=1", "b = footfall=2", "# note", "footfalls=3"]), max_size=4)


@st.composite
def texts(draw: st.DrawFn) -> str:
    lines = draw(_lines)
    for heading in draw(_headings):
        lines += [f"[{heading}]", "job=x", *draw(_lines)]
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    return newline.join(lines) + draw(st.sampled_from(["", newline]))


@given(text=texts())
def test_taken_out_again_the_file_is_as_it_was(text: str) -> None:
    made = merged(text, BINARY)
    assert without(made) == text
    assert merged(made, BINARY) == made


@given(text=texts(), other=st.sampled_from(["/usr/bin/footfall", "C:\\Program Files\\footfall.exe"]))
def test_a_definition_of_an_earlier_time_is_replaced(text: str, other: str) -> None:
    assert merged(merged(text, Path(other)), BINARY) == merged(text, BINARY)


@pytest.mark.parametrize("text", ["", OTHERS, OTHERS.replace("\n", "\r\n"), OTHERS.rstrip("\n")])
def test_all_that_is_defined_can_be_read(text: str) -> None:
    reader = ConfigParser(interpolation=None, delimiters=("=",))
    reader.optionxform = str  # type: ignore[assignment, method-assign]
    reader.read_string(merged(text, BINARY))
    assert {group: reader[group]["footfall"] for group in definition(BINARY)} == definition(BINARY)
    if text:
        assert reader["Ids"]["stabilize"] == "Stabilise = footfall="


def test_paths_of_windows_are_escaped() -> None:
    assert "footfall=C:\\\\bin\\\\footfall.exe\n" in merged("", Path("C:\\bin\\footfall.exe"))


def test_the_file_to_copy_is_the_same() -> None:
    assert SHIPPED.read_text("utf-8") == merged("", Path("/usr/local/bin/footfall")).lstrip("\n")
