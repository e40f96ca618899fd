"""The cache of cues: found again, forgotten in order, never trusted blindly."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from footfall_daemon.cues import Cues
from footfall_daemon.media.cache import CueCache, FeatureCache, PreviewCache, identity, key, remove_unfinished
from footfall_daemon.media.errors import MediaError
from footfall_daemon.media.source import locate


def cues(note: str = "") -> Cues:
    return Cues(analyser="test", notes=[note])


def cache_in(folder: Path) -> CueCache:
    return CueCache(folder, limit=2**30)


def failure(cache: CueCache, note: str = "") -> MediaError:
    with pytest.raises(MediaError) as caught:
        cache.store("a", cues(note))
    return caught.value


def test_what_is_stored_is_found(tmp_path: Path) -> None:
    cache_in(tmp_path).store("a", cues("seen"))
    assert cache_in(tmp_path).load("a") == cues("seen")


def test_nothing_stored_is_a_miss(tmp_path: Path) -> None:
    assert cache_in(tmp_path / "absent").load("a") is None


def test_corrupt_entry_is_a_miss(tmp_path: Path) -> None:
    path = cache_in(tmp_path).store("a", cues())
    for data in (b"", b"\xc1", path.read_bytes()[:-1], b"\x80"):
        path.write_bytes(data)
        assert cache_in(tmp_path).load("a") is None


def test_least_recently_used_goes_first(tmp_path: Path) -> None:
    size = cache_in(tmp_path).store("old", cues("x" * 1000)).stat().st_size
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


def test_what_was_used_within_the_hour_stays_for_the_job_that_waits_for_it(tmp_path: Path) -> None:
    cache = CueCache(tmp_path, limit=1)
    cache.store("a", cues())
    cache.store("b", cues())
    assert cache.load("a") is not None


@pytest.mark.parametrize("ending", ["1.tmp", "features.1.part"])
def test_leftovers_of_a_crash_go_after_an_hour(tmp_path: Path, ending: str) -> None:
    left, at_work = tmp_path / f"a.{ending}", tmp_path / f"b.{ending}"
    left.touch()
    at_work.touch()
    os.utime(left, (1_000, 1_000))
    cache_in(tmp_path).store("a", cues())
    assert (left.exists(), at_work.exists()) == (False, True)


def features(folder: Path, name: str, *, used: int) -> Path:
    """1000 bytes of them, as an engine leaves them."""
    path = FeatureCache(folder, limit=0).path(name)
    path.write_bytes(bytes(1_000))
    os.utime(path, (used, used))
    return path


def test_features_and_cues_share_the_limit(tmp_path: Path) -> None:
    old, young = features(tmp_path, "a", used=1_000), features(tmp_path, "b", used=3_000)
    size = cache_in(tmp_path).store("c", cues("x" * 1000)).stat().st_size
    os.utime(cache_in(tmp_path).path("c"), (2_000, 2_000))
    CueCache(tmp_path, limit=1_000 + size).tidy()
    assert (old.exists(), young.exists()) == (False, True)
    FeatureCache(tmp_path, limit=1_000).tidy()
    assert cache_in(tmp_path).load("c") is None


def test_features_that_are_found_count_as_used(tmp_path: Path) -> None:
    found, other = features(tmp_path, "a", used=1_000), features(tmp_path, "b", used=2_000)
    cache = FeatureCache(tmp_path, limit=1_000)
    assert cache.knows("a")
    cache.tidy()
    assert (found.exists(), other.exists()) == (True, False)


def test_features_that_were_forgotten_are_not_known(tmp_path: Path) -> None:
    features(tmp_path, "a", used=1_000)
    cache = FeatureCache(tmp_path, limit=1_000)
    cache.forget("a")
    cache.forget("never there")
    assert not cache.knows("a")


def test_a_disk_that_is_really_full_is_told_and_nothing_is_left(small_disk: Path) -> None:
    refusal = failure(cache_in(small_disk), "x" * 100_000)
    assert refusal.code == "disk-full"
    assert str(small_disk) in refusal.message
    assert list(small_disk.iterdir()) == []


def test_a_full_disk_is_freed_of_what_a_crash_left(small_disk: Path) -> None:
    left = small_disk / "b.1.tmp"
    left.write_bytes(bytes(50_000))
    os.utime(left, (1_000, 1_000))
    failure(cache_in(small_disk), "x" * 40_000)
    assert cache_in(small_disk).store("a", cues("x" * 40_000)).exists()


def test_a_write_that_fails_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(cues: Cues, path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Cues, "save", half)
    assert failure(cache_in(tmp_path)).code == "disk-full"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    refusal = failure(cache_in(tmp_path / "file" / "cache"))
    assert refusal.code == "cache-unwritable"
    assert str(tmp_path / "file" / "cache") in refusal.message


def test_identity_of_media_that_went_away_is_refused(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.touch()
    source = locate(str(film))
    film.unlink()
    with pytest.raises(MediaError) as caught:
        identity(source)
    assert caught.value.code == "media-missing"


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


def test_a_preview_left_empty_is_none(tmp_path: Path) -> None:
    cache = PreviewCache(tmp_path, limit=2**30)
    name = key("strip")
    assert not cache.knows(name)
    path = cache.store(name, b"strip")
    assert cache.knows(name)
    path.write_bytes(b"")
    assert not cache.knows(name)


def test_old_previews_go_and_cues_stay(tmp_path: Path) -> None:
    cache = PreviewCache(tmp_path, limit=10)
    cues = tmp_path / f"{key('cues')}.cues"
    cues.write_bytes(bytes(100))
    os.utime(cues, ns=(1, 1))
    old = cache.store(key("old"), bytes(100))
    os.utime(old, ns=(1, 1))
    young = cache.store(key("young"), bytes(100))
    cache.tidy()
    assert (old.exists(), young.exists(), cues.exists()) == (False, True, True)
