"""Where Blender's add-on goes, by version and by how Blender was installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bridge.setup.machines import Computer, made, put


def folders(computer: Computer) -> set[str]:
    """Those that hold the add-on, from the machine's own folder on."""
    computer.install("blender")
    found = computer.folder.rglob("__init__.py")
    return {path.parent.relative_to(computer.folder).as_posix() for path in found}


def test_each_version_that_ran_has_it_in_its_own_way(linux: Computer) -> None:
    for version in ("2.93", "3.4", "4.1", "4.2", "5.0"):
        made(linux.home / ".config/blender" / version)
    assert folders(linux) == {
        "home/user/.config/blender/3.4/scripts/addons/footfall_blender",
        "home/user/.config/blender/4.1/scripts/addons/footfall_blender",
        "home/user/.config/blender/4.2/extensions/user_default/footfall",
        "home/user/.config/blender/5.0/extensions/user_default/footfall",
    }


def test_it_is_the_package_that_blender_would_install(linux: Computer) -> None:
    made(linux.home / ".config/blender/4.2")
    linux.install("blender")
    folder = linux.home / ".config/blender/4.2/extensions/user_default/footfall"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == linux.stock.blender()
    assert (folder / "gateway.py").exists()  # Resolve's, copied in
    assert 'id = "footfall"' in (folder / "blender_manifest.toml").read_text()


def test_a_version_that_never_ran_is_found_by_its_program(linux: Computer) -> None:
    made(linux.home / "Downloads/blender-4.5.1-linux-x64/4.5")
    assert folders(linux) == {"home/user/.config/blender/4.5/extensions/user_default/footfall"}


@pytest.mark.parametrize(
    ("settings", "version", "addon"),
    [
        ("4.0/config", "4.0", "4.0/scripts/addons/footfall_blender"),
        ("portable", "4.5", "portable/extensions/user_default/footfall"),
    ],
)
def test_a_portable_one_keeps_it_beside_itself(linux: Computer, settings: str, version: str, addon: str) -> None:
    made(linux.drive / "blender" / settings)
    (linux.drive / "blender" / version).mkdir(exist_ok=True)
    assert folders(linux) == {f"drive/blender/{addon}"}


def test_a_drive_that_is_away_keeps_its_add_on(linux: Computer) -> None:
    made(linux.home / ".config/blender/4.2")
    made(linux.drive / "blender/4.0/config")
    linux.install("blender")
    kept = linux.drive / "blender/4.0/scripts/addons/footfall_blender/__init__.py"
    linux.change(drives=())
    linux.install("blender")
    assert kept.exists()
    linux.remove("blender")
    assert not kept.exists()


def test_a_flatpak_has_its_own_folder(linux: Computer) -> None:
    made(linux.home / ".var/app/org.blender.Blender/config/blender/4.2")
    assert folders(linux) == {
        "home/user/.var/app/org.blender.Blender/config/blender/4.2/extensions/user_default/footfall"
    }


def test_a_running_one_is_found_wherever_it_lies(linux: Computer) -> None:
    program = put(linux.drive / "a/b/c/blender")
    made(program.parent / "4.3")
    linux.change(running=(program,))
    assert folders(linux) == {"home/user/.config/blender/4.3/extensions/user_default/footfall"}


def test_blenders_own_variables_are_followed(linux: Computer) -> None:
    made(linux.home / ".config/blender/3.6")
    linux.change(environment={"BLENDER_USER_SCRIPTS": str(linux.home / "scripts")})
    assert folders(linux) == {"home/user/scripts/addons/footfall_blender"}


def test_one_that_never_ran_and_does_not_say_its_version(linux: Computer) -> None:
    linux.program("blender")
    assert "Start Blender once" in linux.detail("blender")
    assert linux.state("blender") == "not installed"


def test_one_that_is_too_old(linux: Computer) -> None:
    made(linux.home / ".config/blender/2.93")
    assert "3.4 or later" in linux.detail("blender")


def test_without_blender_there_is_nothing_to_do(linux: Computer) -> None:
    assert linux.state("blender") == "absent"


def test_on_macos(mac: Computer) -> None:
    made(mac.root / "Applications/Blender.app/Contents/Resources/4.2")
    assert folders(mac) == {"home/user/Library/Application Support/Blender/4.2/extensions/user_default/footfall"}


def test_on_windows_on_another_drive(windows: Computer) -> None:
    made(windows.drive / "Program Files/Blender Foundation/Blender 4.2/4.2")
    roaming = "home/user/AppData/Roaming/Blender Foundation/Blender"
    assert folders(windows) == {f"{roaming}/4.2/extensions/user_default/footfall"}


def test_the_user_is_told_to_switch_it_on(linux: Computer) -> None:
    made(Path(linux.home, ".config/blender/4.2"))
    assert linux.detail("blender").startswith("Blender 4.2. Switch Footfall on once")
