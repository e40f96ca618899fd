"""What the tests do inside Blender, 3.4 or 5.0: imported by scripts that Blender runs, never by pytest."""

import json
import sys
import time
from pathlib import Path
from typing import Any

import bpy  # type: ignore[import-not-found, unused-ignore]


def install(package: str) -> None:
    """As a user does with *Install from Disk*."""
    if bpy.app.version >= (4, 2, 0):
        bpy.ops.extensions.package_install_files(filepath=package, repo="user_default", enable_on_install=True)
    else:
        bpy.ops.preferences.addon_install(filepath=package)
        bpy.ops.preferences.addon_enable(module="footfall_blender")
    assert hasattr(bpy.types, "FOOTFALL_OT_generate"), "the add-on is not enabled"


def host() -> Any:
    """The add-on's own, wherever this Blender has put it."""
    name = next(name for name in sys.modules if name.endswith(".host") and "footfall" in name)
    return sys.modules[name]


def scene(fps: int, base: float = 1.0) -> Any:
    """An empty one, open in the sequencer."""
    one = bpy.context.scene
    one.sequence_editor_create()
    if hasattr(bpy.context.workspace, "sequencer_scene"):
        bpy.context.workspace.sequencer_scene = one
    one.render.fps, one.render.fps_base = fps, base
    return one


def strips(owner: Any) -> Any:
    return owner.strips if hasattr(owner, "strips") else owner.sequences


def movie(scene: Any, path: str, channel: int, start: int, head: int = 0, tail: int = 0) -> Any:
    """A strip whose untrimmed content would begin at `start`."""
    strip = strips(scene.sequence_editor).new_movie(
        name=Path(path).stem, filepath=path, channel=channel, frame_start=start
    )
    strip.frame_offset_start, strip.frame_offset_end = head, tail
    return strip


def until_said(words: str, patience: float = 90.0) -> str:
    """What was said with these words in it."""
    deadline = time.monotonic() + patience
    while words not in host()._hosts[0].journal.last:
        assert time.monotonic() < deadline, host().status()
        host()._hosts[0].tick()
        time.sleep(0.05)
    return str(host()._hosts[0].journal.last)


def until_idle(patience: float = 90.0) -> str:
    """Nobody turns timers in the background but we; the last that was said."""
    deadline = time.monotonic() + patience
    while host().is_busy():
        assert time.monotonic() < deadline, host().status()
        host()._hosts[0].tick()
        time.sleep(0.05)
    return str(host()._hosts[0].journal.last)


def told(scene: Any) -> list[dict[str, Any]]:
    """All strips as they are now, by channel and place."""
    editor = scene.sequence_editor
    found = [_told(strip, editor) for strip in strips(editor)]
    return sorted(found, key=lambda strip: (strip["channel"], strip["start"]))


def _told(strip: Any, editor: Any) -> dict[str, Any]:
    return {
        "name": strip.name,
        "type": strip.type,
        "channel": strip.channel,
        "on": editor.channels[strip.channel].name,
        "start": strip.frame_final_start,
        "end": strip.frame_final_end,
        "content": strip.frame_start,
        "head": strip.frame_offset_start,
        "tail": strip.frame_offset_end,
        "frames": strip.frame_duration,
        "mute": strip.mute,
        "job": strip.get("footfall_job", ""),
        "file": bpy.path.abspath(_file(strip)),
    }


def _file(strip: Any) -> str:
    return str(strip.sound.filepath if strip.type == "SOUND" else getattr(strip, "filepath", ""))


def tell(target: str, **words: Any) -> None:
    Path(target).write_text(json.dumps(words), "utf-8")
