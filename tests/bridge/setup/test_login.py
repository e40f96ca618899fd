"""The tray app at login and among the programs, as each system has it; what can judge that here has judged it."""

from __future__ import annotations

import plistlib
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.bridge.setup.machines import Computer, put

GENERATOR = Path("/usr/lib/systemd/user-generators/systemd-xdg-autostart-generator")


@pytest.fixture
def entry(linux: Computer) -> Path:
    linux.install("autostart")
    return linux.home / ".config/autostart/footfall.desktop"


def valid(path: Path) -> None:
    if shutil.which("desktop-file-validate") is None:
        pytest.skip("desktop-file-validate is missing: install desktop-file-utils")
    done = subprocess.run(["desktop-file-validate", path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_autostart_entry_is_valid(entry: Path) -> None:
    valid(entry)
    assert 'Exec="/opt/foot fall/bin/footfall-tray"\n' in entry.read_text()


@pytest.mark.skipif(not GENERATOR.exists(), reason="systemd-xdg-autostart-generator is missing: install systemd")
def test_systemd_makes_a_unit_of_it(linux: Computer, entry: Path, tmp_path: Path) -> None:
    tray = put(tmp_path / "a b" / "footfall-tray", b"#!/bin/sh\n")
    tray.chmod(0o755)
    linux.change(tray=(str(tray),))
    linux.install("autostart")
    units = tmp_path / "units"
    units.mkdir()
    environment = {
        "HOME": str(linux.home),
        "XDG_CONFIG_HOME": str(linux.home / ".config"),
        "XDG_CONFIG_DIRS": str(tmp_path / "none"),
        "XDG_CURRENT_DESKTOP": "GNOME",
        "PATH": "/usr/bin:/bin",
    }
    folders = [units, units, units]
    subprocess.run([GENERATOR, *folders], env=environment, check=True, capture_output=True)
    (unit,) = units.glob("*.service")
    assert f'ExecStart=:"{tray}"' in unit.read_text()
    verify = ["systemd-analyze", "--user", "--man=no", "verify", str(unit)]
    environment["XDG_RUNTIME_DIR"] = str(tmp_path)
    done = subprocess.run(verify, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_switched_off_by_the_desktop_it_stays_off(linux: Computer, entry: Path) -> None:
    entry.write_text(entry.read_text().replace("enabled=true", "enabled=false"))
    linux.install("autostart")
    assert "enabled=false" in entry.read_text()


def test_without_the_tray_app_there_is_nothing_to_start(linux: Computer) -> None:
    linux.change(tray=None)
    assert linux.state("autostart") == "absent"
    assert "footfall[gui]" in linux.detail("autostart")


def test_a_launchd_agent_starts_it_in_the_graphical_session(mac: Computer) -> None:
    mac.install("autostart")
    agent = plistlib.loads((mac.home / "Library/LaunchAgents/org.footfall.tray.plist").read_bytes())
    assert agent["ProgramArguments"] == ["/opt/foot fall/bin/footfall-tray"]
    assert agent["RunAtLoad"] is True
    assert agent["LimitLoadToSessionType"] == "Aqua"
    assert "KeepAlive" not in agent  # who ends it wants it ended


def test_the_run_key_of_windows(windows: Computer) -> None:
    run = r"Software\Microsoft\Windows\CurrentVersion\Run"
    windows.hive.write(run, "Other", "other.exe")
    windows.install("autostart")
    assert windows.hive.read(run, "Footfall") == '"/opt/foot fall/bin/footfall-tray"'
    windows.remove("autostart")
    assert windows.hive.keys[run] == {"Other": "other.exe"}


def test_the_desktop_entry_is_valid_and_has_its_icon(linux: Computer) -> None:
    linux.install("desktop")
    entry = linux.home / ".local/share/applications/footfall.desktop"
    valid(entry)
    assert "Icon=footfall\n" in entry.read_text()
    icon = linux.home / ".local/share/icons/hicolor/scalable/apps/footfall.svg"
    assert icon.read_bytes().startswith(b"<svg")


def test_the_icon_is_that_of_the_tray_app(linux: Computer) -> None:
    gui = Path(__file__).parents[3] / "gui" / "footfall_gui" / "resources" / "footfall.svg"
    assert linux.stock.text("desktop/footfall.svg") == gui.read_text("utf-8")
