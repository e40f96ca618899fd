"""The add-on in Debian's Blender 3.4 with a window: a real right-click, a dialog, and undo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from footfall_bridge.protocol import JobInfo
from tests.blender.blenders import Blender, debian_blender, window_tools, written
from tests.blender.window import Window, a_window
from tests.bridge.gateway.door import Door
from tests.end_to_end.house import House

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

PROMPT = "boots on gravel"
TO_PROMPT, TO_OK = (85, 37), (0, 219)
"""From where the menu was opened to the dialog's parts, as 3.4 lays it out at this size."""

SETUP = """
import os

install(given["package"])
bpy.context.preferences.view.show_splash = False
drawn = 0

def begin():
    window = bpy.context.window_manager.windows[0]
    area = max(window.screen.areas, key=lambda area: area.width * area.height)
    area.ui_type = "SEQUENCE_EDITOR"
    one = scene(25)
    movie(one, given["films"]["first"], 2, 41, 10, 50)
    region = next(region for region in area.regions if region.type == "WINDOW")
    middle = [region.x + region.width // 2, window.height - region.y - region.height // 2]
    with bpy.context.temp_override(window=window, area=area, region=region):
        bpy.ops.sequencer.view_all()
    bpy.ops.ed.undo_push(message="set up")

    def report():
        global drawn
        drawn += 1
        window.screen.areas[0].tag_redraw()
        tell(given["told"] + ".new", middle=middle, drawn=drawn, strips=told(bpy.data.scenes[0]),
             status=host().status())
        os.replace(given["told"] + ".new", given["told"])
        return 0.25

    bpy.app.timers.register(report, persistent=True)

bpy.app.timers.register(begin, first_interval=1)
"""


@pytest.fixture
def window(house: House, door: Door, package: Path, films: dict[str, str], tmp_path: Path) -> Iterator[Window]:
    window_tools()
    blender: Blender = debian_blender(tmp_path / "user")
    script = written(SETUP, tmp_path, package=str(package), films=films)
    with a_window(blender, house.home, script, tmp_path) as window:
        window.until(lambda told: True, "the window")
        yield window


def right_click(window: Window, entry: int) -> tuple[int, int]:
    """Choose an entry of the clip's menu: 0 is the first. Where that was."""
    x, y = window.told()["middle"]
    point_at(window, x, y)
    window.do("click", "3")
    window.do("key", "Home")
    for _ in range(entry):
        window.do("key", "Down")
    window.do("key", "Return")
    return x, y


def point_at(window: Window, x: int, y: int) -> None:
    """In two steps: Blender wants to see the mouse move."""
    window.do("mousemove", str(x - 2), str(y - 2))
    window.do("mousemove", str(x), str(y))


def test_a_right_click_makes_sound_that_can_be_placed_and_undone(house: House, window: Window) -> None:
    x, y = right_click(window, 0)
    point_at(window, x + TO_PROMPT[0], y + TO_PROMPT[1])
    window.do("click", "1")
    window.do("type", PROMPT)
    window.do("key", "Return")
    point_at(window, x + TO_OK[0], y + TO_OK[1])
    window.do("click", "1")
    window.until(lambda told: "1 clip generated, not placed" in " ".join(told["status"]), "the sound")
    assert asked_for(house) == PROMPT
    assert [strip["type"] for strip in window.told()["strips"]] == ["MOVIE"]  # placing by itself is opt-in

    right_click(window, 1)
    told = window.until(lambda told: len(told["strips"]) == 2, "the strip")
    movie, sound = told["strips"]
    assert (movie["start"], movie["end"]) == (51, 91)
    assert (sound["start"], sound["end"], sound["channel"], sound["on"]) == (51, 91, 3, "Footfall")

    window.do("key", "ctrl+z")
    window.until(lambda told: told["strips"] == [movie], "the strip to be gone")
    window.do("key", "ctrl+shift+z")
    assert window.until(lambda told: len(told["strips"]) == 2, "it to be back")["strips"] == [movie, sound]


def asked_for(house: House) -> str:
    with house.client() as client:
        jobs: list[JobInfo] = list(client.jobs())
    return jobs[-1].prompt
