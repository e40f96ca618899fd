"""Files are shown in the desktop's file manager, by its own means."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from footfall_gui import desktop


def test_a_file_that_is_gone_is_not_shown(tmp_path: Path) -> None:
    assert not desktop.reveal(tmp_path / "gone.wav")
    assert not desktop.open_file(tmp_path / "gone.wav")


@pytest.mark.parametrize(
    ("system", "command"),
    [("darwin", ["open", "-R"]), ("win32", ["explorer.exe", "/select,"])],
)
def test_each_system_has_its_way(
    system: str, command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a b.wav"
    file.touch()
    started: list[list[str]] = []

    def start(program: str, arguments: list[str]) -> tuple[bool, int]:
        started.append([program, *arguments])
        return True, 1

    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr("footfall_gui.desktop.QProcess.startDetached", start)
    assert desktop.reveal(file)
    assert started == [[*command, str(file)]]
