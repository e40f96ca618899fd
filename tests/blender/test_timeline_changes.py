"""What happens to finished sounds while the timeline changes, in real Blenders without a window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.blender.stage_hand import GENERATE, PLACES, SAVE, THREE_CLIPS, Stage, jobs, ours
from tests.end_to_end.house import House

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


def places(strips: list[dict[str, Any]]) -> list[tuple[int, int]]:
    return [(int(strip["start"]), int(strip["end"])) for strip in ours(strips)]


def test_a_sound_is_placed_once_and_taken_away_by_one_command(stage: Stage, house: House) -> None:
    before = len(jobs(house))
    run = stage.run(
        THREE_CLIPS,
        """
install(given["package"])
steps = []

def step(*words):
    steps.append([until_idle(), told(one), *words])

bpy.ops.footfall.generate(engine="sketch"); step()
bpy.ops.footfall.place(); step()
bpy.ops.footfall.place(); step()
gone = next(strip for strip in strips(one.sequence_editor) if strip.get("footfall_job"))
strips(one.sequence_editor).remove(gone)
bpy.ops.footfall.place(); step()
bpy.ops.footfall.remove(); step()
bpy.ops.footfall.place(); step()
for strip in strips(one.sequence_editor):
    strip.select = True
bpy.ops.footfall.generate(engine="sketch", place=True); step()
tell(given["told"], steps=steps)
""",
    )
    said = [step[0] for step in run["steps"]]
    assert [len(ours(step[1])) for step in run["steps"]] == [0, 3, 3, 2, 0, 0, 3]
    assert said[:4] == [
        "3 clips generated, not placed: use Place Finished Foley",
        "placed the Foley of 3 clips",
        "nothing new to place here",
        "nothing new to place here",
    ]
    assert said[5:] == ["nothing new to place here", "placed the Foley of 3 clips"]
    assert all(strip["on"] != "Footfall" for strip in run["steps"][4][1])
    assert len(jobs(house)) == before + 3  # asked for again, the same sounds are laid


def test_sounds_lie_where_their_clips_are_now(stage: Stage) -> None:
    run = stage.run(
        THREE_CLIPS,
        """
install(given["package"])
bpy.ops.footfall.generate(engine="sketch", place=True)
first, second, third = sorted(strips(one.sequence_editor), key=lambda strip: strip.frame_final_start)
first.frame_start += 7
first.name = "renamed"
strips(one.sequence_editor).remove(second)
third.frame_final_start += 5
third.channel = 9
said = until_idle()
tell(given["told"], after=told(one), said=said)
""",
    )
    assert places(run["after"]) == [(58, 98), (206, 241)]
    assert [sound["head"] for sound in ours(run["after"])] == [25, 30]
    assert run["said"].startswith("placed the Foley of 2 clips; generated, not placed: the clip “second”")


def test_nothing_is_placed_while_another_scene_is_open(stage: Stage) -> None:
    run = stage.run(
        THREE_CLIPS,
        """
install(given["package"])
bpy.ops.footfall.generate(engine="sketch", place=True)
other = bpy.data.scenes.new("other")
other.sequence_editor_create()

def show(scene):
    if hasattr(bpy.context.workspace, "sequencer_scene"):
        bpy.context.workspace.sequencer_scene = scene
    else:
        bpy.context.window.scene = scene

show(other)
waits = until_idle()
meanwhile = told(one) + told(other)
show(one)
bpy.ops.footfall.place()
until_idle()
tell(given["told"], waits=waits, meanwhile=meanwhile, after=told(one), other=told(other))
""",
    )
    assert run["waits"] == "3 clips generated, not placed (another scene is open): use Place Finished Foley"
    assert ours(run["meanwhile"]) == []
    assert places(run["after"]) == PLACES
    assert run["other"] == []


def test_a_file_opened_again_finds_its_sounds(stage: Stage) -> None:
    stage.run(
        THREE_CLIPS,
        """
install(given["package"])
bpy.ops.footfall.generate(engine="sketch")
until_idle()
""",
        SAVE.replace("before=before, at_once=at_once, ", "").replace("said=said", "said=''"),
    )
    run = stage.run(
        """
install(given["package"])
bpy.ops.wm.open_mainfile(filepath=given["blend"])
one = bpy.context.scene
scene(25)
bpy.ops.footfall.place()
tell(given["told"], said=until_idle(), after=told(one))
"""
    )
    assert places(run["after"]) == PLACES


def test_one_take_is_heard_and_another_can_be(stage: Stage) -> None:
    run = stage.run(
        THREE_CLIPS,
        GENERATE.replace('given.get("takes", 1)', "2"),
        """
heard = told(one)
for strip in strips(one.sequence_editor):
    strip.select = strip.type == "MOVIE" and strip.frame_final_start == 121
bpy.ops.footfall.take(number=2)
tell(given["told"], said=until_idle(), heard=heard, after=told(one))
""",
    )
    before, after = ours(run["heard"]), ours(run["after"])
    assert places(run["heard"]) == places(run["after"]) == PLACES
    assert ["_t1_" in sound["file"] for sound in before] == [True] * 3
    assert ["_t1_" in sound["file"] for sound in after] == [True, False, True]
    assert {sound["channel"] for sound in after} == {3}
    assert run["said"] == "take 2 is heard under 1 clip"


def test_in_a_busy_timeline_a_free_channel_is_taken(stage: Stage) -> None:
    run = stage.run(
        THREE_CLIPS,
        """
one.sequence_editor.channels[4].name = "Footfall"
one.sequence_editor.channels[6].name = "Voices"
blocking = movie(one, given["films"]["second"], 4, 60, 0, 0)
blocking.select = False
""",
        GENERATE,
        SAVE,
    )
    on = [(sound["start"], sound["channel"], sound["on"]) for sound in ours(run["after"])]
    # The movie on channel 4 covers the first two clips; what is named is not ours to take.
    assert on == [(51, 7, "Footfall.001"), (121, 7, "Footfall.001"), (201, 4, "Footfall")]


def test_a_clip_that_was_put_into_a_meta_strip_has_its_sound_there(stage: Stage) -> None:
    run = stage.run(
        THREE_CLIPS,
        """
install(given["package"])
bpy.ops.footfall.generate(engine="sketch", place=True)
clip = next(strip for strip in strips(one.sequence_editor) if strip.frame_final_start == 121)
meta = strips(one.sequence_editor).new_meta(name="meta", channel=12, frame_start=1)
clip.move_to_meta(meta)
until_idle()
inside = [[strip.type, strip.frame_final_start, strip.frame_final_end] for strip in strips(meta)]
tell(given["told"], after=told(one), inside=inside)
""",
    )
    assert run["inside"] == [["MOVIE", 121, 161], ["SOUND", 121, 161]]
    assert places(run["after"]) == [PLACES[0], PLACES[2]]


def test_without_a_gateway_it_says_what_to_do(stage: Stage, tmp_path: Path) -> None:
    run = stage.elsewhere(tmp_path / "nobody").run(THREE_CLIPS, GENERATE, SAVE)
    assert run["after"] == run["before"]
    assert run["said"].startswith("Footfall is not running: type")


def test_what_is_no_movie_is_left_out_with_a_sentence(stage: Stage) -> None:
    run = stage.run(
        """
one = scene(25)
strips(one.sequence_editor).new_meta(name="a meta", channel=1, frame_start=1)
install(given["package"])
try:
    bpy.ops.footfall.generate()
    said = ""
except RuntimeError as error:
    said = str(error)
tell(given["told"], said=said)
"""
    )
    assert "“a meta” is a meta strip: open it with Tab and select the clips in it" in run["said"]


SPEEDS = [
    # scene, film, what is done to it; its own frames, seconds of the film in one second, reverse
    (25, "slow", "", 96, "25/24", False),
    (30, "first", "one.render.fps_base = 1.001", 100, "1200/1001", False),
    (25, "first", "clip.use_reverse_frames = True", 100, "1", True),
]


@pytest.mark.parametrize(("fps", "film", "change", "frames", "speed", "reverse"), SPEEDS)
def test_a_clip_is_asked_for_as_it_plays(
    stage: Stage, house: House, fps: int, film: str, change: str, frames: int, speed: str, reverse: bool
) -> None:
    run = stage.run(
        f"one = scene({fps})\nclip = movie(one, given['films']['{film}'], 2, 41, 10, 6)\n{change}\n",
        GENERATE,
        SAVE,
    )
    assert places(run["after"]) == [(51, 41 + frames - 6)]
    order = jobs(house)[-1]
    assert order["play_rate"] == speed
    assert order["reverse"] is reverse
    first = (6 if reverse else 10) / order["fps"]
    assert order["source_in"] == pytest.approx(first, abs=1e-9)


def test_it_can_be_switched_off_and_on(stage: Stage) -> None:
    run = stage.run(
        """
import addon_utils

install(given["package"])
name = host().__package__
addon_utils.disable(name)
off = hasattr(bpy.types, "FOOTFALL_OT_generate")
addon_utils.enable(name)
tell(given["told"], off=off, on=hasattr(bpy.types, "FOOTFALL_OT_generate"))
"""
    )
    assert (run["off"], run["on"]) == (False, True)


def test_layers_lie_on_channels_of_their_own(stage: Stage) -> None:
    run = stage.run(THREE_CLIPS, GENERATE.replace("place=True", "place=True, layers=True"), SAVE)
    names = ["Footfall Feet", "Footfall Props", "Footfall Cloth", "Footfall Ambience"]
    lain = {name: [sound["start"] for sound in ours(run["after"]) if sound["on"] == name] for name in names}
    assert lain == {name: [start for start, _ in PLACES] for name in names}
