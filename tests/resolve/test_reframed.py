"""Clips that Resolve shows otherwise than their media does: named and left out, and the others are made."""

from __future__ import annotations

import pytest

from tests.resolve.desk import Desk
from tests.resolve.fake.world import Item


def flags(desk: Desk) -> list[bool]:
    return [order.clip.reframed for order in desk.gateway.orders]


def test_one_is_named_with_its_remedies_and_the_others_are_made(desk: Desk, clips: list[Item]) -> None:
    clips[1].properties |= {"ZoomX": 1.5, "ZoomY": 1.5}
    said = desk.run("Generate Foley")
    assert "left out: clip 'door.mov' at 01:00:02:00 is reframed on the timeline" in said
    assert "`footfall config set generate.reframed media`" in said
    assert "asked for 2 sounds" in said
    desk.place()
    assert [start for _, start, _ in desk.placed] == [clips[0].start, clips[2].start]


def test_of_several_the_remedies_are_told_once(desk: Desk, clips: list[Item]) -> None:
    for clip in clips:
        clip.properties["FlipX"] = True
    said = desk.run("Generate Foley")
    assert said.count("generate.reframed") == 1
    assert "left out: clip 'walk.mov' at 01:00:00:00 is reframed" in said
    assert "left out for the same reason: “door.mov” at 01:00:02:00, " in said


def test_of_very_many_not_all_are_named(desk: Desk) -> None:
    media = desk.media("bird.mov")
    shots = [
        desk.clip("bird.mov", 86_400 + 24 * n, 24, n, media=media, properties={"Pan": 900.0}) for n in range(30)
    ]
    desk.select(*shots)
    said = desk.run("Generate Foley")
    assert "left out for the same reason: " in said
    assert said.count("“bird.mov” at") == 20
    assert "and 9 more" in said


def test_alone_it_is_named_and_nothing_is_asked_for(desk: Desk, clips: list[Item]) -> None:
    clips[0].properties["FlipX"] = True
    desk.select(clips[0])
    said = desk.run("Generate Foley")
    assert "'walk.mov' at 01:00:00:00 is reframed" in said
    assert "nothing to ask for" in said


def test_what_the_daemon_accepts_is_made_as_any_other(desk: Desk, clips: list[Item]) -> None:
    desk.gateway.reframed = "media"
    clips[1].properties["RotationAngle"] = 90.0
    assert "asked for 3 sounds" in desk.run("Generate Foley")
    assert flags(desk) == [False, True, False]


def test_a_sound_that_was_made_before_stays_and_that_is_said(desk: Desk, clips: list[Item]) -> None:
    desk.run("Generate Foley")
    clips[1].properties["Pan"] = 400.0
    said = desk.run("Generate Foley")
    assert "nothing to ask for" in said
    assert "“door.mov” is reframed on the timeline: that Foley is of what its media shows" in said


@pytest.mark.parametrize(
    "told",
    [
        {"ZoomX": 2.0, "ZoomY": 2.0},
        {"ZoomX": 1.2},
        {"Pan": 200.0},
        {"Tilt": -200.0, "ZoomX": 0.5, "ZoomY": 0.5},
        {"RotationAngle": -90.0},
        {"FlipY": True},
        {"CropLeft": 200.0},
        {"CropTop": 40.0, "CropBottom": 40.0},
    ],
)
def test_more_than_a_fit_is_told_to_the_daemon(
    desk: Desk, clips: list[Item], told: dict[str, float | bool]
) -> None:
    desk.gateway.reframed = "media"
    clips[0].properties |= told
    desk.run("Generate Foley")
    assert flags(desk) == [True, False, False]


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"ZoomX": 1.03, "ZoomY": 1.03},
        {"ZoomX": 0.8, "ZoomY": 0.8},
        {"Pan": 20.0},
        {"RotationAngle": 360.0},
        {"CropLeft": 30.0},
        {"Opacity": 50.0},
    ],
)
def test_a_little_is_none(desk: Desk, clips: list[Item], told: dict[str, float | bool]) -> None:
    clips[0].properties |= told
    desk.run("Generate Foley")
    assert flags(desk) == [False, False, False]


@pytest.mark.parametrize(
    ("resolution", "project", "own", "cuts"),
    [
        ("3840x2160", "scaleToFit", 0, False),
        ("1080x1920", "scaleToFit", 0, False),
        ("1080x1920", "scaleToCrop", 0, True),
        ("1080x1920", "scaleToFit", 3, True),
        ("1080x1920", "stretch", 0, True),
        ("3840x2160", "centerCrop", 0, True),
        ("3840x2160", "centerCrop", 2, False),
        ("", "scaleToCrop", 0, False),
    ],
)
def test_media_of_another_size_is_reframed_where_more_than_a_little_is_cut_off(
    desk: Desk, resolution: str, project: str, own: int, cuts: bool
) -> None:
    desk.gateway.reframed = "media"
    desk.world.line.scaling = project
    media = desk.media("tall.mov", resolution=resolution)
    desk.select(desk.clip("tall.mov", 86_400, 48, media=media, properties={"Scaling": own}))
    desk.run("Generate Foley")
    assert flags(desk) == [cuts]
