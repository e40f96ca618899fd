"""What a daemon finds after one before it died while publishing."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from footfall_bridge.provenance import ixml_of
from footfall_daemon.placement import Fate, publish, recover

JOB = "0123456789abcdef0123456789abcdef"


def wav(job: str = JOB, *, whole: bool = True) -> bytes:
    """As little of a WAV as says whose it is."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack("<4sI", name, len(content)) + content + b"\0" * (len(content) % 2)

    head = bytes(256) + b"Footfall".ljust(32, b"\0") + job.encode().ljust(32, b"\0") + bytes(282)
    body = b"WAVE" + chunk(b"bext", head) + chunk(b"data", bytes(600)) + chunk(b"iXML", ixml_of({"job": job}))
    data = struct.pack("<4sI", b"RIFF", len(body)) + body
    return data if whole else data[:-100]


class Crash:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.temporary = root / ".footfall-1.wav.tmp"
        self.final = root / "a_v1.wav"

    def recover(self, *, chosen: bool = True, reserved: bool = False) -> Fate:
        return recover(self.temporary, self.final if chosen else None, reserved=reserved, job=JOB)

    def names(self) -> list[str]:
        return sorted(path.name for path in self.root.iterdir())


@pytest.fixture
def crash(tmp_path: Path) -> Crash:
    return Crash(tmp_path)


def test_a_file_with_its_final_name_is_done(crash: Crash) -> None:
    crash.final.write_bytes(wav())
    assert crash.recover() is Fate.done
    assert crash.names() == ["a_v1.wav"]


def test_a_file_with_both_names_is_done(crash: Crash) -> None:
    crash.temporary.write_bytes(wav())
    crash.final.hardlink_to(crash.temporary)
    assert crash.recover() is Fate.done
    assert crash.names() == ["a_v1.wav"]


def test_before_a_name_was_chosen_the_job_is_done_again(crash: Crash) -> None:
    crash.temporary.write_bytes(wav(whole=False))
    assert crash.recover(chosen=False) is Fate.again
    assert crash.names() == []


def test_a_whole_file_only_wants_its_name(crash: Crash) -> None:
    crash.temporary.write_bytes(wav())
    assert crash.recover() is Fate.publish
    assert crash.temporary.read_bytes() == wav()


@pytest.mark.parametrize("content", [b"", wav(whole=False), wav("another")])
def test_a_temporary_file_that_is_not_whole_is_removed(crash: Crash, content: bytes) -> None:
    crash.temporary.write_bytes(content)
    assert crash.recover() is Fate.again
    assert crash.names() == []


def test_our_reserved_name_is_freed(crash: Crash) -> None:
    crash.temporary.write_bytes(wav())
    crash.final.touch()
    assert crash.recover(reserved=True) is Fate.publish
    publish(crash.temporary, crash.final, reserving=lambda: None)
    assert crash.names() == ["a_v1.wav"]
    assert crash.final.read_bytes() == wav()


def test_an_empty_file_that_we_did_not_reserve_stays(crash: Crash) -> None:
    crash.final.touch()
    assert crash.recover() is Fate.again
    assert crash.names() == ["a_v1.wav"]


@pytest.mark.parametrize("content", [b"precious", wav("another")])
def test_a_file_of_others_at_our_name_stays(crash: Crash, content: bytes) -> None:
    crash.temporary.write_bytes(wav())
    crash.final.write_bytes(content)
    assert crash.recover(reserved=True) is Fate.publish
    assert crash.final.read_bytes() == content


def test_nothing_left_is_done_again(crash: Crash) -> None:
    assert crash.recover() is Fate.again


def test_a_volume_that_is_away_says_nothing_about_the_job(tmp_path: Path) -> None:
    away = Crash(tmp_path / "away")
    with pytest.raises(OSError, match="away"):
        away.recover()


def test_recovering_twice_is_recovering_once(crash: Crash) -> None:
    crash.temporary.write_bytes(wav())
    crash.final.hardlink_to(crash.temporary)
    assert (crash.recover(), crash.recover()) == (Fate.done, Fate.done)
