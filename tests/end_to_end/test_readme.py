"""What the README says is true."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.end_to_end.house import House
from tests.footage import Film

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = sorted(set(re.findall(r"^footfall (\w+)", README, re.MULTILINE)) | {"queue", "show", "watch", "config"})


def test_the_python_example_works(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    Film(frames=10).make(tmp_path / "ride.mp4")
    shutil.copy(tmp_path / "ride.mp4", tmp_path / "walk.mov")
    monkeypatch.chdir(tmp_path)
    for name, value in house.places.environment.items():
        monkeypatch.setenv(name, value)
    exec(compile(example, "README.md", "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert all(line.startswith("done ['") and line.endswith("None") for line in lines)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_it_names_exists(shared_house: House, command: str) -> None:
    assert shared_house.run(command, "--help").returncode == 0


def test_every_picture_is_there() -> None:
    pictures = re.findall(r"!\[.*?\]\((.*?)\)", README)
    assert pictures
    assert all((ROOT / picture).is_file() for picture in pictures)


def test_every_make_target_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"^make (\S+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
