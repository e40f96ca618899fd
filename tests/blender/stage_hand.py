"""Scripts for Blender that several tests run, and what is looked at afterwards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from footfall_bridge.provenance import read_request
from tests.blender.blenders import Blender
from tests.end_to_end.house import House

FPS = 25
CLIPS = [("first", 41, 10, 50), ("second", 101, 20, 40), ("first", 171, 30, 30)]
"""Film, frame of its first frame, frames trimmed at the head and at the tail."""
PLACES = [(51, 91), (121, 161), (201, 241)]
HITS = [71, 141, 221]

THREE_CLIPS = """
one = scene(25)
one.frame_start, one.frame_end = 1, 300
for film, start, head, tail in given["clips"]:
    movie(one, given["films"][film], 2, start, head, tail)
for frame in given["hits"]:
    one.timeline_markers.new("foley: a knock on wood", frame=frame)
"""
GENERATE = """
install(given["package"])
before = told(one)
assert bpy.ops.footfall.generate(engine="sketch", place=True, takes=given.get("takes", 1)) == {"FINISHED"}
at_once = told(one)
said = until_idle()
"""
SAVE = """
bpy.ops.wm.save_as_mainfile(filepath=given["blend"])
tell(given["told"], before=before, at_once=at_once, after=told(one), said=said)
"""
READ = """
bpy.ops.wm.open_mainfile(filepath=given["blend"])
one = bpy.context.scene
bpy.ops.sound.mixdown(filepath=given["mix"], container="WAV", codec="PCM", format="S24")
tell(given["told"], strips=told(one))
"""


@dataclass(frozen=True)
class Stage:
    """A Blender, and all that its scripts are given."""

    blender: Blender
    home: Path
    folder: Path
    given: dict[str, Any]

    @property
    def mix(self) -> Path:
        return self.folder / "mix.wav"

    def run(self, *parts: str) -> dict[str, Any]:
        own = {"blend": str(self.folder / "cut.blend"), "mix": str(self.mix)}
        return self.blender.run("\n".join(parts), self.home, self.folder, **self.given, **own)

    def elsewhere(self, home: Path) -> Stage:
        """Where another user's daemon would be."""
        return replace(self, home=home)


def ours(strips: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted((strip for strip in strips if strip["job"]), key=lambda strip: int(strip["start"]))


def others(strips: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [strip for strip in strips if not strip["job"]]


def jobs(house: House) -> list[dict[str, Any]]:
    """What was asked for, as the files of the jobs tell it; oldest first."""
    with house.client() as client:
        listed = list(client.jobs())
    return [_asked(job.outputs[0].path) for job in listed if job.outputs]


def _asked(path: str) -> dict[str, Any]:
    clip = read_request(Path(path))["order"]["clip"]
    time = clip["source_in"]
    fps = time["rate"][0] / time["rate"][1]
    return {
        "play_rate": clip["play_rate"],
        "reverse": clip["reverse"],
        "source_in": time["value"] / fps,
        "fps": fps,
    }
