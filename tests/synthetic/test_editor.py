"""An editor really holds what it is told to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.synthetic.card import resident
from tests.synthetic.editor import Editor

_MIB = 2**20


def test_it_takes_memory_and_gives_it_back(tmp_path: Path) -> None:
    with Editor(tmp_path) as editor:
        held = []
        for mib in (0, 200, 50):
            editor.hold(mib)
            held.append(resident(editor.pid))
    assert [size - held[0] for size in held] == pytest.approx([0, 200 * _MIB, 50 * _MIB], abs=5 * _MIB)


def test_it_is_listed_while_it_lives(tmp_path: Path) -> None:
    with Editor(tmp_path) as editor:
        assert [file.name for file in tmp_path.iterdir()] == [str(editor.pid)]
    assert not list(tmp_path.iterdir())
