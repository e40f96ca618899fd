"""Samples, time references, timecodes and segments, exactly."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footfall_bridge.protocol import Region, Stamp
from footfall_bridge.timeline import Point, Time, TimelinePlace
from footfall_daemon.jobs import SegmentPlan
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


SECOND = 48_000
TENTHS = st.fractions(Fraction(1, 10), Fraction(60), max_denominator=100)
CUTS = st.lists(st.floats(0, 200), max_size=20)


def starts_and_ends(plan: list[SegmentPlan]) -> list[tuple[float, float]]:
    """Seconds."""
    return [(part.start / SECOND, (part.start + part.samples) / SECOND) for part in plan]


def test_without_cuts_neighbours_share_the_overlap_and_are_even() -> None:
    plan = segments(28 * SECOND, Fraction(10), [], Fraction(1))
    assert starts_and_ends(plan) == [(0, 10), (9, 19), (18, 28)]


def test_at_a_cut_neighbours_share_40_ms_about_it() -> None:
    plan = segments(25 * SECOND, Fraction(10), [2.0, 7.5, 9.0, 15.0], Fraction(1))
    assert starts_and_ends(plan) == [(0, 9.02), (8.98, 15.02), (14.98, 20.49), (19.49, 25)]


def test_a_cut_too_near_to_the_windows_end_or_the_files_is_no_joint() -> None:
    assert starts_and_ends(segments(15 * SECOND, Fraction(10), [9.99], Fraction(1))) == [(0, 8), (7, 15)]
    assert starts_and_ends(segments(11 * SECOND, Fraction(10), [9.5], Fraction(1))) == [(0, 6), (5, 11)]


def test_no_part_shares_more_than_a_quarter_of_the_window_with_another() -> None:
    plan = segments(7 * SECOND, Fraction(4), [], Fraction(3))
    assert starts_and_ends(plan) == [(0, 4), (3, 7)]


@given(samples=st.integers(1, 10**7), window=TENTHS, cuts=CUTS, overlap=st.fractions(0, 3, max_denominator=1000))
def test_parts_that_overlap(samples: int, window: Fraction, cuts: list[float], overlap: Fraction) -> None:
    plan = segments(samples, window, cuts, overlap)
    shared = min(round(overlap * SECOND), int(window * SECOND) // 4)
    ends = [part.start + part.samples for part in plan]
    assert plan[0].start == 0
    assert ends[-1] == samples
    assert all(part.samples <= int(window * SECOND) for part in plan)
    assert len(plan) == 1 or all(part.samples >= 2 * shared for part in plan)
    assert all(third.start >= end for end, third in zip(ends, plan[2:], strict=False))
    marks = [round(cut * SECOND) for cut in cuts]
    about_a_cut = min(1920, shared) // 2
    for end, following in zip(ends, plan[1:], strict=False):
        at_cut = end - following.start == 2 * about_a_cut and end - about_a_cut in marks
        assert end - following.start == shared or at_cut


@given(samples=st.integers(1, 10**7), window=TENTHS, overlap=st.fractions(0, 3, max_denominator=1000))
def test_parts_between_no_cuts_are_as_few_as_can_be_and_even(
    samples: int, window: Fraction, overlap: Fraction
) -> None:
    plan = segments(samples, window, [], overlap)
    longest = int(window * SECOND)
    shared = min(round(overlap * SECOND), longest // 4)
    lengths = [part.samples for part in plan]
    assert max(lengths) - min(lengths) <= len(plan)
    assert len(plan) == 1 or samples > (len(plan) - 1) * (longest - shared) + shared


@given(samples=st.integers(1, 10**7), window=TENTHS, cuts=CUTS)
def test_without_overlap_parts_are_as_they_were_before_there_was_any(
    samples: int, window: Fraction, cuts: list[float]
) -> None:
    """Their sound is the same then, sample by sample."""
    longest = int(window * SECOND)
    starts = [0]
    while (left := samples - starts[-1]) > longest:
        from_here = [round(cut * SECOND) - starts[-1] for cut in cuts]
        at_cut = [mark for mark in from_here if longest // 2 <= mark <= longest]
        starts.append(starts[-1] + max(at_cut, default=ceil(left / ceil(left / longest))))
    assert [part.start for part in segments(samples, window, cuts)] == starts
