"""A newcomer's path on a bare Debian, from `apt install` to `apt purge`: one story, in its order."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import soundfile

from tests.clones import ROOT, clone_into
from tests.end_to_end.debian_chroot import USER, Debian, a_debian, missing
from tests.end_to_end.house import until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(3000),
    pytest.mark.skipif(bool(missing()), reason=missing()),
]
MENU: Final = """
import gi, sys
gi.require_version("Nautilus", "4.0")
from gi.repository import Gio, GLib, Nautilus

class File:
    get_location = staticmethod(lambda: Gio.File.new_for_path(sys.argv[2]))
    get_mime_type = staticmethod(lambda: "video/mp4")

sys.path.insert(0, sys.argv[1])
import footfall

(entry,) = footfall.FootfallMenu().get_file_items([File])
print(entry.get_property("label"))
entry.emit("activate")
loop = GLib.MainLoop()
GLib.timeout_add(2000, loop.quit)
loop.run()
"""
NEXT: Final = "99.0.0"


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The package as it is, and as a later version of it."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    folder = tmp_path_factory.mktemp("packages")
    clone = later(clone_into(folder / "clone"), version)
    return build(ROOT, folder / "now", version), build(clone, folder / "next", NEXT)


@pytest.fixture
def debian(tmp_path: Path) -> Iterator[Debian]:
    with a_debian(tmp_path / "debian") as debian:
        yield debian


def build(clone: Path, out: Path, version: str) -> Path:
    make = [sys.executable, str(clone / "installers" / "package.py"), "--only", "deb", "--out", str(out)]
    subprocess.run(make, check=True, capture_output=True)
    (deb,) = out.glob(f"footfall_{version}_*.deb")
    return deb


def later(clone: Path, version: str) -> Path:
    """A clone of a later version."""
    project = clone / "pyproject.toml"
    text = project.read_text("utf-8")
    assert f'version = "{version}"' in text
    project.write_text(text.replace(f'version = "{version}"', f'version = "{NEXT}"'), "utf-8")
    return clone


def test_from_the_first_install_to_the_last_trace(debian: Debian, packages: tuple[Path, Path], film: Path) -> None:
    now, upgrade = packages
    installs(debian, now)
    gets_the_engines_interrupted_once(debian)
    hears_the_first_sound(debian, film)
    right_clicks_in_nautilus(debian, film)
    reboots(debian, film)
    upgrades(debian, upgrade)
    uninstalls(debian)


def installs(debian: Debian, package: Path) -> None:
    shutil.copy(package, debian.root / "tmp" / package.name)
    debian.install(f"/tmp/{package.name}")
    assert debian.as_user("footfall", "--version").startswith("footfall ")
    code, words = debian.fails("footfall", "status")
    assert (code, "`footfall engines setup` gets them [no-engines]" in words) == (3, True)
    missing = debian.as_root("sh", "-c", "ldd /usr/lib/footfall/lib/python3*/site-packages/PySide6/QtWidgets*.so")
    assert "not found" not in missing


def gets_the_engines_interrupted_once(debian: Debian) -> None:
    wheels = debian.home / ".local/share/footfall/engines/wheels"
    setup = debian.start("footfall", "engines", "setup", "--yes")
    read_until(setup, "(4 of")
    debian.end()
    came = {path.name: path.stat().st_mtime_ns for path in wheels.glob("*.whl")}
    assert len(came) >= 3
    went_on = debian.start("footfall", "engines", "setup", "--yes")
    read_until(went_on, "(5 of")
    kept = {path.name: path.stat().st_mtime_ns for path in wheels.glob("*.whl") if path.name in came}
    assert kept == came
    _, words = went_on.communicate()
    assert went_on.returncode == 0, words
    assert not wheels.exists()


def read_until(program: subprocess.Popen[str], words: str) -> None:
    assert program.stderr is not None
    heard = ""
    while words not in heard:
        line = program.stderr.readline()
        assert line, f"it ended before it said {words!r}:\n{heard}"
        heard += line


def hears_the_first_sound(debian: Debian, film: Path) -> None:
    give(debian, film, "film.mp4")
    said = asked(debian, "generate", "film.mp4", "--prompt", "steps on gravel")
    assert [job["state"] for job in said["jobs"]] == ["done"]
    wav = debian.home / "Foley/film_foley_00-00-00-00_t1_v1.wav"
    assert soundfile.info(wav).frames == 2 * 48_000


def right_clicks_in_nautilus(debian: Debian, film: Path) -> None:
    debian.install("python3-nautilus", "nautilus")
    debian.as_user("footfall", "setup", "files", "--yes")
    give(debian, film, "clip.mp4")
    folder = f"/home/{USER}/.local/share/nautilus-python/extensions"
    said = debian.as_user("/usr/bin/python3", "-c", MENU, folder, f"/home/{USER}/clip.mp4")
    assert "Generate Foley" in said.splitlines()
    until(lambda: states(debian) == ["done", "done"], "what was right-clicked to be done", 120.0)
    assert (debian.home / "Foley/clip_foley_00-00-00-00_t1_v1.wav").is_file()


def reboots(debian: Debian, film: Path) -> None:
    """With a job in the queue, which nobody but the user starts again."""
    give(debian, film, "later.mp4")
    debian.as_user("footfall", "pause")
    debian.as_user("footfall", "generate", "later.mp4", "--no-wait")
    debian.reboot()
    assert debian.commands() == []
    log_in(debian)
    assert states(debian) == ["done", "done", "queued"]
    debian.as_user("footfall", "resume")
    until(lambda: states(debian) == ["done"] * 3, "the job from before the reboot to be done", 120.0)


def log_in(debian: Debian) -> None:
    """Starts what the desktop would: the autostart entries."""
    debian.as_user("footfall", "setup", "autostart", "--yes")
    entry = (debian.home / ".config/autostart/footfall.desktop").read_text("utf-8")
    (command,) = (line.removeprefix("Exec=") for line in entry.splitlines() if line.startswith("Exec="))
    debian.start("env", "QT_QPA_PLATFORM=offscreen", *shlex.split(command))
    until(
        lambda: any("footfall_daemon" in line for line in debian.commands()), "the tray to start the daemon", 60.0
    )


def upgrades(debian: Debian, package: Path) -> None:
    """While the old daemon runs: it is replaced, for it has nothing to do."""
    debian.as_user("footfall", "config", "set", "generate.handles", "1.5")
    before = asked(debian, "status")["daemon"]
    shutil.copy(package, debian.root / "tmp" / package.name)
    debian.install(f"/tmp/{package.name}")
    after = asked(debian, "status")["daemon"]
    assert (after["version"], after["pid"] == before["pid"]) == (NEXT, False)
    assert asked(debian, "config", "get", "generate.handles")["value"] == 1.5
    assert states(debian) == ["done"] * 3


def uninstalls(debian: Debian) -> None:
    """First what was written for the user, keeping the queue; then that too; then the package."""
    audio = sorted(path.name for path in (debian.home / "Foley").iterdir())
    data = debian.home / ".local/share/footfall"
    assert "[tray-runs]" in debian.fails("footfall", "uninstall", "--yes")[1]
    debian.quit("footfall-tray")
    debian.as_user("footfall", "uninstall", "--yes")
    assert not (data / "engines").exists()
    assert (data / "queue.sqlite").is_file()
    assert not (debian.home / ".local/share/nautilus-python").exists()
    debian.as_user("footfall", "uninstall", "--purge", "--yes")
    debian.as_root("apt-get", "purge", "--yes", "footfall")
    until(lambda: not debian.commands(), "all that ran to end", 30.0)
    assert not (debian.root / "usr/lib/footfall").exists()
    left = [path for path in debian.home.rglob("*") if "footfall" in path.name]
    assert left == []
    assert sorted(path.name for path in (debian.home / "Foley").iterdir()) == audio


def give(debian: Debian, film: Path, name: str) -> None:
    shutil.copy(film, debian.home / name)
    debian.as_root("chown", USER, f"/home/{USER}/{name}")


def asked(debian: Debian, *words: str) -> Any:
    return json.loads(debian.as_user("footfall", *words, "--json"))


def states(debian: Debian) -> list[str]:
    return sorted(job["state"] for job in asked(debian, "queue", "--all")["jobs"])
