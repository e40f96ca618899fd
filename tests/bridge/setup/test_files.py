"""*Generate Foley* in the menus of file managers."""

from __future__ import annotations

import configparser
import plistlib
import subprocess
from pathlib import Path

import pytest

from footfall_bridge.setup.machine import Machine
from tests.bridge.setup.machines import Computer, put

QUEUED = ["generate", "--no-wait", "--notify", "--"]


def command_of(line: str) -> list[str]:
    """As a shell, and so near enough a desktop, would read it."""
    done = subprocess.run(["sh", "-c", f"printf '%s\\n' {line}"], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


@pytest.mark.parametrize("manager", ["nautilus", "dolphin", "nemo", "caja"])
def test_only_file_managers_that_are_here_get_it(linux: Computer, manager: str) -> None:
    linux.program(manager)
    (where,) = linux.written("files")
    assert manager in where.replace("kio/servicemenus", "dolphin")
    assert manager.capitalize() in linux.detail("files")


def test_without_any_there_is_nothing_to_do(linux: Computer) -> None:
    assert linux.state("files") == "absent"


def test_nautilus_shows_it_only_with_its_python(linux: Computer) -> None:
    linux.program("nautilus")
    assert "python3-nautilus" in linux.detail("files")
    put(linux.root / "usr/lib/x86_64-linux-gnu/nautilus/extensions-4/libnautilus-python.so")
    assert "python3-nautilus" not in linux.detail("files")


def test_the_extension_of_nautilus_starts_our_command(linux: Computer) -> None:
    linux.program("nautilus")
    linux.install("files")
    text = (linux.home / ".local/share/nautilus-python/extensions/footfall.py").read_text()
    compile(text, "footfall.py", "exec")
    assert f"COMMAND = {['/opt/foot fall/bin/footfall', *QUEUED[:-1]]!r}" in text


def test_the_service_menu_of_dolphin_may_run(linux: Computer) -> None:
    linux.program("dolphin")
    linux.install("files")
    path = linux.home / ".local/share/kio/servicemenus/footfall.desktop"
    assert path.stat().st_mode & 0o111 == 0o111
    entry = configparser.RawConfigParser()
    entry.read(path)
    assert "video/mp4;video/quicktime;" in entry["Desktop Entry"]["MimeType"]
    words = command_of(entry["Desktop Action foley"]["Exec"])
    assert words == ["/opt/foot fall/bin/footfall", *QUEUED, "%F"]


def test_the_action_of_nemo(linux: Computer) -> None:
    linux.program("nemo")
    linux.install("files")
    action = configparser.RawConfigParser()
    action.read(linux.home / ".local/share/nemo/actions/footfall.nemo_action")
    words = command_of(action["Nemo Action"]["Exec"])
    assert words == ["/opt/foot fall/bin/footfall", *QUEUED, "%F"]


def test_the_script_of_caja_passes_names_as_they_are(linux: Computer, tmp_path: Path) -> None:
    linux.program("caja")
    echo = put(tmp_path / "our tool", b'#!/bin/sh\nprintf "%s\\n" "$@"\n')
    echo.chmod(0o755)
    linux.change(footfall=(str(echo),))
    linux.install("files")
    script = linux.home / ".config/caja/scripts/Generate Foley"
    names = ["a b.mp4", "--help", "$(x).mov"]
    said = subprocess.run([script, *names], capture_output=True, text=True, check=True).stdout
    assert said.splitlines() == [*QUEUED, *names]


def test_explorer_has_a_verb_for_each_suffix(windows: Computer) -> None:
    windows.change(footfall=(r"C:\Program Files\Footfall\pythonw.exe", "-m", "footfall_bridge.cli"))
    windows.install("files")
    verb = r"Software\Classes\SystemFileAssociations\.mov\shell\Footfall"
    assert windows.hive.read(verb, "") == "Generate Foley"
    command = windows.hive.read(rf"{verb}\command", "")
    ours = r'"C:\Program Files\Footfall\pythonw.exe" -m footfall_bridge.cli'
    assert command == f'{ours} {" ".join(QUEUED)} "%1"'
    assert not any(r"\.ts" in key for key in windows.hive.keys)


def test_the_registry_is_as_it_was_afterwards(windows: Computer) -> None:
    theirs = r"Software\Classes\SystemFileAssociations\.mov\shell\Play"
    windows.hive.write(theirs, "", "Play")
    windows.install("files")
    windows.remove("files")
    assert windows.hive.read(theirs, "") == "Play"
    assert not any("Footfall" in key or ".mp4" in key for key in windows.hive.keys)


def test_finder_has_a_quick_action(mac: Computer) -> None:
    mac.install("files")
    contents = mac.home / "Library/Services/Generate Foley.workflow/Contents"
    info = plistlib.loads((contents / "Info.plist").read_bytes())
    (service,) = info["NSServices"]
    assert service["NSMenuItem"] == {"default": "Generate Foley"}
    assert service["NSSendFileTypes"] == ["public.movie"]
    (action,) = plistlib.loads((contents / "document.wflow").read_bytes())["actions"]
    script = action["action"]["ActionParameters"]["COMMAND_STRING"]
    assert script.startswith("'/opt/foot fall/bin/footfall' generate --no-wait --notify -- \"$@\"")


def test_a_quick_action_leaves_no_folder_behind(mac: Computer) -> None:
    before = mac.everything()
    mac.install("files")
    mac.remove("files")
    assert mac.everything() == before


def test_relative_folders_of_the_environment_are_ignored(linux: Computer) -> None:
    machine: Machine = linux.machine
    linux.change(environment={**machine.environment, "XDG_DATA_HOME": "data"})
    assert linux.machine.data == linux.home / ".local/share"
