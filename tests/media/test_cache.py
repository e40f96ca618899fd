"""The cache of cues: found again, forgotten in order, never trusted blindly."""

from __future__ import annotations

import os
from pathlib import Path

from footfall_daemon.cues import Cues
from footfall_daemon.media.cache import CueCache, identity, key, remove_unfinished
from footfall_daemon.media.source import locate


def cues(note: str = "") -> Cues:
    return Cues(analyser="test", notes=[note])


def test_what_is_stored_is_found(tmp_path: Path) -> None:
    CueCache(tmp_path).store("a", cues("seen"))
    assert CueCache(tmp_path).load("a") == cues("seen")


def test_nothing_stored_is_a_miss(tmp_path: Path) -> None:
    assert CueCache(tmp_path / "absent").load("a") is None


def test_corrupt_entry_is_a_miss(tmp_path: Path) -> None:
    path = CueCache(tmp_path).store("a", cues())
    for data in (b"", b"\xc1", path.read_bytes()[:-1], b"\x80"):
        path.write_bytes(data)
        assert CueCache(tmp_path).load("a") is None


def test_least_recently_used_goes_first(tmp_path: Path) -> None:
    size = CueCache(tmp_path).store("old", cues("x" * 1000)).stat().st_size
    cache = CueCache(tmp_path, limit=2 * size + 10)
    cache.store("new", cues("x" * 1000))
    for name, age in (("old", 1_000), ("new", 2_000)):
        os.utime(cache.path(name), (age, age))
    assert cache.load("old") is not None  # used: now the younger one
    cache.store("third", cues("x" * 1000))
    assert [cache.load(name) is not None for name in ("old", "new", "third")] == [True, False, True]


def test_what_was_just_stored_stays_however_small_the_limit(tmp_path: Path) -> None:
    cache = CueCache(tmp_path, limit=1)
    cache.store("a", cues())
    assert cache.load("a") is not None


def test_identity_changes_with_the_media(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(bytes(300_000))
    first = identity(locate(str(film)))
    assert identity(locate(str(film))) == first
    time = film.stat().st_mtime_ns
    film.write_bytes(bytes(299_999) + b"1")
    os.utime(film, ns=(time, time))
    assert identity(locate(str(film))) != first
    film.write_bytes(bytes(300_000))
    os.utime(film, ns=(time + 10**9, time + 10**9))
    assert identity(locate(str(film))) != first


def test_key_tells_its_parts_apart() -> None:
    assert key("ab", "c") != key("a", "bc")


def test_only_our_own_unfinished_files_are_removed(tmp_path: Path) -> None:
    ours, theirs = tmp_path / f"a.{os.getpid()}.tmp", tmp_path / f"a.{os.getpid() + 1}.tmp"
    ours.touch()
    theirs.touch()
    remove_unfinished(tmp_path)
    assert (ours.exists(), theirs.exists()) == (False, True)
