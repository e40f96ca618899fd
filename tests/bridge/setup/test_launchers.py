"""How command lines are written for other programs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from footfall_bridge.places import Places
from footfall_bridge.setup.launchers import exec_line, footfall_command, windows_line


@pytest.mark.parametrize(
    ("word", "written"),
    [
        ("/usr/bin/footfall", "/usr/bin/footfall"),
        ("/a b/x", '"/a b/x"'),
        ("/100%/x", "/100%%/x"),
        ("/a$b/x", r'"/a\\$b/x"'),
        ('/a"b', r'"/a\\"b"'),
        ("/a\\b", r'"/a\\\\b"'),
    ],
)
def test_words_of_an_exec_line(word: str, written: str) -> None:
    assert exec_line([word, "--no-wait"], "%F") == f"{written} --no-wait %F"


def test_windows_quotes_paths_with_spaces() -> None:
    assert windows_line([r"C:\a b\x.exe", "generate"], '"%1"') == r'"C:\a b\x.exe" generate "%1"'


@pytest.mark.skipif(sys.platform == "win32", reason="there the variable is set for the user")
def test_menus_get_an_absolute_path_and_the_users_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    *at, program = footfall_command(Places.below(tmp_path))
    assert at == ["/usr/bin/env", f"FOOTFALL_HOME={tmp_path}"]
    assert program.startswith("/")
    monkeypatch.delenv("FOOTFALL_HOME", raising=False)
    assert footfall_command(Places.of_user()) == (program,)
