"""Time as a job has it: frames and timecode of its own rate."""

from __future__ import annotations

from fractions import Fraction

import pytest

from footfall_bridge.protocol import JobInfo, JobState, Output, Priority
from footfall_bridge.timeline import Time, TimelinePlace
from footfall_gui.models.clip_time import ClipTime

NTSC = (30000, 1001)


def job(**fields: object) -> JobInfo:
    usual: dict[str, object] = {
        "id": "a", "number": 1, "state": JobState.done, "media": "/a.mov", "engine": "sketch", "prompt": "",
        "source_in": Time(value=50, rate=(25, 1)), "source_out": Time(value=150, rate=(25, 1)),
        "duration": Time(value=100, rate=(25, 1)), "seed": 0, "take": 1, "handles": Time(value=1, rate=(2, 1)),
        "priority": Priority.normal, "created": 0.0, "updated": 0.0,
    }  # fmt: skip
    return JobInfo.model_validate(usual | fields)


def output(seconds: int, reference: int) -> Output:
    return Output(
        path="/a.wav", sample_rate=48_000, channels=2, samples=48_000 * seconds, time_reference=reference
    )


def test_a_file_says_where_the_clip_begins_in_it() -> None:
    time = ClipTime.of(job(outputs=[output(5, 48_000 * 3600 - 24_000)]))
    assert (time.start, time.length, time.stop) == (Fraction(-1, 2), Fraction(4), Fraction(9, 2))
    assert time.timecode(0) == "01:00:00:00"
    assert time.timecode(Fraction(-1, 2)) == "00:59:59:12"


def test_before_there_is_a_file_the_source_says() -> None:
    time = ClipTime.of(job())
    assert time.timecode(Fraction(101, 100)) == "00:00:03:00"
    assert time.length == 4


def test_a_clip_on_a_timeline_has_its_timecode_with_dropped_frames() -> None:
    place = TimelinePlace(record_in=Time(value=1798, rate=NTSC), drop_frame=True)
    time = ClipTime.of(job(place=place))
    assert time.timecode(0) == "00:00:59;28"
    assert time.timecode(2 * time.frame) == "00:01:00;02"
    assert time.read("00:01:00;02") == 2 * time.frame


def test_rates_that_are_no_frames_count_as_none() -> None:
    millis = Time(value=4000, rate=(1000, 1))
    time = ClipTime.of(job(source_in=None, source_out=None, media=None, duration=millis))
    assert time.rate == 25


@pytest.mark.parametrize(("words", "seconds"), [("00:00:02:05", Fraction(1, 5)), ("1.5", Fraction(3, 2))])
def test_what_is_typed_is_exact(words: str, seconds: Fraction) -> None:
    assert ClipTime.of(job()).read(words) == seconds


def test_text_alone_has_time_too() -> None:
    time = ClipTime.of(job(media=None, source_in=None, source_out=None, outputs=[output(5, 0)]))
    assert time.on_frame(1.019) == 1
    assert time.within(-9) == -0.5
