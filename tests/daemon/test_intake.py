"""Orders become jobs, or are refused."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from footfall_bridge.protocol import Layer, Order, Refusal, Stamp
from footfall_bridge.timeline import Clip, Time, TimelinePlace
from footfall_daemon.catalog import HUNYUAN_XL, SKETCH, Catalog
from footfall_daemon.intake import check_weights, jobs_of, joined
from footfall_daemon.jobs import Job
from footfall_daemon.settings import Settings


def seconds(value: int) -> Time:
    return Time(value=value, rate=(1, 1))


def jobs(*orders: Order) -> list[Job]:
    return jobs_of("request", orders, Catalog(), Settings())


def a_range(start: int, stop: int, media: str = "/film.mp4") -> Order:
    return Order(clip=Clip(media=media, source_in=seconds(start), source_out=seconds(stop)))


def placed(record: int, length: int, timeline: str = "one") -> Order:
    place = TimelinePlace(record_in=seconds(record), timeline=timeline)
    return Order(clip=Clip(media="/a.mp4", source_in=seconds(0), source_out=seconds(length), place=place))


def test_each_take_has_a_seed_of_its_own() -> None:
    order = Order(clip=Clip(media="/a.mp4"), takes=3, seed=2**32 - 1, first_take=2)
    assert [(job.take, job.seed) for job in jobs(order)] == [(2, 2**32 - 1), (3, 0), (4, 1)]


def test_ranges_that_meet_in_a_file_are_joined() -> None:
    orders = [a_range(0, 2), a_range(2, 5), a_range(6, 7), a_range(7, 8, "/other.mp4")]
    assert [joined(order, orders) for order in orders] == [(False, True), (True, False)] + 2 * [(False, False)]


def test_clips_that_meet_on_a_timeline_are_joined() -> None:
    orders = [placed(10, 2), placed(12, 1), placed(13, 1, "two")]
    assert [(job.joined_before, job.joined_after) for job in jobs(*orders)] == [
        (False, True),
        (True, False),
        (False, False),
    ]


def test_a_clip_made_again_stays_joined_as_it_was() -> None:
    (job,) = jobs(a_range(0, 2).model_copy(update={"joined_after": True}))
    assert (job.joined_before, job.joined_after) == (False, True)


def test_clips_of_other_sound_are_not_joined() -> None:
    rain = a_range(2, 5).model_copy(update={"prompt": "rain"})
    assert joined(rain, [a_range(0, 2), rain]) == (False, False)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"layers": (Layer.feet, Layer.feet)}, "bad-order"),
        ({"room": "cathedral"}, "no-such-room"),
        ({"engine": "none"}, "unknown-engine"),
        ({"dest": "here"}, "relative-path"),
        ({"clip": Clip(media="/a.mov", proxy="small.mov")}, "relative-path"),
        ({"handles": seconds(11)}, "handles"),
        ({"stamp": Stamp.record}, "no-record-timecode"),
        ({"guidance": 3.0}, "no-such-option"),
        ({"steps": 20}, "no-such-option"),
    ],
)
def test_what_cannot_be_made_is_refused(changes: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        jobs(a_range(0, 2).model_copy(update=changes))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"pan": True}, "pan"),
        ({"sensitivity": 0.9}, "sensitivity"),
        ({"offset_ms": -40.0}, "offset"),
    ],
)
def test_an_engine_that_follows_no_contacts_refuses_what_is_said_of_them(
    changes: dict[str, object], word: str
) -> None:
    with pytest.raises(Refusal, match=f"hunyuan-xl has no {word} to be set") as refused:
        jobs(a_range(0, 2).model_copy(update={"engine": "hunyuan-xl", **changes}))
    assert refused.value.code == "no-such-option"
    assert jobs(a_range(0, 2).model_copy(update=changes))


def test_contacts_that_an_engine_cannot_use_are_told_of() -> None:
    """An editor sends its markers with every clip: it does not know the engines."""
    (job,) = jobs(a_range(0, 2).model_copy(update={"engine": "hunyuan-xl", "contacts": []}))
    assert any("contacts" in notice for notice in job.notices)
    (job,) = jobs(a_range(0, 2).model_copy(update={"contacts": []}))
    assert job.notices == []


ZOOMED = a_range(0, 2).model_copy(update={"clip": Clip(media="/films/ride.mov", reframed=True)})
ACCEPTED = Settings.of({"generate.reframed": "media"})


def test_a_reframed_clip_is_refused_with_both_remedies() -> None:
    with pytest.raises(Refusal, match=r"'ride\.mov' is reframed.*--picture.*generate\.reframed media") as refused:
        jobs(a_range(0, 2), ZOOMED)
    assert refused.value.code == "reframed"


def test_what_its_media_shows_may_be_accepted_and_is_told() -> None:
    (job,) = jobs_of("request", [ZOOMED], Catalog(), ACCEPTED)
    assert job.notices == ["reframed on the timeline: it is heard as its media shows it"]


@pytest.mark.parametrize(("everywhere", "there"), [("refuse", "media"), ("media", "refuse"), ("media", "")])
def test_a_project_has_its_own_word_on_reframed_clips(everywhere: str, there: str) -> None:
    project = {"folder": "/films", "reframed": there}
    settings = Settings.of({"generate.reframed": everywhere, "project": {"ride": project}})
    if (there or everywhere) == "media":
        assert jobs_of("request", [ZOOMED], Catalog(), settings)
    else:
        with pytest.raises(Refusal, match="reframed"):
            jobs_of("request", [ZOOMED], Catalog(), settings)


def test_a_reframed_clip_that_was_accepted_once_is_made_again_as_it_was() -> None:
    assert jobs(ZOOMED.model_copy(update={"complete": True}))


def test_what_nobody_said_of_contacts_is_not_refused() -> None:
    said = {"engine": "hunyuan-xl", "pan": False, "sensitivity": 0.5, "offset_ms": 0.0, "contacts": None}
    assert jobs(a_range(0, 2).model_copy(update=said))


def test_an_engine_without_layers_says_so() -> None:
    plain = replace(SKETCH, name="plain", layers=())
    order = a_range(0, 2).model_copy(update={"layers": (Layer.feet,), "engine": "plain"})
    with pytest.raises(Refusal, match="one mixed file only"):
        jobs_of("request", [order], Catalog((plain,)), Settings())


def test_what_is_not_said_is_as_the_engine_has_it() -> None:
    (job,) = jobs(a_range(0, 2).model_copy(update={"engine": "hunyuan-xl"}))
    assert (job.negative, job.guidance, job.steps) == (HUNYUAN_XL.negative, HUNYUAN_XL.guidance, HUNYUAN_XL.steps)
    assert (job.order.negative, job.order.guidance, job.order.steps) == (None, None, None)


def test_what_is_said_counts_even_where_it_is_nothing() -> None:
    said = {"negative": "", "guidance": 0.0, "steps": 1}
    (job,) = jobs(a_range(0, 2).model_copy(update={"engine": "hunyuan-xl", **said}))
    assert (job.negative, job.guidance, job.steps) == ("", 0.0, 1)


def test_an_engine_that_cannot_be_told_is_told_nothing() -> None:
    (job,) = jobs(a_range(0, 2))
    assert (job.negative, job.guidance, job.steps) == ("", None, None)


def test_an_engine_without_its_weights_is_refused() -> None:
    made = jobs(a_range(0, 2), a_range(2, 4).model_copy(update={"engine": "hunyuan-xl"}))
    with pytest.raises(Refusal, match="hunyuan-xl cannot run: connect the disk") as refused:
        check_weights(made, Catalog(), lambda name, _: "" if name == "hunyuan-xxl" else "connect the disk")
    assert refused.value.code == "weights-missing"


def test_weights_are_looked_for_by_the_name_of_their_set() -> None:
    twin = replace(HUNYUAN_XL, name="twin")
    made = [job.model_copy(update={"engine": "twin"}) for job in jobs(a_range(0, 2))]
    check_weights(made, Catalog((twin,)), lambda name, _: "" if name == "hunyuan-xl" else "gone")


def test_a_project_fills_in_what_an_order_leaves_open() -> None:
    project = {
        "folder": "/films",
        "engine": "hunyuan-xl",
        "prompt": "rain",
        "negative": "music",
        "handles": 1.5,
        "takes": 3,
    }
    order = Order(clip=Clip(media="/films/day 1/a.mp4"))
    jobs = jobs_of("request", [order], Catalog(), Settings.of({"project": {"mine": project}}))
    assert [(job.engine, job.take) for job in jobs] == [("hunyuan-xl", take) for take in (1, 2, 3)]
    assert (jobs[0].order.prompt, jobs[0].negative) == ("rain", "music")
    assert jobs[0].handles.seconds == Fraction(3, 2)


def test_a_job_made_again_is_made_as_it_was() -> None:
    (job,) = jobs(Order(clip=Clip(media="/films/a.mp4")))
    project = {"folder": "/films", "prompt": "rain", "layers": "all", "takes": 3}
    settings = Settings.of({"project": {"mine": project}})
    assert jobs_of("request", [job.order_again], Catalog(), settings)[0].order == job.order_again
