"""Offline volumes and files that are gone."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from footfall_daemon.volumes import is_offline, volume_root


@pytest.mark.parametrize(
    ("path", "root"),
    [
        ("/Volumes/Rushes/day1/a.mov", "/Volumes/Rushes"),
        ("/media/anna/Rushes/a.mov", "/media/anna/Rushes"),
        ("/run/media/anna/Rushes/a.mov", "/run/media/anna/Rushes"),
        ("/mnt/nas/a.mov", "/mnt/nas"),
        ("/home/anna/a.mov", None),
        ("/mnt/a.mov", None),
    ],
)
def test_volumes_appear_below_known_folders(path: str, root: str | None) -> None:
    assert volume_root(PurePosixPath(path)) == (root and PurePosixPath(root))


def test_on_windows_other_drives_and_shares_are_volumes() -> None:
    assert volume_root(PureWindowsPath(r"E:\day1\a.mov")) == PureWindowsPath("E:\\")
    assert volume_root(PureWindowsPath(r"\\nas\rushes\a.mov")) == PureWindowsPath(r"\\nas\rushes\\")
    assert volume_root(PureWindowsPath(r"C:\Users\anna\a.mov")) is None


def test_a_typing_error_is_not_an_offline_volume(tmp_path: Path) -> None:
    assert not is_offline(tmp_path / "no such folder" / "a.mov", seen=False)


def test_a_folder_that_was_there_may_come_back(tmp_path: Path) -> None:
    assert is_offline(tmp_path / "unplugged" / "a.mov", seen=True)


def test_a_file_deleted_from_a_folder_that_is_still_there_is_gone(tmp_path: Path) -> None:
    assert not is_offline(tmp_path / "a.mov", seen=True)
