"""What orders get from the project that their media lies in."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from footfall_bridge.client import Client
from footfall_bridge.projects import Project, completed, projects_in
from footfall_bridge.protocol import Layer, Order, Region
from footfall_bridge.timeline import Clip, Time, TimelinePlace
from tests.bridge.fake_daemon import FakeDaemon


def seconds(value: int) -> Time:
    return Time(value=value, rate=(1, 1))


def in_projects(order: Order, **projects: Mapping[str, object]) -> Order:
    return completed(order, [Project.model_validate(project) for project in projects.values()])


def test_what_an_order_says_goes_before_its_project() -> None:
    order = Order(
        clip=Clip(media="/films/a.mp4"),
        prompt="wind",
        negative="",
        handles=seconds(0),
        layers=(Layer.feet,),
        takes=2,
    )
    project = {
        "folder": "/films",
        "prompt": "rain",
        "negative": "music",
        "handles": 1,
        "layers": "all",
        "takes": 3,
    }
    assert in_projects(order, mine=project) == order


def test_the_deepest_folder_wins() -> None:
    order = Order(clip=Clip(media="/films/wedding/day 1/a.mp4"))
    projects = {
        "wide": {"folder": "/films", "prompt": "wide"},
        "deep": {"folder": "/films/wedding/day 1", "prompt": "deep"},
        "middle": {"folder": "/films/wedding", "prompt": "middle"},
        "other": {"folder": "/films/wedding/day 12", "prompt": "other"},
    }
    assert in_projects(order, **projects).prompt == "deep"


@pytest.mark.parametrize("media", ["/films2/a.mp4", "/films/../a.mp4", "/other/films/a.mp4"])
def test_media_elsewhere_is_of_no_project(media: str) -> None:
    assert in_projects(Order(clip=Clip(media=media)), mine={"folder": "/films", "prompt": "rain"}).prompt == ""


def test_text_alone_is_of_no_project() -> None:
    order = Order(clip=Clip(duration=seconds(1)))
    assert in_projects(order, mine={"folder": "/films", "prompt": "rain"}).prompt == ""


def test_a_timeline_counts_its_own_takes() -> None:
    place = TimelinePlace(record_in=seconds(10))
    order = Order(clip=Clip(media="/a.mp4", place=place))
    made = in_projects(order, mine={"folder": "/", "prompt": "rain", "takes": 3})
    assert (made.prompt, made.takes) == ("rain", 1)


def test_layers_of_a_project_are_those_of_the_order() -> None:
    order = in_projects(Order(clip=Clip(media="/films/a.mp4")), mine={"folder": "/films", "layers": "feet,cloth"})
    assert order.layers == (Layer.feet, Layer.cloth)


def test_a_part_made_again_gets_nothing_else() -> None:
    region = Region(file="/films/a.wav", start=seconds(0), stop=seconds(1))
    order = Order(clip=Clip(media="/films/a.mp4"), region=region)
    assert in_projects(order, mine={"folder": "/films", "layers": "all"}) == order


def test_projects_are_read_from_a_list_of_all_settings(client: Client, daemon: FakeDaemon) -> None:
    fields: dict[str, str | int] = {"folder": "/films", "prompt": "rain", "takes": 2}
    for field, value in fields.items():
        client.change_setting(f"project.mine.{field}", value)
    assert projects_in(client.settings().settings) == [Project(folder="/films", prompt="rain", takes=2)]
