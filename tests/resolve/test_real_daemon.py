"""The three clips once more, with the real gateway and the real daemon: only Resolve is pretended."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
import soundfile

from footfall_bridge.protocol import JobState
from tests.bridge.gateway.door import a_door, free_ports
from tests.end_to_end.house import House, a_house, until
from tests.footage import Film
from tests.resolve.desk import run_script
from tests.resolve.fake.world import Item, Line, Media, Show, World

RATE = Fraction(24_000, 1001)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    with a_house(tmp_path / "home") as house, a_door(house.places, free_ports(1)):
        monkeypatch.setenv("FOOTFALL_HOME", str(house.home))
        monkeypatch.setattr(sys, "base_prefix", str(tmp_path))
        monkeypatch.setattr(sys, "exec_prefix", str(tmp_path))
        yield house


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Three cuts of one film at 23.976 frames per second, on a timeline that begins at 01:00:00:00."""
    film = Film(rate=RATE, frames=120).make(tmp_path / "film.mp4")
    media = Media(film.name, str(film), "23.976", frames=120)
    line = Line(rate="23.976")
    for start, duration, left in ((86_400, 20, 30), (86_420, 24, 0), (86_500, 30, 60)):
        line.selected.append(line.add(Item(f"cut {start}", start, duration, media, Fraction(left))))
    world = World(show=Show(rate="23.976", line=line))
    yield world
    assert world.faults == []


def test_sounds_lie_under_their_clips(house: House, world: World, capsys: pytest.CaptureFixture[str]) -> None:
    run_script(world, "Utility/Generate Foley")
    assert "asked for 3 sounds" in capsys.readouterr().out

    with house.client() as client:
        until(lambda: all(job.state.ended for job in client.jobs()), "the sounds")
        jobs = list(client.jobs())
    assert {job.state for job in jobs} == {JobState.done}

    run_script(world, "Utility/Place finished Foley")
    assert "placed the Foley of 3 clips" in capsys.readouterr().out
    cuts = [(item.start, item.duration) for item in world.line.selected]
    assert [(item.start, item.duration) for _, item in world.ours()] == cuts

    for _, item in world.ours():
        assert item.media is not None
        sound = soundfile.info(item.media.path)
        handle = round(24 / RATE * 48_000)
        assert item.left == 24
        assert sound.frames == round(item.duration / RATE * 48_000) + 2 * handle
        job = next(job for job in jobs if job.outputs[0].path == item.media.path)
        # Where the file lies on the timeline is what its own time reference says, to the sample.
        assert job.outputs[0].time_reference + handle == round(item.start / RATE * 48_000)
