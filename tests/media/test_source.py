"""Media that cannot be opened: which code, and words that fit."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path

import pytest

from footfall_daemon.media.errors import MediaError
from footfall_daemon.media.source import locate, open_source


def refusal(media: Path) -> MediaError:
    with pytest.raises(MediaError) as caught:
        open_source(locate(str(media)))
    return caught.value


class Refusing:
    """A disk that answers every question about `media` with this error."""

    def __init__(self, media: Path, error: OSError) -> None:
        self._media = media
        self._error = error
        self._stat = Path.stat

    def stat(self, path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if path == self._media:
            raise self._error
        return self._stat(path, follow_symlinks=follow_symlinks)


def refusing(monkeypatch: pytest.MonkeyPatch, media: Path, error: OSError) -> MediaError:
    disk = Refusing(media, error)
    monkeypatch.setattr(Path, "stat", lambda path, **options: disk.stat(path, **options))
    return refusal(media)


@pytest.mark.parametrize("number", [errno.EIO, errno.ESTALE, errno.ENOTCONN, errno.ENAMETOOLONG])
def test_what_cannot_be_reached_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    error = refusing(monkeypatch, tmp_path / "film.mp4", OSError(number, os.strerror(number)))
    assert error.code == "media-missing"
    assert f"cannot be reached ({os.strerror(number).lower()})" in error.message


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM])
def test_what_may_not_be_read_is_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    error = refusing(monkeypatch, tmp_path / "film.mp4", OSError(number, "Permission denied"))
    assert error.code == "media-unreadable"
    assert "permissions" in error.message


def test_an_empty_drive_of_windows_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    not_ready = PermissionError(errno.EACCES, "The device is not ready")
    monkeypatch.setattr(not_ready, "winerror", 21, raising=False)
    assert refusing(monkeypatch, tmp_path / "film.mp4", not_ready).code == "media-missing"


def test_a_name_too_long_for_the_disk_is_missing(tmp_path: Path) -> None:
    assert refusal(tmp_path / ("x" * 5000)).code == "media-missing"


def test_a_name_that_no_disk_can_have_is_missing(tmp_path: Path) -> None:
    assert refusal(tmp_path / "film\0.mp4").code == "media-missing"


def test_a_link_to_itself_is_missing(tmp_path: Path) -> None:
    link = tmp_path / "film.mp4"
    try:
        link.symlink_to(link)
    except OSError:
        pytest.skip("this user may not make links")
    assert refusal(link).code == "media-missing"


def test_a_file_that_the_disk_refuses_to_open_is_unreadable(tmp_path: Path) -> None:
    if os.name == "nt" or os.geteuid() == 0:
        pytest.skip("permissions do not hold this user back")
    film = tmp_path / "film.mp4"
    film.touch(mode=0)
    assert "permissions" in refusal(film).message


def test_a_pipe_is_no_regular_file(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows has no pipes in folders")
    pipe = tmp_path / "film.mp4"
    os.mkfifo(pipe)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    error = refusal(pipe)
    assert error.code == "media-unreadable"
    assert "not a regular file" in error.message


@pytest.mark.parametrize("named", ["/etc/hosts", "nothing.mov", "http://localhost/film.mp4"])
def test_a_list_of_files_is_no_film(tmp_path: Path, named: str) -> None:
    film = tmp_path / "film.mp4"
    film.write_text(f"ffconcat version 1.0\nfile {named}\n")
    error = refusal(film)
    assert error.code == "media-unreadable"
    assert "no film" in error.message
    assert "permissions" not in error.message


def test_media_that_goes_away_before_it_is_opened_is_missing(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.touch()
    source = locate(str(film))
    film.unlink()
    with pytest.raises(MediaError) as caught:
        open_source(source)
    assert caught.value.code == "media-missing"
    with pytest.raises(MediaError) as caught:
        source.bytes  # noqa: B018 - asking is what is tested
    assert caught.value.code == "media-missing"
