"""The same three clips as in every host, and what may happen between asking and placing; in real Blenders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import threeclips_hosts as three
from tests.blender.blenders import Blender
from tests.blender.stage_hand import READ, SAVE, Stage, ours
from tests.bridge.gateway.door import Door, a_door, free_ports
from tests.end_to_end.house import House, a_house, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

# Blender counts frames from 1.
SET_UP = """
one = scene(24, 1.001)
one.frame_start, one.frame_end = 1, 200
for at, left, frames in given["cuts"]:
    movie(one, given["film"], 2, 1 + at - left, left, 120 - left - frames)
install(given["package"])
"""
ASK = """
bpy.ops.footfall.generate(engine="sketch")
"""
SAVE_ONLY = SAVE.replace("before=before, at_once=at_once, ", "").replace("said=said", "said=''")
OPEN = """
install(given["package"])
bpy.ops.wm.open_mainfile(filepath=given["blend"])
one = bpy.context.scene
scene(24, 1.001)
"""
PLACE = """
bpy.ops.footfall.place()
said = until_idle()
tell(given["told"], said=said, strips=told(one))
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    """A daemon of its own: it is killed, and its key is changed."""
    with a_house(tmp_path / "home") as house:
        yield house


@pytest.fixture
def gate(home: House) -> Iterator[Door]:
    with a_door(home.places, free_ports(1)) as door:
        yield door


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return three.make_film(tmp_path / "footage" / "film.mp4")


@pytest.fixture
def play(blender: Blender, home: House, gate: Door, package: Path, film: Path, tmp_path: Path) -> Stage:
    cuts = [[cut.at, cut.left, cut.frames] for cut in three.CUTS]
    return Stage(blender, home.home, tmp_path, {"package": str(package), "film": str(film), "cuts": cuts})


def heard(run: dict[str, Any]) -> list[three.Heard]:
    return [
        three.Heard(
            (sound["start"] - 1) / three.RATE,
            (sound["end"] - 1) / three.RATE,
            int(sound["head"]) / three.RATE,
            Path(sound["file"]),
        )
        for sound in ours(run["strips"])
    ]


def until_made(home: House) -> None:
    with home.client() as client:
        until(lambda: all(job.state.ended for job in client.jobs()), "the sounds")
        assert len(list(client.jobs())) == three.JOBS


def test_three_clips_have_their_sound_at_the_frame(play: Stage, home: House) -> None:
    play.run(SET_UP, ASK, "until_idle()\nbpy.ops.footfall.place()\nuntil_idle()\n", SAVE_ONLY)
    until_made(home)
    three.assert_in_place(heard(play.run(READ)))


def test_blender_closed_meanwhile_loses_nothing(play: Stage, home: House) -> None:
    with home.client() as client:
        client.pause()
        play.run(SET_UP, ASK, "until_said('asked for')\n", SAVE_ONLY)
        client.resume()
    until_made(home)
    three.assert_in_place(heard(play.run(OPEN, PLACE)))


def test_a_daemon_that_is_killed_goes_on_and_all_is_placed(play: Stage, home: House) -> None:
    with home.client() as client:
        client.pause()
    play.run(SET_UP, ASK, "until_said('asked for')\n", SAVE_ONLY)
    home.kill()
    refused = play.run(OPEN, PLACE)
    assert refused["said"].startswith("Footfall is not running: type `footfall daemon`")
    assert ours(refused["strips"]) == []
    home.start()
    with home.client() as client:
        client.resume()
    until_made(home)
    three.assert_in_place(heard(play.run(OPEN, PLACE)))


def test_a_wrong_key_is_said_and_with_the_right_one_it_goes_on(play: Stage, home: House, gate: Door) -> None:
    key = Path(gate.said["token_file"])
    right = key.read_text()
    key.write_text("not its token")
    refused = play.run(SET_UP, ASK, "said = until_idle()\n", SAVE.replace("before=before, at_once=at_once, ", ""))
    assert "is held by something that is not Footfall" in refused["said"]
    assert ours(refused["after"]) == []
    key.write_text(right)
    play.run(OPEN, ASK, "until_idle()\n", SAVE_ONLY)
    until_made(home)
    three.assert_in_place(heard(play.run(OPEN, PLACE)))


def test_media_that_was_moved_is_waited_for(play: Stage, home: House, film: Path) -> None:
    with home.client() as client:
        client.pause()
        play.run(SET_UP, ASK, "until_said('asked for')\n", SAVE_ONLY)
        with three.moved_away(film):
            client.resume()
            until(lambda: all(str(job.state) == "needs media" for job in client.jobs()), "the media to be missed")
            said = f"2 more are being made; {film} is not there: bring it back"
            assert said in play.run(OPEN, PLACE)["said"]
    until_made(home)
    three.assert_in_place(heard(play.run(OPEN, PLACE)))


def test_a_recut_has_its_sounds_laid_again_and_names_what_is_stale(play: Stage, home: House) -> None:
    run = play.run(
        SET_UP,
        ASK,
        """
until_idle()
bpy.ops.footfall.place(); until_idle()
movies = [strip for strip in strips(one.sequence_editor) if strip.type == "MOVIE"]
first, second, third = sorted(movies, key=lambda strip: strip.frame_final_start)
third.frame_start += 40
strips(one.sequence_editor).remove(second)
for strip in strips(one.sequence_editor):
    strip.select = strip == third
bpy.ops.footfall.generate(engine="sketch")
asked = until_said("made already")
until_idle()
bpy.ops.footfall.place()
said = until_idle()
tell(given["told"], asked=asked, said=said, strips=told(one))
""",
    )
    first, second, third = three.CUTS
    starts = [sound["start"] - 1 for sound in ours(run["strips"])]
    assert starts == [first.at, second.at, third.at + 40]
    assert "stale: " in run["asked"]
    assert "the clip “film.001” is not in this scene any more" in run["asked"]
    with home.client() as client:
        assert len(list(client.jobs())) == three.JOBS  # nothing was made anew
