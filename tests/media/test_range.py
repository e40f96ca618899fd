"""A clip's points become an exact range of its media, or a refusal."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from footfall_bridge.timeline import Clip, Point, Time
from footfall_daemon.media.errors import MediaError
from footfall_daemon.media.probe import MediaInfo, probe
from footfall_daemon.media.range import SourceRange, resolve
from tests.footage import Film

NTSC = Fraction(30000, 1001)


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> MediaInfo:
    """60 frames of 29.97 drop-frame from 00:59:59;20."""
    film = Film(rate=NTSC, frames=60, metadata={"timecode": "00:59:59;20"})
    return probe(str(film.make(tmp_path_factory.mktemp("range") / "film.mov")))


def frame(number: int) -> Time:
    return Time(value=number, rate=(30000, 1001))


def found(media: MediaInfo, start: Point | None, end: Point | None, rate: str = "1") -> SourceRange:
    return resolve(Clip(media="x", source_in=start, source_out=end, play_rate=Fraction(rate)), media)


def code(media: MediaInfo, start: Point | None, end: Point | None, rate: str = "1") -> str:
    with pytest.raises(MediaError) as caught:
        found(media, start, end, rate)
    return caught.value.code


def test_without_points_the_whole_media(media: MediaInfo) -> None:
    span = found(media, None, None)
    assert (span.source_in, span.source_out) == (frame(0), frame(60))
    assert span.timeline_duration == frame(60)


@pytest.mark.parametrize(("start", "end"), [(3, 9), (3, 4)])
def test_only_frames_of_the_range_are_on_screen_within_it(media: MediaInfo, start: int, end: int) -> None:
    first, last = found(media, frame(start), frame(end)).inner
    assert start < first * media.rate <= last * media.rate < end


def test_points_are_kept_exactly(media: MediaInfo) -> None:
    start, end = Time(value=1, rate=(7, 1)), Time(value=5, rate=(7, 1))
    span = found(media, start, end)
    assert (span.start, span.end) == (Fraction(1, 7), Fraction(5, 7))
    assert span.source_in == start


def test_timecode_is_read_against_the_start(media: MediaInfo) -> None:
    span = found(media, "00:59:59;25", "01:00:00;00")
    assert (span.source_in, span.source_out) == (frame(5), frame(10))


def test_the_media_decides_whether_frames_are_dropped(media: MediaInfo) -> None:
    assert found(media, "00:59:59:25", None).source_in == frame(5)


def test_faster_playing_is_shorter(media: MediaInfo) -> None:
    assert found(media, None, None, "2").duration == Fraction(60 * 1001, 60000)
    assert found(media, frame(0), frame(10), "4/3").duration == frame(10).seconds * Fraction(3, 4)


def test_less_than_a_frame_too_long_means_the_end(media: MediaInfo) -> None:
    assert found(media, None, Time(value=2020, rate=(1000, 1))).source_out == frame(60)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("01:00:00;00", "00:59:59;25", "in-after-out"),
        (frame(5), "00:59:59;25", "in-after-out"),
        (frame(60), None, "in-past-end"),
        (frame(61), frame(62), "in-past-end"),
        (frame(0), frame(61), "out-past-end"),
        ("00:59:59;19", None, "in-before-start"),
        ("00:01:00;00", None, "bad-timecode"),
        ("00:59:59:31", None, "bad-timecode"),
    ],
)
def test_refusals(media: MediaInfo, start: Point, end: Point | None, expected: str) -> None:
    assert code(media, start, end) == expected


def test_longer_than_an_hour_on_the_timeline_is_refused(media: MediaInfo) -> None:
    assert code(media, None, None, "1/3000") == "too-long"


def test_timecode_may_run_past_midnight(tmp_path: Path) -> None:
    film = Film(frames=50, metadata={"timecode": "23:59:59:00"}).make(tmp_path / "film.mov")
    span = found(probe(str(film)), "00:00:00:05", None)
    assert span.start == Fraction(30, 25)
