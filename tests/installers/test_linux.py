"""The Linux packages: what they are made of, and the installer script used for real."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
from email.parser import Parser
from pathlib import Path

import pytest

from tests.installers.recipes import RECIPES, check_shell

LINUX = RECIPES / "linux"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make package` makes for any Linux, unpacked."""
    out = tmp_path_factory.mktemp("dist")
    make = [sys.executable, str(RECIPES / "package.py"), "--only", "archive", "--out", str(out)]
    subprocess.run(make, check=True, capture_output=True)
    (packed,) = out.glob("footfall-*-linux.tar.gz")
    with tarfile.open(packed) as tar:
        tar.extractall(out, filter="data")
    return next(path for path in out.iterdir() if path.is_dir())


@pytest.mark.parametrize("name", ["install.sh", "prerm", "postrm"])
def test_their_scripts_are_sound(name: str) -> None:
    check_shell(LINUX / name)


def test_the_control_file_has_what_debian_wants() -> None:
    control = Parser().parsestr((LINUX / "control").read_text("utf-8"))
    for field in ("Package", "Version", "Architecture", "Maintainer", "Depends", "Section", "Description"):
        assert control[field], field
    assert set(re.findall(r"@\w+@", str(control))) == {
        "@VERSION@",
        "@ARCHITECTURE@",
        "@SIZE@",
        "@PYTHON@",
        "@NEXT_PYTHON@",
    }


def test_the_archive_has_all_that_the_script_wants(archive: Path) -> None:
    names = sorted(path.name for path in archive.iterdir())
    assert names[:3] == ["LICENSE", "constraints.txt", names[2]]
    assert re.fullmatch(r"footfall-.*\.whl", names[2])
    assert names[3:] == ["install.sh"]
    assert os.access(archive / "install.sh", os.X_OK)


def installer(archive: Path, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("XDG_", "FOOTFALL_"))}
    return subprocess.run(
        [str(archive / "install.sh"), *words],
        env={**environment, "HOME": str(home)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--remove"], "nothing is installed in"),
        (["--prefix"], "--prefix wants a folder"),
        (["--python", "/nowhere/python"], "Python 3.11 or newer is needed"),
        (["--dance"], "usage:"),
    ],
)
def test_what_the_script_cannot_do_it_says_in_a_sentence(
    archive: Path, tmp_path: Path, words: list[str], sentence: str
) -> None:
    done = installer(archive, tmp_path, *words)
    assert done.returncode != 0
    assert sentence in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_lies_there_and_is_not_ours_is_left_alone(archive: Path, tmp_path: Path) -> None:
    theirs = tmp_path / ".local/lib/footfall/treasure"
    theirs.parent.mkdir(parents=True)
    theirs.touch()
    assert "is there and not ours" in installer(archive, tmp_path).stderr
    assert theirs.exists()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_it_installs_upgrades_and_removes_for_one_user(archive: Path, tmp_path: Path) -> None:
    for _ in range(2):
        done = installer(archive, tmp_path)
        assert done.returncode == 0, done.stderr
    command = tmp_path / ".local/bin/footfall"
    said = subprocess.run([command, "--version"], capture_output=True, text=True, check=True).stdout
    assert said.startswith("footfall ")
    queue = tmp_path / ".local/share/footfall/queue.sqlite"
    queue.parent.mkdir(parents=True, exist_ok=True)
    queue.touch()
    removed = installer(archive, tmp_path, "--remove")
    assert removed.returncode == 0, removed.stderr
    assert not command.is_symlink()
    assert not (tmp_path / ".local/lib/footfall").exists()
    assert queue.exists()
