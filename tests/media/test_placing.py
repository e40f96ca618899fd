"""Samples, time references, timecodes and segments, exactly."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footfall_bridge.protocol import Region, Stamp
from footfall_bridge.timeline import Point, Time, TimelinePlace
from footfall_daemon.media.errors import MediaError
from footfall_daemon.media.placing import MIDNIGHT, FirstFrame, Layout, region, segments, stamped, time_reference

DAY = 24 * 3600 * 48_000
NONE = Time(value=0, rate=(1, 1))
SOURCE = FirstFrame(Fraction(86_400), Fraction(24), drop_frame=False)  # 01:00:00:00 at 24


def place(frames: int, rate: tuple[int, int], *, drop_frame: bool = False) -> TimelinePlace:
    return TimelinePlace(record_in=Time(value=frames, rate=rate), drop_frame=drop_frame)


def test_length_is_rounded_once_and_handles_added_at_both_ends() -> None:
    layout = Layout.of(Fraction(1001, 30000), Time(value=1, rate=(3, 1)))
    assert (layout.clip_samples, layout.handle_samples, layout.samples) == (1602, 16_000, 33_602)


def test_source_time_reference() -> None:
    layout = Layout.of(Fraction(1), Time(value=2, rate=(1, 1)))
    assert time_reference(layout, SOURCE) == 3600 * 48_000 - 96_000


def test_record_time_reference_counts_in_the_timelines_rate() -> None:
    layout = Layout.of(Fraction(1), NONE)
    first = stamped(Stamp.record, place(86_400, (24000, 1001)), SOURCE)
    assert time_reference(layout, first) == 86_400 * 2002


def test_head_handle_may_reach_into_the_day_before() -> None:
    layout = Layout.of(Fraction(1), Time(value=1, rate=(1, 1)))
    assert time_reference(layout, MIDNIGHT) == DAY - 48_000
    first = stamped(Stamp.record, place(25 * 86_400, (25, 1)), SOURCE)
    assert time_reference(layout, first) == DAY - 48_000


@pytest.mark.parametrize(
    ("stamp", "where", "expected"),
    [
        (Stamp.source, place(0, (25, 1)), "01:00:00:00"),
        (Stamp.record, None, "01:00:00:00"),
        (Stamp.record, place(90_001, (25, 1)), "01:00:00:01"),
        (Stamp.record, place(1800, (30000, 1001), drop_frame=True), "00:01:00;02"),
        (Stamp.record, place(1800, (30000, 1001)), "00:01:00:00"),
        (Stamp.record, place(48_000, (48_000, 1)), "00:00:01:00"),
    ],
)
def test_timecode_of_the_first_frame(stamp: Stamp, where: TimelinePlace | None, expected: str) -> None:
    assert stamped(stamp, where, SOURCE).text == expected


@pytest.mark.parametrize(
    ("start", "stop", "first", "last"),
    [
        (Time(value=1, rate=(2, 1)), Time(value=1, rate=(1, 1)), 24_000, 48_000),
        ("01:00:00:12", "01:00:01:00", 24_000, 48_000),
        (Time(value=0, rate=(1, 1)), "01:00:02:00", 0, 95_999),
    ],
)
def test_a_region_is_told_by_time_or_timecode(start: Point, stop: Point, first: int, last: int) -> None:
    layout = Layout(clip_samples=95_999, handle_samples=480)
    found = region(Region(file="/a.wav", start=start, stop=stop), layout, SOURCE)
    assert (found.start, found.stop) == (480 + first, 480 + last)


@pytest.mark.parametrize(
    ("start", "stop", "code"),
    [
        ("01:00:00:12", "01:00:00:12", "bad-region"),
        ("00:59:59:23", "01:00:00:12", "bad-region"),
        ("01:00:00:00", "01:00:02:02", "bad-region"),
        ("01:00:02:00", "01:00:02:01", "bad-region"),
        ("01:00:00:30", "01:00:02:00", "bad-timecode"),
    ],
)
def test_a_region_outside_the_clip_is_refused(start: str, stop: str, code: str) -> None:
    with pytest.raises(MediaError) as refused:
        region(Region(file="/a.wav", start=start, stop=stop), Layout(96_000, 0), SOURCE)
    assert refused.value.code == code


def test_a_region_across_midnight_is_found() -> None:
    late = FirstFrame(Fraction(86_399 * 24), Fraction(24), drop_frame=False)
    found = region(Region(file="/a.wav", start="23:59:59:12", stop="00:00:00:12"), Layout(96_000, 0), late)
    assert (found.start, found.stop) == (24_000, 72_000)


def test_one_segment_where_it_fits() -> None:
    assert [part.samples for part in segments(480_000, Fraction(10), [3.0])] == [480_000]


def test_segments_end_at_cuts_where_they_can() -> None:
    plan = segments(48_000 * 25, Fraction(10), [2.0, 7.5, 9.0, 15.0])
    assert [part.start / 48_000 for part in plan] == [0, 9, 15]


def test_without_cuts_segments_are_even() -> None:
    assert [part.samples for part in segments(48_000 * 25, Fraction(10), [])] == [400_000, 400_000, 400_000]


@given(
    samples=st.integers(1, 10**7),
    window=st.fractions(Fraction(1, 10), Fraction(60)),
    cuts=st.lists(st.floats(0, 200), max_size=20),
)
def test_segments_cover_the_file_without_gap_or_excess(samples: int, window: Fraction, cuts: list[float]) -> None:
    plan = segments(samples, window, cuts)
    assert plan[0].start == 0
    assert all(a.start + a.samples == b.start for a, b in pairwise(plan))
    assert plan[-1].start + plan[-1].samples == samples
    assert all(0 < part.samples <= int(window * 48_000) for part in plan)
