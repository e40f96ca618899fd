"""The same three clips as in every host, and what may happen between asking and placing; in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from footfall_bridge.protocol import JobState
from tests import threeclips_hosts as three
from tests.bridge.gateway.door import Door, a_door
from tests.end_to_end.house import House, until
from tests.premiere.browser import Page
from tests.premiere.test_browser import press, tracks
from tests.premiere.theatre import TICKS, address

pytestmark = pytest.mark.slow


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return three.make_film(tmp_path / "footage" / "film.mp4")


@pytest.fixture
def where(origin: str, film: Path, user_home: Path, port: int) -> str:
    """The panel's address, with the three clips on its timeline."""
    clips = [(cut.at, cut.left, cut.frames) for cut in three.CUTS]
    return address(origin, film, user_home, port, clips, three.RATE)


@pytest.fixture
def door(house: House, port: int, origin: str) -> Iterator[Door]:
    with a_door(house.places, [port], f"--origin={origin}") as door:
        yield door


@pytest.fixture
def panel(page: Page, door: Door, where: str) -> Page:
    page.go(where)
    page.until_it_says("Connected to Footfall (live)")
    return page


def ask(page: Page) -> None:
    page.run("stage.select(0, 1, 2)")
    page.until_it_says("plays at 0:04.171")
    press(page, "Generate Foley")
    page.until_it_says("Asked for Foley for 3 clips.")


def place(page: Page) -> None:
    page.until_it_says("Place finished Foley (2)")
    press(page, "Place finished Foley (2)")
    page.until_it_says("2 clips placed.")


def heard(page: Page) -> list[three.Heard]:
    items = [item for track in tracks(page) if track["name"].startswith("Footfall") for item in track["items"]]
    return [
        three.Heard(seconds(item["start"]), seconds(item["end"]), seconds(item["in"]), Path(item["path"]))
        for item in items
    ]


def seconds(ticks: str) -> Fraction:
    return Fraction(int(ticks), TICKS)


def test_three_clips_have_their_sound_within_a_sample(panel: Page) -> None:
    ask(panel)
    place(panel)
    three.assert_in_place(heard(panel))


def test_premiere_closed_meanwhile_loses_nothing(panel: Page, house: House, where: str) -> None:
    with house.client() as client:
        client.pause()
        ask(panel)
        panel.leave()
        client.resume()
        until(lambda: all(job.state is JobState.done for job in client.jobs()), "the sounds")
    panel.go(where)
    panel.until_it_says("generated, not placed")
    place(panel)
    three.assert_in_place(heard(panel))


def test_a_daemon_that_is_killed_goes_on_and_all_is_placed(panel: Page, house: House) -> None:
    with house.client() as client:
        client.pause()
    ask(panel)
    house.kill()
    panel.until_it_says("Footfall is not running")
    house.start()
    with house.client() as client:
        client.resume()
    panel.until_it_says("Connected to Footfall (live)")
    place(panel)
    three.assert_in_place(heard(panel))


def test_another_sequence_gets_nothing(panel: Page) -> None:
    ask(panel)
    panel.run("stage.open('Reel 2')")
    panel.until_it_says("generated, not placed: it belongs to another sequence: open that one")
    panel.run("stage.open('Reel 1')")
    place(panel)
    three.assert_in_place(heard(panel))


def test_a_clip_that_moved_has_its_sound_where_it_is_and_one_that_is_gone_is_said(panel: Page) -> None:
    ask(panel)
    panel.run("stage.move(2, 50)")
    panel.run("stage.remove(1)")
    panel.until_it_says("Place finished Foley (2)")
    press(panel, "Place finished Foley (2)")
    panel.until_it_says("1 clip placed. 1 clip not placed: its clip is not on this sequence any more")
    first, _, third = three.CUTS
    assert sorted(sound.start * three.RATE for sound in heard(panel)) == [first.at, third.at + 50]


def test_a_wrong_key_is_said_and_with_the_right_one_it_goes_on(page: Page, door: Door, where: str) -> None:
    key = Path(door.said["token_file"])
    right = key.read_text()
    key.write_text("not its token")
    page.go(where)
    page.until_it_says("another program answers on port")
    page.run("stage.select(0, 1, 2)")
    page.until_it_says("plays at 0:04.171")
    press(page, "Generate Foley")
    page.until_it_says("this is kept, and sent as soon as it runs")
    key.write_text(right)
    page.until_it_says("Asked for Foley for 3 clips.")
    place(page)
    three.assert_in_place(heard(page))


def test_media_that_was_moved_is_said_and_waited_for(panel: Page, house: House, film: Path) -> None:
    with house.client() as client:
        client.pause()
        ask(panel)
        with three.moved_away(film):
            client.resume()
            panel.until_it_says("its media is not there")
    place(panel)
    three.assert_in_place(heard(panel))
