"""Where Resolve's scripts go, on each system."""

from __future__ import annotations

from pathlib import Path

from footfall_bridge.hosts.resolve import folder_of
from tests.bridge.setup.machines import Computer, made, put


def test_scripts_and_their_hidden_folder_go_into_the_users_folders(linux: Computer) -> None:
    scripts = made(linux.home / ".local/share/DaVinciResolve/Fusion/Scripts")
    linux.install("resolve")
    found = {path.relative_to(scripts).as_posix() for path in scripts.rglob("*") if path.is_file()}
    assert found == set(linux.stock.resolve())
    assert "Utility/.footfall/footfall_resolve/commands.py" in found
    assert "Tool/Generate Foley here.py" in found


def test_the_mailbox_knows_its_folder(linux: Computer) -> None:
    scripts = made(linux.home / ".local/share/DaVinciResolve/Fusion/Scripts")
    linux.install("resolve")
    text = (scripts / "Utility" / "Footfall mailbox.lua").read_text()
    assert f'"{folder_of(linux.places).as_posix()}"' in text


def test_a_mailbox_that_lua_could_not_open_is_left_out(linux: Computer) -> None:
    scripts = made(linux.home / ".local/share/DaVinciResolve/Fusion/Scripts")
    linux.places = type(linux.places).below(linux.folder / "Zoë")
    linux.install("resolve")
    assert not (scripts / "Utility" / "Footfall mailbox.lua").exists()
    assert "Without the mailbox" in linux.detail("resolve")
    assert linux.state("resolve") == "installed"


def test_resolves_folders_are_not_made_for_it(linux: Computer) -> None:
    put(linux.root / "opt/resolve/bin/resolve")
    assert linux.state("resolve") == "not installed"
    assert "Start DaVinci Resolve once" in linux.detail("resolve")
    assert linux.written("resolve") == []


def test_without_resolve_there_is_nothing_to_do(linux: Computer) -> None:
    assert linux.state("resolve") == "absent"
    assert linux.written("resolve") == []


def test_a_folder_of_all_users_serves_where_the_user_has_none(linux: Computer) -> None:
    scripts = made(linux.root / "opt/resolve/Fusion/Scripts")
    assert all(Path(where).is_relative_to(scripts) for where in linux.written("resolve"))


def test_a_flatpak_has_its_own_folder(linux: Computer) -> None:
    boxed = made(linux.home / ".var/app/com.blackmagic.ResolveStudio/data/DaVinciResolve/Fusion/Scripts")
    usual = made(linux.home / ".local/share/DaVinciResolve/Fusion/Scripts")
    linux.install("resolve")
    assert (boxed / "Utility" / "Generate Foley.py").exists()
    assert (usual / "Utility" / "Generate Foley.py").exists()


def test_a_resolve_that_runs_is_found_wherever_it_lies(linux: Computer) -> None:
    program = put(linux.drive / "suite/bin/resolve")
    scripts = made(linux.drive / "suite/Fusion/Scripts")
    linux.change(running=(Path("/usr/bin/bash"), program))
    assert all(Path(where).is_relative_to(scripts) for where in linux.written("resolve"))
    assert linux.written("resolve")


def test_on_macos(mac: Computer) -> None:
    tail = "Library/Application Support/Blackmagic Design/DaVinci Resolve/Fusion/Scripts"
    scripts = made(mac.home / tail)
    mac.install("resolve")
    assert (scripts / "Utility" / "Generate Foley.py").exists()


def test_on_windows(windows: Computer) -> None:
    tail = "AppData/Roaming/Blackmagic Design/DaVinci Resolve/Support/Fusion/Scripts"
    scripts = made(windows.home / tail)
    windows.install("resolve")
    assert (scripts / "Utility" / "Generate Foley.py").exists()


def test_on_windows_it_may_be_on_another_drive(windows: Computer) -> None:
    put(windows.drive / "DaVinci Resolve/Resolve.exe")
    assert "Start DaVinci Resolve once" in windows.detail("resolve")
