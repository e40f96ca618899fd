"""Machines that are folders."""

from __future__ import annotations

from pathlib import Path

from footfall_bridge.provision.builds import Maker
from footfall_bridge.provision.looking import linux


def device(root: Path, name: str, vendor: str, kind: str) -> None:
    folder = root / "sys/bus/pci/devices" / name
    folder.mkdir(parents=True)
    (folder / "vendor").write_text(f"{vendor}\n")
    (folder / "class").write_text(f"{kind}\n")


def test_a_machine_with_nothing_to_see_has_no_card(tmp_path: Path) -> None:
    here = linux("x86_64", tmp_path)
    assert (here.makers, here.nvidia_driver, here.amd_driver) == (frozenset(), None, False)


def test_display_controllers_are_told_by_their_makers_and_others_are_not(tmp_path: Path) -> None:
    device(tmp_path, "0000:01:00.0", "0x10de", "0x030200")
    device(tmp_path, "0000:00:02.0", "0x8086", "0x030000")
    device(tmp_path, "0000:00:1f.0", "0x1002", "0x060100")
    assert linux("x86_64", tmp_path).makers == {Maker.nvidia, Maker.intel}


def test_the_drivers_that_are_loaded_are_told(tmp_path: Path) -> None:
    module = tmp_path / "sys/module/nvidia"
    module.mkdir(parents=True)
    (module / "version").write_text("580.65.06\n")
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev/kfd").touch()
    here = linux("x86_64", tmp_path)
    assert (here.nvidia_driver, here.amd_driver) == (580, True)
