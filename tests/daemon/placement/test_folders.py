"""Which folder a job's files go to."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from footfall_bridge.protocol import Refusal
from footfall_daemon.placement import Choice, choose_folder, enough_space
from footfall_daemon.placement.folders import Opener, open_folder


class Home:
    def __init__(self, root: Path) -> None:
        self.shots = root / "shots"
        self.shots.mkdir()
        self.media = self.shots / "take.mov"
        self.fallback = root / "music" / "Footfall"

    def choose(
        self, media: Path | None = None, dest: Path | None = None, open_folder: Opener = open_folder
    ) -> Choice:
        return choose_folder(media=media, dest=dest, name="Foley", fallback=self.fallback, open_folder=open_folder)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def refusing(folder: Path, number: int) -> Opener:
    """Stands in for a folder without permission: tests may run as a user to whom nothing is forbidden."""

    def open_or_refuse(asked: Path) -> None:
        if folder in (asked, *asked.parents):
            raise OSError(number, "Permission denied")
        open_folder(asked)

    return open_or_refuse


def test_the_folder_lies_beside_the_media(home: Home) -> None:
    assert home.choose(home.media) == Choice(home.shots / "Foley")
    assert list(home.shots.iterdir()) == [home.shots / "Foley"]
    assert list((home.shots / "Foley").iterdir()) == []


def test_a_clip_without_media_goes_to_the_fallback(home: Home) -> None:
    assert home.choose() == Choice(home.fallback)
    assert home.fallback.is_dir()


def test_what_is_asked_for_comes_first(home: Home, tmp_path: Path) -> None:
    assert home.choose(home.media, tmp_path / "a" / "b") == Choice(tmp_path / "a" / "b")


def test_media_on_a_card_goes_to_the_fallback_and_says_so(home: Home) -> None:
    card = home.shots / "DCIM" / "100GOPRO"
    card.mkdir(parents=True)
    choice = home.choose(card / "a.mp4")
    assert choice.folder == home.fallback
    assert "camera card" in choice.notices[0]
    assert str(home.fallback) in choice.notices[0]
    assert list(card.iterdir()) == []


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.EPERM])
def test_a_media_folder_that_cannot_be_written_leads_to_the_fallback(home: Home, number: int) -> None:
    choice = home.choose(home.media, open_folder=refusing(home.shots, number))
    assert choice.folder == home.fallback
    assert "permission denied" in choice.notices[0]


def test_a_file_in_the_folders_place_leads_to_the_fallback(home: Home) -> None:
    (home.shots / "Foley").write_text("a file")
    assert home.choose(home.media).folder == home.fallback


def test_the_folder_of_media_that_is_away_is_not_made(home: Home, tmp_path: Path) -> None:
    choice = home.choose(tmp_path / "offline" / "a.mov")
    assert choice.folder == home.fallback
    assert not (tmp_path / "offline").exists()


def test_a_full_disk_is_not_unwritable(home: Home) -> None:
    class FullDisk(OSError):
        pass

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tempfile.TemporaryFile", _raise(FullDisk(errno.ENOSPC, "No space")))
        open_folder(home.shots)
        patch.setattr("tempfile.TemporaryFile", _raise(FullDisk(errno.EROFS, "Read-only")))
        with pytest.raises(FullDisk):
            open_folder(home.shots)


def _raise(error: OSError) -> object:
    def call(*_: object, **__: object) -> None:
        raise error

    return call


@pytest.mark.parametrize(
    ("dest", "code"),
    [
        ("Foley", "dest-relative"),
        ("{root}/DCIM/new", "dest-camera-card"),
        ("{root}/file/below", "dest-unwritable"),
        ("{root}/nul\0", "dest-unwritable"),
    ],
)
def test_a_folder_that_will_not_do_is_refused(home: Home, tmp_path: Path, dest: str, code: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Refusal) as caught:
        home.choose(home.media, Path(dest.format(root=tmp_path)))
    assert caught.value.code == code
    assert not (tmp_path / "DCIM").exists()


def test_a_fallback_that_cannot_be_written_is_refused(home: Home, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        home.choose(home.media, open_folder=refusing(tmp_path, errno.EROFS))
    assert caught.value.code == "dest-unwritable"


def test_space_is_asked_of_the_disk(tmp_path: Path) -> None:
    assert enough_space(tmp_path / "not" / "there" / "yet", 1)
    assert not enough_space(tmp_path, 2**60)


def test_a_folder_that_is_a_link_into_a_card_is_not_used(home: Home, tmp_path: Path) -> None:
    card = tmp_path / "DCIM"
    card.mkdir()
    (home.shots / "Foley").symlink_to(card, target_is_directory=True)
    assert home.choose(home.media).folder == home.fallback
    assert list(card.iterdir()) == []
