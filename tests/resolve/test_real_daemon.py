"""The scripts with the real gateway and daemon, and what may happen meanwhile: only Resolve is pretended."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from footfall_bridge.protocol import JobState
from footfall_bridge.skew import own_version
from footfall_bridge.visitors import Visitors
from tests import threeclips_hosts as three
from tests.bridge.gateway.door import Door, a_door, free_ports
from tests.end_to_end.house import House, a_house, until
from tests.resolve.desk import run_script
from tests.resolve.fake.world import Item, Line, Media, Show, World


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    with a_house(tmp_path / "home") as house:
        monkeypatch.setenv("FOOTFALL_HOME", str(house.home))
        monkeypatch.setattr(sys, "base_prefix", str(tmp_path))
        monkeypatch.setattr(sys, "exec_prefix", str(tmp_path))
        yield house


@pytest.fixture
def door(house: House) -> Iterator[Door]:
    with a_door(house.places, free_ports(1)) as door:
        yield door


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return three.make_film(tmp_path / "footage" / "film.mp4")


def opened(film: Path) -> World:
    """The three clips, selected. Whoever opens the project once more finds the same ids in it."""
    media = Media(film.name, str(film), "23.976", frames=120)
    line = Line(rate="23.976", id="the timeline")
    for number, cut in enumerate(three.CUTS):
        item = Item(
            f"cut {number}", three.FIRST + cut.at, cut.frames, media, Fraction(cut.left), id=f"cut-{number}"
        )
        line.selected.append(line.add(item))
    return World(show=Show(rate="23.976", line=line, id="the project"))


class Desk:
    """Resolve, and what the scripts say in it."""

    def __init__(self, film: Path, output: pytest.CaptureFixture[str]) -> None:
        self.world = opened(film)
        self._film = film
        self._output = output

    def run(self, script: str) -> str:
        self._output.readouterr()
        run_script(self.world, f"Utility/{script}")
        assert self.world.faults == []
        return self._output.readouterr().out

    def reopen(self) -> None:
        self.world = opened(self._film)

    @property
    def heard(self) -> list[three.Heard]:
        found = []
        for _, item in self.world.ours():
            assert item.media is not None
            span = [(frame - three.FIRST) / three.RATE for frame in (item.start, item.end)]
            found.append(three.Heard(span[0], span[1], item.left / three.RATE, Path(item.media.path)))
        return found


@pytest.fixture
def desk(film: Path, door: Door, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(film, capsys)


def until_made(house: House) -> None:
    with house.client() as client:
        until(lambda: {job.state for job in client.jobs()} == {JobState.done}, "the sounds")
        assert len(list(client.jobs())) == three.JOBS


def test_three_clips_have_their_sound_within_a_sample(house: House, desk: Desk) -> None:
    assert "asked for 2 sounds" in desk.run("Generate Foley")
    until_made(house)
    assert "placed the Foley of 3 clips" in desk.run("Place finished Foley")
    three.assert_in_place(desk.heard)


def test_a_reframed_clip_is_refused_by_the_daemon_and_named(house: House, desk: Desk) -> None:
    desk.world.line.video[0].items[1].properties |= {"ZoomX": 2.0, "ZoomY": 2.0}
    said = desk.run("Generate Foley")
    assert "left out: clip 'film.mp4' at 01:00:00:20 is reframed on the timeline" in said
    assert "asked for 1 sounds" in said
    with house.client() as client:
        client.change_setting("generate.reframed", "media")
    assert "asked for 1 sounds" in desk.run("Generate Foley")


def test_the_plugin_tells_its_version_which_is_the_daemons(house: House, desk: Desk) -> None:
    assert "this plugin" not in desk.run("Foley status")
    assert Visitors(house.places).visits()["resolve"].version == own_version()


def test_resolve_closed_meanwhile_loses_nothing(house: House, desk: Desk) -> None:
    desk.run("Generate Foley")
    desk.reopen()
    until_made(house)
    desk.run("Place finished Foley")
    three.assert_in_place(desk.heard)


def test_a_daemon_that_is_killed_goes_on_and_all_is_placed(house: House, desk: Desk) -> None:
    with house.client() as client:
        client.pause()
    desk.run("Generate Foley")
    house.kill()
    assert "Footfall is not running: type `footfall daemon`" in desk.run("Place finished Foley")
    assert desk.heard == []
    house.start()
    with house.client() as client:
        client.resume()
    until_made(house)
    assert "placed the Foley of 3 clips" in desk.run("Place finished Foley")
    three.assert_in_place(desk.heard)


def test_another_timeline_gets_nothing(house: House, desk: Desk) -> None:
    desk.run("Generate Foley")
    until_made(house)
    show, first = desk.world.show, desk.world.line
    assert show is not None
    show.line = Line(name="Cut 4", rate="23.976")
    assert "nothing new to place here" in desk.run("Place finished Foley")
    show.line = first
    desk.run("Place finished Foley")
    three.assert_in_place(desk.heard)


def test_a_clip_that_moved_has_its_sound_where_it_is_and_one_that_is_gone_is_said(
    house: House, desk: Desk
) -> None:
    desk.run("Generate Foley")
    until_made(house)
    pictures = desk.world.line.video[0].items
    pictures[2].start += 50
    del pictures[1]
    assert "its clip is not on this timeline any more" in desk.run("Place finished Foley")
    assert [sound.start for sound in desk.heard] == [0, (three.CUTS[2].at + 50) / three.RATE]


def test_a_wrong_key_is_said_and_with_the_right_one_it_goes_on(house: House, desk: Desk, door: Door) -> None:
    key = Path(door.said["token_file"])
    right = key.read_text()
    key.write_text("not its token")
    assert "is held by something that is not Footfall: restart Footfall" in desk.run("Generate Foley")
    key.write_text(right)
    desk.run("Generate Foley")
    until_made(house)
    desk.run("Place finished Foley")
    three.assert_in_place(desk.heard)


def test_media_that_was_moved_is_said_and_waited_for(house: House, desk: Desk, film: Path) -> None:
    with house.client() as client:
        client.pause()
        desk.run("Generate Foley")
        with three.moved_away(film):
            client.resume()
            until(lambda: {job.state for job in client.jobs()} == {JobState.needs_media}, "the media to be missed")
            said = desk.run("Foley status")
            assert "2 needs media" in said
            assert "its media is not there" in said
    until_made(house)
    desk.run("Place finished Foley")
    three.assert_in_place(desk.heard)
