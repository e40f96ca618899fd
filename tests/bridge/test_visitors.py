"""What is remembered of editors that spoke to the gateway."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from footfall_bridge.places import Places
from footfall_bridge.visitors import Visitors

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


class Clock:
    now = NOON

    def __call__(self) -> datetime:
        return self.now


def test_an_editor_is_remembered_with_its_edition(places: Places) -> None:
    Visitors(places, Clock()).note("resolve (DaVinci Resolve Studio 19.1.2)")
    visit = Visitors(places).visits()["resolve"]
    assert (visit.host, visit.version, visit.at) == ("DaVinci Resolve Studio 19.1.2", "", NOON)


def test_a_plugin_that_tells_its_version_is_remembered_with_it(places: Places) -> None:
    visitors = Visitors(places, Clock())
    visitors.note("blender/0.1.0 (Blender 4.2.0)")
    visitors.note("blender/0.2.0 (Blender 4.2.0)")
    visit = visitors.visits()["blender"]
    assert (visit.host, visit.version) == ("Blender 4.2.0", "0.2.0")


def test_what_was_written_before_plugins_told_their_version_is_read(places: Places) -> None:
    text = '{"editors": {"blender": {"host": "Blender 4.2.0", "at": "2026-01-02T12:00:00Z"}}}'
    (places.data / "editors.json").write_text(text, "utf-8")
    assert Visitors(places).visits()["blender"].version == ""


def test_it_is_written_once_a_minute_or_when_it_is_another_version(places: Places) -> None:
    clock = Clock()
    visitors = Visitors(places, clock)
    visitors.note("blender (Blender 4.2.0)")
    clock.now += timedelta(seconds=30)
    visitors.note("blender (Blender 4.2.0)")
    assert visitors.visits()["blender"].at == NOON
    visitors.note("blender (Blender 5.0.1)")
    assert visitors.visits()["blender"].host == "Blender 5.0.1"
    clock.now += timedelta(minutes=2)
    visitors.note("blender (Blender 5.0.1)")
    assert visitors.visits()["blender"].at == clock.now


@pytest.mark.parametrize(
    "client",
    ["", "resolve", "Resolve (19)", "resolve/ (19)", "resolve/x (19)", "resolve (19)\n", "x (" + "y" * 99 + ")"],
)
def test_what_names_no_editor_is_not_remembered(places: Places, client: str) -> None:
    visitors = Visitors(places)
    visitors.note(client)
    assert visitors.visits() == {}


def test_the_file_does_not_grow_without_end(places: Places) -> None:
    visitors = Visitors(places)
    for letter in "abcdefghijklmnopqrstuvwxyz":
        visitors.note(f"{letter} (one)")
    assert len(visitors.visits()) == 16
