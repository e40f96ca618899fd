"""Notices on the desktop: by which program, and when."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from footfall_bridge.cli.__main__ import main
from footfall_bridge.cli.notices import notice_command
from tests.bridge.cli.words import Capture
from tests.bridge.fake_daemon import FakeDaemon

NAME = "<b>$(x)' & “co”"


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a desktop was told, by a `notify-send` that keeps it."""
    file = tmp_path / "said"
    program = tmp_path / "bin" / "notify-send"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nfor word; do last="$word"; done\nprintf "%s\\n" "$last" >> "{file}"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    return file


linux = pytest.mark.skipif(sys.platform != "linux", reason="notify-send is of Linux")


@linux
def test_what_is_queued_is_told(film: Path, eager_daemon: FakeDaemon, said: Path, capsys: Capture) -> None:
    assert main(["generate", str(film), "--no-wait", "--notify"]) == 0
    assert said.read_text() == "Foley for 1 clip is in the queue.\n"


@linux
def test_what_has_ended_is_told_to_who_waits(
    film: Path, eager_daemon: FakeDaemon, said: Path, capsys: Capture
) -> None:
    assert main(["generate", str(film), "--takes", "2", "--notify"]) == 0
    assert said.read_text().splitlines()[1:] == ["Foley is made: 2 jobs."]


@linux
def test_a_refusal_is_told(tmp_path: Path, said: Path, capsys: Capture) -> None:
    assert main(["generate", str(tmp_path / "none <b>.mp4"), "--notify"]) == 2
    assert "none &lt;b&gt;.mp4" in said.read_text()
    assert "[no-such-file]" in said.read_text()


@linux
def test_nothing_is_told_unasked(film: Path, eager_daemon: FakeDaemon, said: Path, capsys: Capture) -> None:
    assert main(["generate", str(film)]) == 0
    assert not said.exists()


def test_a_machine_without_a_desktop_has_no_way() -> None:
    assert notice_command("linux", "words", lambda name: None) is None


def test_gdbus_is_the_second_choice() -> None:
    command = notice_command("linux", 'say "x"', {"gdbus": "/usr/bin/gdbus"}.get)
    assert command is not None
    assert command[0] == "/usr/bin/gdbus"
    assert command[-4] == '"say \\"x\\""'


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_words_never_become_part_of_a_script(platform: str) -> None:
    command = notice_command(platform, NAME, lambda name: None)
    assert command is not None
    assert not any(NAME in word for word in command if word != NAME)


@linux
def test_a_desktop_that_does_not_answer_ends_nothing(film: Path, eager_daemon: FakeDaemon, said: Path) -> None:
    Path(said.parent, "bin/notify-send").write_text("#!/bin/sh\nexit 1\n")
    assert main(["generate", str(film), "--no-wait", "--notify"]) == 0
