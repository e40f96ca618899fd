"""Files that are dropped into a folder: whole ones, once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from footfall_bridge.cli.arrivals import Arrivals, Dropped, Memory
from footfall_bridge.cli.drops import is_wanted

SETTLE = 3.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "drops"
    made.mkdir()
    return made


def arrivals(folder: Path) -> Arrivals:
    return Arrivals(folder, is_wanted, memory(folder), SETTLE)


def memory(folder: Path) -> Memory:
    return Memory.of(folder, folder.parent / "data")


def dropped(path: Path, content: str = "film", changed: int = 1) -> Path:
    path.write_text(content)
    os.utime(path, ns=(0, changed * 10**9))
    return path


def names(found: list[Dropped]) -> list[str]:
    return [one.path.name for one in found]


def test_a_file_is_taken_when_it_has_not_changed_for_a_while(folder: Path) -> None:
    looking = arrivals(folder)
    assert looking.look(0) == []
    assert not looking.waiting
    film = dropped(folder / "film.mov")
    assert looking.look(1) == []
    assert looking.waiting
    dropped(film, "film that grows")
    assert looking.look(4) == []
    dropped(film, "film that grows", changed=2)
    assert looking.look(6) == []
    assert looking.look(8.5) == []
    assert names(looking.look(9)) == ["film.mov"]
    assert not looking.waiting
    assert looking.look(20) == []


def test_saved_again_it_is_taken_again(folder: Path) -> None:
    looking = arrivals(folder)
    film = dropped(folder / "cut.otio")
    looking.look(0)
    assert names(looking.look(3)) == ["cut.otio"]
    dropped(film, changed=9)
    assert looking.look(4) == []
    assert names(looking.look(7)) == ["cut.otio"]


def test_what_is_done_is_remembered_by_the_next_that_looks(folder: Path) -> None:
    first, film = arrivals(folder), dropped(folder / "film.mov")
    before = film.stat()
    first.look(0)
    (one,) = first.look(3)
    memory(folder).keep(one)
    again = arrivals(folder)
    again.look(0)
    assert again.look(9) == []
    assert not again.waiting
    assert (film.stat().st_mtime_ns, film.stat().st_size) == (before.st_mtime_ns, before.st_size)
    dropped(film, changed=5)
    again.look(10)
    assert names(again.look(13)) == ["film.mov"]


def test_what_is_gone_is_forgotten(folder: Path) -> None:
    kept = memory(folder)
    film = Dropped(dropped(folder / "film.mov"), 4, 10**9)
    kept.keep(film)
    assert memory(folder).knows(film)
    film.path.unlink()
    kept.keep(Dropped(dropped(folder / "other.mov"), 4, 10**9))
    assert not memory(folder).knows(film)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": 1}', '{"a": [1, "x"]}', "null"])
def test_a_memory_that_cannot_be_read_is_empty(folder: Path, text: str) -> None:
    kept = folder / "memory.json"
    kept.write_text(text)
    one = Dropped(kept, 1, 1)
    assert not Memory(kept).knows(one)
    Memory(kept).keep(one)
    assert Memory(kept).knows(one)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("cut.otio", True),
        ("CUT.XML", True),
        ("cut.fcpxml", True),
        ("cut.aaf", True),
        ("cut.edl", True),
        ("film.MOV", True),
        ("foley.otio", True),
        ("cut_foley.otio", False),
        ("cut_foley_v12.xml", False),
        ("film_foley_00-00-00-00_t1_v1_review.mp4", False),
        ("film_foley_00-00-00-00_t1_v1.wav", False),
        (".film.mov", False),
        ("._cut.otio", False),
        ("film.mov.part", False),
        ("notes.txt", False),
    ],
)
def test_only_timelines_and_films_are_wanted_and_nothing_of_ours(name: str, wanted: bool) -> None:
    assert is_wanted(Path("/drops") / name) is wanted


def test_folders_empty_files_and_dead_links_are_left(folder: Path) -> None:
    (folder / "folder.mov").mkdir()
    (folder / "empty.mov").touch()
    (folder / "link.mov").symlink_to(folder / "nowhere")
    looking = arrivals(folder)
    looking.look(0)
    assert looking.look(9) == []
    assert not looking.waiting
