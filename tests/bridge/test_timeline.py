"""Exact time: timecode there and back, drop-frame, samples, and which clips there can be."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from footfall_bridge.timeline import (
    LONGEST_CLIP,
    Clip,
    Time,
    TimecodeError,
    frames_of_timecode,
    is_timecode,
    nominal_rate,
    timecode_of_frames,
)

NTSC = Fraction(30000, 1001)
DOUBLE_NTSC = Fraction(60000, 1001)
RATES = st.sampled_from([Fraction(24000, 1001), Fraction(24), Fraction(25), NTSC, Fraction(50), DOUBLE_NTSC])


@given(rate=RATES, drop=st.booleans(), data=st.data())
def test_a_frame_count_survives_its_timecode(rate: Fraction, drop: bool, data: st.DataObject) -> None:
    day = 86_400 * nominal_rate(rate) * 999 // 1000  # drop-frame days are a thousandth shorter
    frames = data.draw(st.integers(0, day - 1))
    text = timecode_of_frames(frames, rate, drop_frame=drop)
    assert is_timecode(text)
    assert frames_of_timecode(text, rate) == frames


@pytest.mark.parametrize(
    ("text", "rate", "frames"),
    [
        ("00:00:59;29", NTSC, 1799),
        ("00:01:00;02", NTSC, 1800),
        ("00:09:59;29", NTSC, 17_981),
        ("00:10:00;00", NTSC, 17_982),
        ("01:00:00;00", NTSC, 107_892),
        ("23:59:59;29", NTSC, 2_589_407),
        ("00:01:00;04", DOUBLE_NTSC, 3600),
        ("01:00:00;00", DOUBLE_NTSC, 215_784),
        ("01:00:00:00", NTSC, 108_000),
        ("01:00:00:00", Fraction(24000, 1001), 86_400),
        ("01:00:00;00", Fraction(25), 90_000),  # there is no drop-frame at 25
    ],
)
def test_known_timecodes(text: str, rate: Fraction, frames: int) -> None:
    assert frames_of_timecode(text, rate) == frames


@pytest.mark.parametrize("text", ["00:01:00;00", "00:01:00;01", "00:19:00;00"])
def test_a_dropped_timecode_does_not_exist(text: str) -> None:
    with pytest.raises(TimecodeError, match="dropped"):
        frames_of_timecode(text, NTSC)


@pytest.mark.parametrize(
    "text", ["24:00:00:00", "00:60:00:00", "00:00:60:00", "00:00:00:25", "1:00:00:00", "", "12.5"]
)
def test_impossible_timecodes_are_refused(text: str) -> None:
    with pytest.raises(TimecodeError):
        frames_of_timecode(text, Fraction(25))


def test_timecode_wraps_at_midnight() -> None:
    assert timecode_of_frames(25 * 86_400, Fraction(25)) == "00:00:00:00"
    assert timecode_of_frames(2_589_408, NTSC, drop_frame=True) == "00:00:00;00"


@given(value=st.integers(0, 10**9), rate=RATES)
def test_samples_are_the_nearest(value: int, rate: Fraction) -> None:
    time = Time(value=value, rate=(rate.numerator, rate.denominator))
    assert abs(time.samples() - time.seconds * 48_000) <= Fraction(1, 2)


def test_one_frame_of_film_is_2002_samples() -> None:
    assert Time(value=1, rate=(24000, 1001)).samples() == 2002


@given(value=st.integers(0, 10**6), rate=RATES)
def test_whole_frames_keep_their_rate(value: int, rate: Fraction) -> None:
    assert Time.of(value / rate, rate) == Time(value=value, rate=(rate.numerator, rate.denominator))


@given(st.fractions(min_value=0, max_value=3600, max_denominator=10**6))
def test_seconds_are_kept_exactly(seconds: Fraction) -> None:
    assert Time.of(seconds, Fraction(25)).seconds == seconds


SECOND = Time(value=1, rate=(1, 1))


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, "needs a duration"),
        ({"media": "a.mov", "duration": SECOND}, "takes its duration from source"),
        ({"duration": SECOND, "source_in": SECOND}, "no source in or out"),
        ({"duration": Time(value=0, rate=(1, 1))}, "out must lie after"),
        ({"media": "a.mov", "source_in": SECOND, "source_out": SECOND}, "out must lie after"),
        ({"media": "a.mov", "source_in": Time(value=-1, rate=(25, 1))}, "before the first frame"),
        ({"media": "a\0.mov"}, "NUL"),
        ({"media": "a.mov", "proxy": "a\0.mov"}, "NUL"),
        ({"media": "a.mov", "proxy": ""}, "proxy"),
        ({"duration": SECOND, "proxy": "a.mov"}, "without media has no proxy"),
        ({"duration": SECOND, "reframed": True}, "nothing to be reframed"),
        ({"duration": Time.of(LONGEST_CLIP + 1)}, "one hour"),
        ({"media": "a.mov", "source_in": "an hour in"}, "source_in"),
        ({"media": "a.mov", "play_rate": Fraction(0)}, "play_rate"),
        ({"media": ""}, "media"),
    ],
)
def test_impossible_clips_are_refused(fields: dict[str, object], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        Clip.model_validate(fields)


def test_a_clip_without_a_proxy_does_not_speak_of_one() -> None:
    """Daemons that do not know of proxies refuse the word."""
    assert "proxy" not in Clip(media="a.mov").model_dump()
    assert Clip(media="a.mov", proxy="b.mov").model_dump(mode="json")["proxy"] == "b.mov"


def test_a_clip_that_is_not_reframed_does_not_speak_of_it() -> None:
    """Nor do older daemons know that word."""
    assert "reframed" not in Clip(media="a.mov").model_dump()
    assert Clip(media="a.mov", reframed=True).model_dump(mode="json")["reframed"] is True


def test_play_rate_changes_how_long_a_clip_lasts() -> None:
    out = Time.of(LONGEST_CLIP * 2)
    assert Clip(media="a.mov", source_in=Time(value=0, rate=(1, 1)), source_out=out, play_rate=Fraction(2)).media
