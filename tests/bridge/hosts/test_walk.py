"""From a timeline to orders: each clip at its place and with its source, or named with a reason."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest

from footfall_bridge.hosts.interchange.plan import Plan
from footfall_bridge.protocol import Order, Refusal
from footfall_bridge.timeline import Time
from tests.bridge.hosts.conftest import Planned
from tests.bridge.hosts.timelines import NTSC_24, NTSC_30, clip, gap, span, time, timeline, track

FPS = Fraction(25)


def places(plan: Plan) -> list[tuple[str, str, str]]:
    """Record in and out, and track, of what is ordered."""
    cuts = sorted((cut for one in plan.wanted for cut in one.cuts), key=lambda cut: cut.start)
    return [(cut.timecode, cut.timecode_at(cut.end), cut.track) for cut in cuts]


def reasons(plan: Plan) -> list[tuple[str, str]]:
    return [(cut.name, cut.problem.code) for cut in plan.left_out if cut.problem is not None]


def the_order(plan: Plan) -> Order:
    (one,) = plan.wanted
    return one.order


def source(order: Order) -> tuple[Any, Any]:
    assert isinstance(order.clip.source_in, Time)
    assert isinstance(order.clip.source_out, Time)
    return order.clip.source_in.seconds, order.clip.source_out.seconds


def frozen(media: Path) -> Any:
    made = clip(media, 0, 10)
    made.effects.append(otio.schema.FreezeFrame())
    return made


def ramped(media: Path) -> Any:
    made = clip(media, 0, 10)
    made.effects.append(otio.schema.TimeEffect())
    return made


def generated() -> Any:
    made = clip("", 0, 10)
    made.media_reference = otio.schema.GeneratorReference(generator_kind="black")
    return made


def switched_off(item: Any) -> Any:
    item.enabled = False
    return item


@pytest.mark.parametrize("rate", [FPS, NTSC_24, NTSC_30, Fraction(60_000, 1001), Fraction(24)], ids=str)
def test_times_are_exact_and_the_source_counts_from_the_first_frame(
    planned: Planned, media: Path, rate: Fraction
) -> None:
    start = 3600 * round(rate)
    cut = clip(media, 7, 31, rate=rate, begins=86_400)
    plan = planned(timeline(track(gap(11, rate), cut), rate=rate, start=start))
    order = the_order(plan)
    assert source(order) == (7 / rate, 38 / rate)
    place = order.clip.place
    assert place is not None
    assert place.record_in == Time(value=start + 11, rate=(rate.numerator, rate.denominator))
    assert order.clip.media == str(media)


def test_a_timeline_that_starts_on_a_drop_frame_hour_counts_drop_frame(planned: Planned, media: Path) -> None:
    hour = 107_892
    dropping = planned(timeline(track(clip(media, 0, 9, rate=NTSC_30)), rate=NTSC_30, start=hour))
    assert places(dropping) == [("01:00:00;00", "01:00:00;09", "V1")]
    counting = planned(timeline(track(clip(media, 0, 9, rate=NTSC_30)), rate=NTSC_30, start=108_000))
    assert places(counting) == [("01:00:00:00", "01:00:00:09", "V1")]


def test_media_whose_start_is_not_told_is_found_by_its_timecode(planned: Planned, media: Path) -> None:
    order = the_order(planned(timeline(track(clip(media, 90_005, 20, holds=None)))))
    assert (order.clip.source_in, order.clip.source_out) == ("01:00:00:05", "01:00:01:00")
    order = the_order(planned(timeline(track(clip(media, 0, 20, holds=None)))))
    assert source(order) == (0, Fraction(20, 25))


@pytest.mark.parametrize(
    ("speed", "rate", "reverse"), [(2.0, 2, False), (0.5, Fraction(1, 2), False), (-1.0, 1, True)]
)
def test_constant_speed_and_reverse(
    planned: Planned, media: Path, speed: float, rate: Fraction, reverse: bool
) -> None:
    order = the_order(planned(timeline(track(clip(media, 4, 10, speed=speed)))))
    assert (order.clip.play_rate, order.clip.reverse) == (rate, reverse)
    assert source(order) == (Fraction(4, 25), Fraction(4, 25) + Fraction(10, 25) * rate)


def test_a_transition_takes_no_time(planned: Planned, media: Path) -> None:
    fade = otio.schema.Transition(in_offset=time(5, FPS), out_offset=time(5, FPS))
    plan = planned(timeline(track(clip(media, 0, 20), fade, clip(media, 25, 10))))
    assert [place[:2] for place in places(plan)] == [
        ("01:00:00:00", "01:00:00:20"),
        ("01:00:00:20", "01:00:01:05"),
    ]


def test_a_trimmed_track_begins_where_it_is_trimmed(planned: Planned, media: Path) -> None:
    trimmed = track(clip(media, 0, 20), clip(media, 30, 20))
    trimmed.source_range = span(5, 20, FPS)
    plan = planned(timeline(trimmed))
    assert places(plan) == [("01:00:00:00", "01:00:00:15", "V1"), ("01:00:00:15", "01:00:00:20", "V1")]
    assert [source(one.order) for one in plan.wanted] == [
        (Fraction(5, 25), Fraction(20, 25)),
        (Fraction(30, 25), Fraction(35, 25)),
    ]


def test_a_nested_track_is_opened_and_trimmed(planned: Planned, media: Path) -> None:
    nested = otio.schema.Stack(children=[track(clip(media, 0, 30), clip(media, 35, 15))])
    nested.source_range = span(20, 15, FPS)
    plan = planned(timeline(track(gap(10), nested)))
    assert places(plan) == [("01:00:00:10", "01:00:00:20", "V1"), ("01:00:00:20", "01:00:01:00", "V1")]
    assert source(plan.wanted[0].order) == (Fraction(20, 25), Fraction(30, 25))


def test_what_is_nested_in_other_ways_is_named(planned: Planned, media: Path) -> None:
    several = otio.schema.Stack("several", children=[track(clip(media, 0, 9)), track(clip(media, 0, 9))])
    twice = otio.schema.Stack(
        "outer", children=[track(otio.schema.Stack("inner", children=[track(clip(media, 0, 9))]))]
    )
    fast = otio.schema.Stack("fast", children=[track(clip(media, 0, 9))])
    fast.effects.append(otio.schema.LinearTimeWarp(time_scalar=2))
    plan = planned(timeline(track(several, twice, fast)))
    assert reasons(plan) == [("several", "nested"), ("inner", "nested"), ("fast", "nested")]


def test_what_cannot_be_used_is_named(planned: Planned, media: Path) -> None:
    early = clip(media, -5, 10, begins=100)
    items = [frozen(media), ramped(media), generated(), clip("/gone/away.mov", 0, 10), early]
    plan = planned(timeline(track(*items, switched_off(clip(media, 0, 10)))))
    assert [code for _, code in reasons(plan)] == [
        "freeze-frame", "speed-ramp", "generator", "no-media", "outside-media", "disabled",
    ]  # fmt: skip
    assert not plan.wanted


def test_a_track_that_is_off_is_named_and_hides_nothing(planned: Planned, media: Path) -> None:
    plan = planned(timeline(track(clip(media, 0, 20)), switched_off(track(clip(media, 25, 20)))))
    assert places(plan) == [("01:00:00:00", "01:00:00:20", "V1")]
    assert reasons(plan) == [("film", "disabled")]


def test_sounds_of_a_reference_are_called_after_their_clips_and_see_no_neighbour(
    planned: Planned, media: Path
) -> None:
    named = [clip(media, 0, 10), clip(media, 10, 10), clip(media, 20, 10)]
    for one, name in zip(named, ("A001_C002.mov", "Scene 1.2", "x" * 300), strict=True):
        one.name = name
    plan = planned(timeline(track(*named)), picture=media.with_name("render.mov"))
    assert [one.order.name for one in plan.wanted] == ["A001_C002", "Scene 1.2", "x" * 200]
    assert all(one.order.clip.bounded for one in plan.wanted)
    assert the_order(planned(timeline(track(clip(media, 0, 10))))).clip.bounded is False


def test_what_a_viewer_does_not_see_is_left_out(planned: Planned, media: Path) -> None:
    plan = planned(timeline(track(clip(media, 0, 30)), track(gap(10), clip(media, 35, 5))))
    assert places(plan) == [
        ("01:00:00:00", "01:00:00:10", "V1"),
        ("01:00:00:10", "01:00:00:15", "V2"),
        ("01:00:00:15", "01:00:01:05", "V1"),
    ]
    assert reasons(plan) == [("film", "hidden")]
    assert source(plan.wanted[2].order) == (Fraction(15, 25), Fraction(30, 25))


def test_titles_hide_nothing_and_missing_pictures_do(planned: Planned, media: Path) -> None:
    plan = planned(timeline(track(clip(media, 0, 30)), track(generated(), clip("/gone.mov", 0, 10))))
    assert places(plan) == [("01:00:00:00", "01:00:00:10", "V1"), ("01:00:00:20", "01:00:01:05", "V1")]
    assert sorted(code for _, code in reasons(plan)) == ["generator", "hidden", "no-media"]


def test_tracks_that_are_named_are_taken_whole(planned: Planned, media: Path) -> None:
    made = timeline(track(clip(media, 0, 30)), track(gap(10), clip(media, 35, 5), name="Titles"))
    assert places(planned(made, tracks=["V1"])) == [("01:00:00:00", "01:00:01:05", "V1")]
    assert [place[2] for place in places(planned(made, tracks=["v1", "titles"]))] == ["V1", "V2"]
    with pytest.raises(Refusal) as caught:
        planned(made, tracks=["V3"])
    assert caught.value.code == "no-track"


def test_a_range_used_twice_is_ordered_once(planned: Planned, media: Path) -> None:
    plan = planned(timeline(track(clip(media, 5, 10), gap(3), clip(media, 5, 10), clip(media, 5, 11))))
    assert [len(one.cuts) for one in plan.wanted] == [2, 1]


def test_neighbours_share_their_ambience(planned: Planned, media: Path) -> None:
    plan = planned(timeline(track(clip(media, 0, 10), clip(media, 20, 10), gap(1), clip(media, 40, 10))))
    joints = [(one.order.joined_before, one.order.joined_after) for one in plan.wanted]
    assert joints == [(False, True), (True, False), (False, False)]


def test_handles_are_a_second_in_whole_frames(planned: Planned, media: Path) -> None:
    rate = NTSC_24
    order = the_order(planned(timeline(track(clip(media, 0, 10, rate=rate)), rate=rate, start=0)))
    assert order.handles == Time(value=24, rate=(24_000, 1001))
    asked = planned(timeline(track(clip(media, 0, 10))), fields={"handles": Time(value=1, rate=(2, 1))})
    assert the_order(asked).handles == Time(value=13, rate=(25, 1))


def test_a_rendered_reference_has_the_pixels_and_the_timeline_the_cuts(planned: Planned, media: Path) -> None:
    nested = otio.schema.Stack("nested", children=[track(clip(media, 0, 9)), track(clip(media, 0, 9))])
    items = [gap(5), clip("/gone.mov", 0, 10), ramped(media), nested, switched_off(clip(media, 0, 5))]
    reference = media.with_name("render.mov")
    plan = planned(timeline(track(*items)), picture=reference)
    assert [(one.order.clip.media, source(one.order)[0] * 25) for one in plan.wanted] == [
        (str(reference), 5),
        (str(reference), 15),
        (str(reference), 25),
    ]
    assert reasons(plan) == [("film", "disabled")]


def test_a_clip_of_more_than_an_hour_is_named(planned: Planned, media: Path) -> None:
    plan = planned(timeline(track(clip(media, 0, 25 * 3601, holds=25 * 4000))))
    assert reasons(plan) == [("film", "bad-order")]
