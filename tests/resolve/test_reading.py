"""What a clip shows, through all that is odd about Resolve's numbers."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from footfall_bridge.timeline import Time, frames_of_timecode
from tests.resolve.desk import Desk
from tests.resolve.fake.world import RATES, Item, Line


@pytest.mark.parametrize("rate", RATES)
def test_record_time_and_length_are_exact_at_every_rate(desk: Desk, rate: str) -> None:
    timecode = "01:00:10;00" if "DF" in rate else "01:00:10:00"
    exact = RATES[rate]
    start = frames_of_timecode(timecode, exact)
    assert desk.world.show is not None
    desk.world.show.rate = rate
    desk.world.show.line = Line(rate=rate, start=start, timecode=timecode)
    desk.select(desk.clip("a.mov", start + 7, 100, left=60))
    desk.run("Generate Foley")
    clip = desk.gateway.orders[0].clip
    assert clip.place is not None
    assert clip.place.record_in.seconds * exact == start + 7
    assert clip.place.drop_frame == ("DF" in rate)
    assert clip.length == Fraction(100) / exact
    desk.place()
    assert desk.placed == [("Footfall", start + 7, 100)]


def test_a_drop_frame_timeline_that_counts_from_elsewhere_is_told_by_its_start_timecode(desk: Desk) -> None:
    assert desk.world.show is not None
    desk.world.show.line = Line(rate="29.97", start=108_000, timecode="01:00:00;00")
    desk.select(desk.clip("a.mov", 108_030, 30))
    desk.run("Generate Foley")
    place = desk.gateway.orders[0].clip.place
    assert place is not None
    assert place.drop_frame
    assert place.record_in == Time(value=107_892 + 30, rate=(30_000, 1001))


@pytest.mark.parametrize("rate", ["", "nonsense", "25 DF", "1000"])
def test_a_rate_that_nobody_knows_is_refused(
    desk: Desk, clips: list[Item], rate: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert desk.world.show is not None
    desk.world.show.rate = rate
    desk.world.line.rate = rate
    assert "[bad-rate]" in desk.run("Generate Foley")


def test_media_of_another_rate_is_read_in_its_own_frames(desk: Desk) -> None:
    desk.select(desk.clip("pal.mov", 86_400, 48, left=50, media=desk.media("pal.mov", "25")))
    desk.run("Generate Foley")
    clip = desk.gateway.orders[0].clip
    assert clip.source_in == Time(value=50, rate=(25, 1))
    assert clip.length == 2
    assert clip.play_rate == 1


def test_the_first_source_frame_may_be_off_by_one_and_is_not_used(desk: Desk) -> None:
    desk.select(desk.clip("a.mov", 86_400, 48, left=50, off_by_one=True))
    desk.run("Generate Foley")
    assert desk.gateway.orders[0].clip.source_in == Time(value=50, rate=(24, 1))


def test_the_medias_start_timecode_is_no_part_of_the_source_range(desk: Desk) -> None:
    media = desk.media("card.mov", start=Fraction(10 * 3600))
    desk.select(desk.clip("card.mov", 86_400, 48, left=50, media=media))
    desk.run("Generate Foley")
    clip = desk.gateway.orders[0].clip
    assert clip.source_in == Time(value=50, rate=(24, 1))
    assert clip.play_rate == 1


@pytest.mark.parametrize("source_frames", [96, 24])
def test_a_changed_speed_is_refused_by_name(desk: Desk, source_frames: int) -> None:
    desk.select(desk.clip("fast.mov", 86_400, 48, source_frames=Fraction(source_frames)))
    said = desk.run("Generate Foley")
    assert f"“fast.mov” plays at about {source_frames * 100 // 48} %" in said
    assert not desk.gateway.orders


@pytest.mark.parametrize("source_frames", [0, -48])
def test_frozen_and_reversed_clips_are_refused_whatever_the_user_says(desk: Desk, source_frames: int) -> None:
    prefer(desk, even_speed=True)
    desk.select(desk.clip("still.mov", 86_400, 48, source_frames=Fraction(source_frames)))
    assert "“still.mov” is frozen or plays backwards" in desk.run("Generate Foley")


@pytest.mark.parametrize(("source_frames", "speed"), [(96, "2"), (24, "1/2")])
def test_an_even_speed_is_taken_where_the_user_vouches_for_it(desk: Desk, source_frames: int, speed: str) -> None:
    prefer(desk, even_speed=True)
    desk.select(desk.clip("fast.mov", 86_400, 48, left=40, source_frames=Fraction(source_frames)))
    desk.run("Generate Foley")
    clip = desk.gateway.orders[0].clip
    assert clip.source_in == Time(value=40, rate=(24, 1))  # the left offset is warped
    assert clip.play_rate == Fraction(speed)
    desk.place()
    assert desk.placed == [("Footfall", 86_400, 48)]


def test_clips_without_a_file_are_refused_by_their_kind(desk: Desk) -> None:
    media = desk.media("x.mov", kind="Compound")
    media.path = ""
    desk.select(desk.clip("Scene 4", 86_400, 48, media=media))
    assert "“Scene 4” is no file of its own (Compound)" in desk.run("Generate Foley")


def test_an_offline_clip_is_refused_by_name(desk: Desk, clips: list[Item]) -> None:
    (desk.folder / "door.mov").unlink()
    said = desk.run("Generate Foley")
    assert "“door.mov” is offline" in said
    assert len(desk.gateway.orders) == 2


def test_a_disabled_clip_is_left_out(desk: Desk, clips: list[Item]) -> None:
    clips[0].enabled = False
    assert "“walk.mov” is disabled" in desk.run("Generate Foley")
    assert len(desk.gateway.orders) == 2


def test_a_point_marker_is_a_hit_and_a_range_has_its_own_prompt(desk: Desk, clips: list[Item]) -> None:
    desk.select(clips[0])
    desk.world.line.markers = {
        6.0: {"color": "Blue", "duration": 1.0, "note": "", "name": "foley: latch", "customData": ""},
        24.0: {"color": "Blue", "duration": 24.0, "note": "", "name": "Foley: gravel", "customData": ""},
        30.0: {"color": "Blue", "duration": 1.0, "note": "a note", "name": "music in", "customData": ""},
    }
    desk.run("Generate Foley")
    first, second = desk.gateway.orders
    assert (first.prompt, second.prompt) == ("latch", "gravel")
    assert first.contacts is not None
    assert [contact.time for contact in first.contacts] == [0.25]
    assert second.contacts is None
    desk.place()
    assert desk.placed == [("Footfall", 86_400, 24), ("Footfall", 86_424, 24)]


def test_a_source_range_used_twice_is_made_once_and_laid_twice(desk: Desk) -> None:
    media = desk.media("loop.mov")
    twice = [desk.clip("loop.mov", start, 48, media=media) for start in (86_400, 86_500)]
    desk.select(*twice)
    desk.run("Generate Foley")
    assert len(desk.gateway.orders) == 1
    desk.place()
    assert desk.placed == [("Footfall", 86_400, 48), ("Footfall", 86_500, 48)]


def test_asking_again_makes_only_what_is_missing(desk: Desk, clips: list[Item]) -> None:
    desk.select(*clips[:2])
    desk.run("Generate Foley")
    desk.select(*clips)
    said = desk.run("Generate Foley")
    assert len(desk.gateway.orders) == 3
    assert "“walk.mov” has its Foley already" in said


def prefer(desk: Desk, **wishes: object) -> None:
    path = Path(desk.gateway.runtime.parent, "config", "resolve.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(wishes))


@pytest.mark.parametrize("name", ["gone.mov", "camera.BRAW"])
def test_a_linked_proxy_is_looked_at_where_the_file_cannot_be(desk: Desk, name: str) -> None:
    media = desk.media(name, "24", proxy=str(desk.folder / "proxy.mov"))
    clip = desk.clip(name, 86_400, 48, media=media)
    desk.select(clip)
    Path(media.path).unlink()
    if name.endswith("BRAW"):
        Path(media.path).touch()
    said = desk.run("Generate Foley")
    assert ("is camera RAW, which cannot be decoded" if "BRAW" in name else "is offline") in said
    Path(media.proxy).touch()
    desk.run("Generate Foley")
    assert [order.clip.media for order in desk.gateway.orders] == [media.proxy]


def test_the_daemon_is_told_of_the_proxy_of_what_it_may_not_be_able_to_decode(desk: Desk) -> None:
    media = desk.media("film.mov", "24", proxy=str(desk.folder / "proxy.mov"))
    desk.select(desk.clip("film.mov", 86_400, 48, media=media))
    Path(media.proxy).touch()
    desk.run("Generate Foley")
    assert [(order.clip.media, order.clip.proxy) for order in desk.gateway.orders] == [(media.path, media.proxy)]
