"""A linked proxy stands in for media that cannot be decoded, where the files themselves say it is the same."""

from __future__ import annotations

import os
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from footfall_bridge.protocol import Stamp
from footfall_bridge.timeline import Clip, Time
from footfall_daemon.media.errors import MediaError
from footfall_daemon.media.frames import never
from footfall_daemon.media.messages import Prepare, Prepared
from footfall_daemon.media.prepare import prepare
from tests.footage import Film, undecodable

FILM = Film(metadata={"timecode": "10:00:00:00"})


def at(frame: int) -> Time:
    return Time(value=frame, rate=(25, 1))


def prepared(proxy: Path, media: Path, cache: Path) -> Prepared:
    errand = Prepare(
        job="j",
        clip=Clip(
            media=str(proxy), source_in=Time(value=5, rate=(25, 1)), source_out=Time(value=30, rate=(25, 1))
        ),
        stands_for=str(media),
        handles=Time(value=0, rate=(1, 1)),
        stamp=Stamp.source,
        window=Fraction(2),
        cache=str(cache),
    )
    return prepare(errand, lambda _: None, never)


@pytest.fixture
def media(tmp_path: Path) -> Path:
    return undecodable(FILM.make(tmp_path / "A001.mov"))


def test_one_of_the_same_timecode_and_length_is_looked_at_and_said(media: Path, tmp_path: Path) -> None:
    found = prepared(FILM.make(tmp_path / "small.mov"), media, tmp_path / "cache")
    assert (found.samples, found.timecode) == (48_000, "10:00:00:05")
    assert "'A001.mov' cannot be decoded: its linked proxy 'small.mov' was looked at." in found.notices


@pytest.mark.parametrize(
    "other",
    [
        replace(FILM, frames=49),
        replace(FILM, frames=51),
        replace(FILM, metadata={"timecode": "10:00:00:01"}),
        replace(FILM, metadata={}),
    ],
)
def test_another_is_refused_by_both_names(media: Path, tmp_path: Path, other: Film) -> None:
    with pytest.raises(MediaError, match=r"'A001\.mov' cannot be decoded, and the proxy 'small\.mov'") as refused:
        prepared(other.make(tmp_path / "small.mov"), media, tmp_path / "cache")
    assert refused.value.code == "proxy-mismatch"


def test_a_proxy_of_twice_the_rate_is_the_same_in_time(media: Path, tmp_path: Path) -> None:
    twice = replace(FILM, rate=Fraction(50), frames=100)
    assert prepared(twice.make(tmp_path / "small.mov"), media, tmp_path / "cache").samples == 48_000


def test_the_editor_is_believed_where_nothing_can_be_read_of_the_media(tmp_path: Path) -> None:
    broken = tmp_path / "A001.mov"
    broken.write_bytes(b"no film")
    assert prepared(FILM.make(tmp_path / "small.mov"), broken, tmp_path / "cache").samples == 48_000


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_what_may_not_be_read_is_not_stood_in_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "A001.mov")
    with pytest.raises(MediaError, match="not a regular file") as refused:
        prepared(FILM.make(tmp_path / "small.mov"), tmp_path / "A001.mov", tmp_path / "cache")
    assert refused.value.code == "media-unreadable"


def test_media_that_went_offline_since_does_not_stop_its_proxy(tmp_path: Path) -> None:
    assert prepared(FILM.make(tmp_path / "small.mov"), tmp_path / "gone.mov", tmp_path / "cache").samples == 48_000
