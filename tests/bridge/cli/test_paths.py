"""From the paths of a command line to media files."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from footfall_bridge.cli.paths import media_files
from footfall_bridge.protocol import Refusal
from tests.bridge.cli.words import Capture, ordered, touched


def test_folders_give_their_videos_sorted_but_not_our_own(tmp_path: Path) -> None:
    for name in ("b.mov", "A.MP4", "notes.txt", "day2/c.mxf", "Foley/b_review.mp4", ".hidden/d.mov", "._b.mov"):
        touched(tmp_path / name)
    for ours in ("t1_v1_review", "t1_v1_review-2", "t2_feet_v1_review"):
        touched(tmp_path / f"b_foley_01-00-00-00_{ours}.mp4")
    touched(tmp_path / "FOLYMisc_b 01-00-00-00_Footfall_NONE_t1-v1_review.mp4")
    assert [path.relative_to(tmp_path).as_posix() for path in media_files([str(tmp_path)])] == [
        "A.MP4",
        "b.mov",
        "day2/c.mxf",
    ]


def test_globs_are_expanded_where_no_shell_did(tmp_path: Path) -> None:
    for name in ("a1.mov", "a2.mov", "a3.txt", "b.mov", "deep/er/a4.mov"):
        touched(tmp_path / name)
    assert [path.name for path in media_files([str(tmp_path / "a*")])] == ["a1.mov", "a2.mov"]
    assert len(media_files([str(tmp_path / "**" / "*.mov")])) == 4


def test_a_name_with_brackets_is_a_name_first(tmp_path: Path) -> None:
    assert media_files([str(touched(tmp_path / "take[1].mov"))]) == [tmp_path / "take[1].mov"]


def test_a_file_named_twice_is_one_clip(tmp_path: Path) -> None:
    file = touched(tmp_path / "a.mov")
    assert media_files([str(file), str(tmp_path), str(file)]) == [file]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows guesses the folders of users that it does not know")
def test_a_tilde_may_begin_a_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = touched(tmp_path / "~no-such-user.mp4")
    monkeypatch.chdir(tmp_path)
    (order,) = ordered(monkeypatch, "generate", file.name, "--dest", "~no-such-user")
    assert (order.clip.media, order.dest) == (str(file), str(tmp_path / "~no-such-user"))


@pytest.fixture
def not_unicode(tmp_path: Path) -> Path:
    try:
        return touched(tmp_path / "day" / "bad\udcff.mov")
    except (OSError, UnicodeError):
        pytest.skip("this file system takes no name that is not Unicode")


@pytest.mark.parametrize("pattern", ["", "*.mov", "**"])
def test_a_name_that_is_not_unicode_is_left_out_of_a_folder(
    pattern: str, not_unicode: Path, capsys: Capture
) -> None:
    good = touched(not_unicode.with_name("good.mov"))
    assert media_files([str(not_unicode.parent / pattern)]) == [good]
    assert "bad\\udcff.mov" in capsys.readouterr().err


def test_a_name_that_is_not_unicode_is_refused_where_it_is_named(not_unicode: Path) -> None:
    with pytest.raises(Refusal) as caught:
        media_files([str(not_unicode)])
    assert caught.value.code == "bad-name"


def test_a_glob_that_is_no_path_is_refused() -> None:
    with pytest.raises(Refusal) as caught:
        media_files(["a\0b.mov"])
    assert caught.value.code in ("bad-name", "no-such-file")
