"""Movies that cannot be read, and pictures that are reframed; in real Blenders, with a real daemon."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import soundfile

from tests.blender.stage_hand import GENERATE, PLACES, SAVE, THREE_CLIPS, Stage, jobs, others, ours
from tests.end_to_end.house import House

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

# At 24 frames per second, frame by frame in a scene of 25; Blender writes its proxy at 25.
WITH_PROXY = """
import os

one = scene(25)
clip = movie(one, given["films"]["slow"], 2, 41, 10, 6)
clip.use_proxy = True
clip.proxy.build_25, clip.proxy.build_50 = True, True
one.sequence_editor.proxy_storage = "PROJECT"
one.sequence_editor.proxy_dir = given["proxies"]
assert bpy.ops.sequencer.rebuild_proxy() == {"FINISHED"}
"""
GONE = "os.remove(given['films']['slow'])\n"
DAMAGED = "open(given['films']['slow'], 'wb').write(b'no movie any more')\n"
SAID = """
try:
    bpy.ops.footfall.generate(engine="sketch")
    said = ""
except RuntimeError as error:
    said = str(error)
tell(given["told"], said=said)
"""


@pytest.fixture
def proxied(stage: Stage, tmp_path: Path) -> Stage:
    stage.given["proxies"] = str(tmp_path / "proxies")
    return stage


@pytest.mark.parametrize("loss", [GONE, DAMAGED])
def test_a_proxy_stands_in_for_a_movie_that_cannot_be_read(proxied: Stage, house: House, loss: str) -> None:
    run = proxied.run(WITH_PROXY, loss, GENERATE, SAVE)
    (movie,), (sound,) = others(run["after"]), ours(run["after"])
    assert (movie["start"], movie["end"]) == (sound["start"], sound["end"]) == (51, 131)
    wav = Path(sound["file"])
    assert wav.is_relative_to(proxied.given["proxies"])
    assert wav.name.startswith("slow_")  # not after the proxy
    assert soundfile.info(wav).frames == 48_000 * (80 + 50) // 25
    order = jobs(house)[-1]
    assert (order["source_in"], order["fps"], order["play_rate"]) == (10 / 25, 25, "1")


def test_a_movie_that_is_back_keeps_its_proxys_sound(proxied: Stage, house: House) -> None:
    before = len(jobs(house))
    run = proxied.run(
        WITH_PROXY,
        "os.rename(given['films']['slow'], given['proxies'] + '/away')\n",
        GENERATE,
        """
os.rename(given['proxies'] + '/away', given['films']['slow'])
for strip in strips(one.sequence_editor):
    strip.select = strip == clip
bpy.ops.sequencer.reload()
bpy.ops.footfall.generate(engine="sketch", place=True)
again = until_idle()
tell(given["told"], again=again, after=told(one))
""",
    )
    assert len(jobs(house)) == before + 1
    assert "stale" not in run["again"]
    assert len(ours(run["after"])) == 1


def test_without_a_proxy_a_missing_movie_is_named(stage: Stage) -> None:
    run = stage.run("import os\none = scene(25)\nmovie(one, given['films']['slow'], 2, 41)\n", GONE,
                    "install(given['package'])\n", SAID)  # fmt: skip
    assert f"the file of “slow” is not at {stage.given['films']['slow']}: relink it in Blender" in run["said"]


@pytest.fixture
def accepting(house: House) -> Iterator[None]:
    """Whoever asks wants to hear what the media shows."""
    with house.client() as client:
        client.change_setting("generate.reframed", "media")
        yield
        client.change_setting("generate.reframed", None)


ZOOMED = """
movies = [strip for strip in strips(one.sequence_editor) if strip.type == "MOVIE"]
clip = next(strip for strip in movies if strip.frame_final_start == 121)
clip.transform.scale_x = clip.transform.scale_y = 20
"""


def test_a_reframed_clip_is_refused_and_the_others_have_their_sound(stage: Stage) -> None:
    run = stage.run(THREE_CLIPS, ZOOMED, GENERATE, SAVE)
    assert [(sound["start"], sound["end"]) for sound in ours(run["after"])] == [PLACES[0], PLACES[2]]
    assert run["said"].startswith("placed the Foley of 2 clips; left out: “second”: ")
    assert "reframed" in run["said"]


def test_a_sound_that_is_there_is_laid_all_the_same_and_that_is_said(stage: Stage) -> None:
    run = stage.run(
        THREE_CLIPS,
        GENERATE.replace("place=True", "place=False"),
        ZOOMED,
        """
bpy.ops.footfall.generate(engine="sketch", place=True)
said = until_idle()
tell(given["told"], said=said, after=told(one))
""",
    )
    assert len(ours(run["after"])) == len(PLACES)
    assert run["said"].endswith("“second” is reframed: its sound is of what its movie shows")


@pytest.mark.usefixtures("accepting")
def test_where_that_is_accepted_it_has_the_sound_of_its_movie(stage: Stage) -> None:
    run = stage.run(THREE_CLIPS, ZOOMED, GENERATE, SAVE)
    assert [(sound["start"], sound["end"]) for sound in ours(run["after"])] == PLACES


def test_it_sees_what_moves_a_picture(stage: Stage) -> None:
    run = stage.run(
        """
import importlib

install(given["package"])
one = scene(25)
clip = movie(one, given["films"]["first"], 2, 41)
is_reframed = importlib.import_module(host().__package__ + ".framing").is_reframed
seen = []

def see():
    seen.append(is_reframed(clip, strips(one.sequence_editor)))

see()
clip.transform.keyframe_insert("scale_x", frame=60)
see()
clip.transform.scale_x = 30
clip.transform.keyframe_insert("scale_x", frame=80)
one.frame_set(1)
see()
clip.transform.scale_x = 1
one.animation_data_clear()
see()
clip.use_flip_x = True
see()
clip.use_flip_x = False
meta = strips(one.sequence_editor).new_meta(name="meta", channel=12, frame_start=1)
clip.move_to_meta(meta)
see()
meta.transform.rotation = 0.2
see()
tell(given["told"], seen=seen)
"""
    )
    assert run["seen"] == [False, False, True, False, True, False, True]
