"""Files of a node that stand for files of the daemon's machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from footfall_bridge.places import Places
from footfall_bridge.protocol import Refusal
from footfall_daemon.cluster.locker import Locker, base, enclosed, kept, own
from tests.daemon.cluster.making import a_film, an_order

OUTSIDE = [
    "",
    "own",
    "own/",
    "own/.",
    "own/..",
    "own/../secret",
    "own/a/../../secret",
    "own/a/b/c",
    "own//secret",
    "cache/..",
    "/etc/passwd",
    "own/..\\secret",
    "C:\\secret",
    "own/a\0b",
    "weights/dit.pth",
]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.below(tmp_path)


@pytest.fixture
def locker(places: Places) -> Locker:
    locker = Locker(places)
    locker.open()
    return locker


def everything(places: Places) -> list[Path]:
    assert places.root is not None
    return sorted(path for path in places.root.rglob("*") if path.is_file())


def test_names_are_the_last_part_of_a_path_of_any_system() -> None:
    assert base("/home/anna/spool/a-0.npy") == base(r"C:\Users\Anna\spool\a-0.npy") == "a-0.npy"
    assert kept(r"C:\cache\ab.features") == "cache/ab.features"
    assert own("/spool/a-0.state") == "own/a-0.state"
    assert enclosed("a/0", r"C:\spool\film-1\film.whole.npy") == "own/a-0/film.whole.npy"


@pytest.mark.parametrize("name", OUTSIDE)
def test_no_name_leads_out_of_the_folders(locker: Locker, places: Places, name: str) -> None:
    with pytest.raises(Refusal) as refused:
        locker.write(name, 0, b"x", last=True)
    assert refused.value.code == "bad-name"
    with pytest.raises(Refusal):
        locker.read(name, 0, 1)
    with pytest.raises(Refusal):
        locker.remove([name])
    assert everything(places) == []


def test_a_file_is_there_when_its_last_piece_has_come(locker: Locker, places: Places) -> None:
    locker.write("cache/ab.features", 0, b"ab", last=False)
    locker.write("cache/ab.features", 2, b"cd", last=False)
    assert not locker.has("cache/ab.features")
    locker.write("cache/ab.features", 4, b"ef", last=True)
    assert locker.has("cache/ab.features")
    assert everything(places) == [places.cache / "ab.features"]
    assert (places.cache / "ab.features").read_bytes() == b"abcdef"


def test_a_file_that_is_begun_again_keeps_nothing_of_the_first_time(locker: Locker) -> None:
    locker.write("own/a-0.state", 0, b"a long one", last=False)
    locker.write("own/a-0.state", 0, b"short", last=True)
    assert locker.read("own/a-0.state", 0, 100) == b"short"


def test_an_empty_file_arrives_too(locker: Locker) -> None:
    locker.write("own/a-0.state", 0, b"", last=True)
    assert locker.has("own/a-0.state")


def test_what_one_segment_is_made_of_lies_in_a_folder_of_its_own(locker: Locker) -> None:
    locker.write("own/a-0/excerpt.mkv", 0, b"packets", last=True)
    assert (locker.folder / "a-0" / "excerpt.mkv").read_bytes() == b"packets"


def test_a_file_is_read_piece_by_piece(locker: Locker) -> None:
    locker.write("own/a-0.npy", 0, b"abcdef", last=True)
    assert [locker.read("own/a-0.npy", offset, 4) for offset in (0, 4, 8)] == [b"abcd", b"ef", b""]


def test_a_file_that_is_not_there_cannot_be_read(locker: Locker) -> None:
    with pytest.raises(FileNotFoundError):
        locker.read("own/a-0.npy", 0, 1)


def test_what_is_removed_is_gone_and_what_was_not_there_is_no_mistake(locker: Locker) -> None:
    locker.write("own/a-0.npy", 0, b"x", last=True)
    locker.remove(["own/a-0.npy", "own/b-0.npy"])
    assert not locker.has("own/a-0.npy")


def test_sizes_are_told_by_name_of_what_is_there(locker: Locker, places: Places) -> None:
    locker.write("cache/ab.features", 0, b"abc", last=True)
    locker.write("own/a-0.npy", 0, b"abcdef", last=True)
    paths = [places.cache / "ab.features", locker.folder / "a-0.npy", locker.folder / "a-0.state"]
    assert locker.sizes(paths) == {"cache/ab.features": 3, "own/a-0.npy": 6}


@pytest.mark.parametrize("folder", ["/home/anna/run/spool", r"C:\Users\Anna\run\spool"])
def test_an_order_gets_this_nodes_paths(locker: Locker, places: Places, folder: str) -> None:
    slash = "\\" if "\\" in folder else "/"
    order = an_order(
        cues=f"{folder}{slash}ab.cues",
        features=f"{folder}{slash}cd.features",
        film=f"{folder}{slash}film-3{slash}film",
        wave=f"{folder}{slash}a-0.npy",
        state=f"{folder}{slash}a-0.state",
    )
    here = locker.here(order)
    assert here.cues == str(places.cache / "ab.cues")
    assert here.features == str(places.cache / "cd.features")
    assert here.reel("whole") == locker.folder / "a-0" / "film.whole.npy"
    assert here.wave_of("mix") == locker.folder / "a-0.npy"
    assert here.state == str(locker.folder / "a-0.state")
    assert here.id == order.id


def test_an_order_without_picture_gets_no_paths_of_one(locker: Locker) -> None:
    here = locker.here(an_order(film="", features=""))
    assert (here.film, here.features) == ("", "")


def test_media_that_came_along_are_filmed_where_they_lie(locker: Locker, places: Places) -> None:
    errand = locker.errand(a_film(r"C:\spool\film-1\excerpt.mkv"), enclosed_media=True)
    assert errand.clip.media == str(locker.folder / "a-0" / "excerpt.mkv")
    assert errand.cache == str(places.cache)
    assert Path(errand.film).parent.is_dir(), "the child finds it"


def test_media_that_the_node_sees_are_filmed_where_the_clip_says(locker: Locker) -> None:
    assert locker.errand(a_film("/mnt/shows/a.mov"), enclosed_media=False).clip.media == "/mnt/shows/a.mov"


def test_what_is_struck_is_one_segments_picture_alone(locker: Locker, places: Places) -> None:
    for name in ("own/a-0/film.whole.npy", "own/a-1/film.whole.npy", "own/a-0.state"):
        locker.write(name, 0, b"x", last=True)
    locker.strike("a/0")
    assert everything(places) == [locker.folder / "a-0.state", locker.folder / "a-1" / "film.whole.npy"]


def test_what_a_post_left_that_was_killed_is_swept(places: Places) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        pass
    dead, alive, other = (places.runtime / "posts" / name for name in (str(gone.pid), str(os.getppid()), "notes"))
    for folder in (dead, alive, other):
        folder.mkdir(parents=True)
        (folder / "a-0.state").touch()
    Locker(places).open()
    assert [folder.exists() for folder in (dead, alive, other)] == [False, True, True]


def test_closing_leaves_what_is_remembered(locker: Locker, places: Places) -> None:
    locker.write("cache/ab.features", 0, b"abc", last=True)
    locker.write("own/a-0.npy", 0, b"abcdef", last=True)
    locker.close()
    assert everything(places) == [places.cache / "ab.features"]
    assert not locker.folder.exists()
