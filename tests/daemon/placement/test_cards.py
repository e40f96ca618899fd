"""Which folders belong to a camera card."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from footfall_daemon.placement.cards import has_card_name, is_card


@pytest.mark.parametrize(
    "folder",
    [
        "/media/card/DCIM/100GOPRO",
        "/media/card/dcim",
        "/Volumes/CARD/PRIVATE/M4ROOT/CLIP",
        "/media/x/XDROOT/Clip",
        "/media/x/Contents/VIDEO",
        "/media/x/BPAV/CLPR",
        "/shots/A001.RDM/A001_C001.RDC",
    ],
)
def test_names_that_cameras_give_are_known(folder: str) -> None:
    assert has_card_name(PurePosixPath(folder))


@pytest.mark.parametrize("folder", ["/", "/home/me/film", "/home/me/Clip", "/private/var/tmp/film", "/dcim2/x"])
def test_other_names_are_not_cards(folder: str) -> None:
    assert not has_card_name(PurePosixPath(folder))


def test_a_card_on_windows_is_known() -> None:
    assert has_card_name(PureWindowsPath(r"E:\PRIVATE\M4ROOT\CLIP"))


@pytest.mark.parametrize("seal", ["A001.mhl", "A001.MHL", "ascmhl"])
def test_a_hash_list_further_up_seals_all_below(tmp_path: Path, seal: str) -> None:
    folder = tmp_path / "day1" / "a" / "b"
    folder.mkdir(parents=True)
    (tmp_path / "day1" / seal).touch()
    assert is_card(folder)
    assert not is_card(tmp_path)


def test_a_clip_folder_of_a_professional_disc_is_known_by_its_company(tmp_path: Path) -> None:
    (tmp_path / "Clip").mkdir()
    assert not is_card(tmp_path / "Clip")
    (tmp_path / "MEDIAPRO.XML").touch()
    assert is_card(tmp_path / "Clip")
    assert not is_card(tmp_path)


def test_a_link_into_a_card_is_a_card(tmp_path: Path) -> None:
    (tmp_path / "DCIM").mkdir()
    (tmp_path / "shots").symlink_to(tmp_path / "DCIM", target_is_directory=True)
    assert is_card(tmp_path / "shots")


def test_a_folder_that_is_not_there_yet_is_judged_by_its_parents(tmp_path: Path) -> None:
    assert is_card(tmp_path / "DCIM" / "new")
    assert not is_card(tmp_path / "new" / "newer")


def test_links_in_a_circle_are_no_card(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert not is_card(tmp_path / "a")
