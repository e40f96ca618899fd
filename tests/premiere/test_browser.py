"""The panel in a real browser, against the real gateway and daemon; only Premiere itself is a fake."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.bridge.gateway.door import Door, a_door
from tests.end_to_end.house import House
from tests.premiere.browser import Page
from tests.premiere.packages import FOLDER, run
from tests.premiere.theatre import TICKS, a_theatre, address

pytestmark = pytest.mark.slow

FRAME = TICKS // 25
SAMPLE = TICKS // 48_000
CLIPS = [(0, 40, 50), (50, 140, 75), (125, 240, 25)]


@contextmanager
def a_gateway(house: House, port: int, origin: str) -> Iterator[Door]:
    with a_door(house.places, [port], f"--origin={origin}") as door:
        yield door
        door.close()


@pytest.fixture
def panel(page: Page, house: House, film: Path, user_home: Path, port: int, origin: str) -> Iterator[Page]:
    with a_gateway(house, port, origin):
        page.go(address(origin, film, user_home, port, CLIPS))
        page.until_it_says("Connected to Footfall (live)")
        yield page


def tracks(page: Page) -> Any:
    return page.run("stage.tracks()")


def placed(page: Page) -> list[tuple[int, int, int]]:
    """Start, end and in point in ticks of all that lies on Footfall tracks, by time."""
    items = [item for track in tracks(page) if track["name"].startswith("Footfall") for item in track["items"]]
    return sorted((int(item["start"]), int(item["end"]), int(item["in"])) for item in items)


def due(clips: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    return [(at * FRAME, (at + frames) * FRAME, TICKS) for at, _, frames in clips]


_CHOOSE = "(e => {{ e.value = '{}'; e.dispatchEvent(new Event('change')) }})(document.getElementById('engine'))"


def choose_sketch(page: Page) -> None:
    page.until_it_says("as set: sketch")
    page.run(_CHOOSE.format("sketch"))


def press(page: Page, name: str) -> None:
    page.tab_to(name)
    page.press("Enter")


def test_three_clips_with_the_keyboard_alone(panel: Page) -> None:
    panel.run("stage.select(0, 1, 2)")
    panel.until_it_says("plays at 0:05.000")
    choose_sketch(panel)
    panel.tab_to("Prompt for walk.mp4")
    panel.type("boots on gravel")
    panel.tab_to("Generate Foley")
    panel.press("Enter")
    panel.until_it_says("Asked for Foley for 3 clips.")
    panel.until_it_says("Place finished Foley (3)")
    panel.tab_to("Place finished Foley (3)")
    panel.press(" ")
    panel.until_it_says("3 clips placed.")
    assert [track["name"] for track in tracks(panel)] == ["Audio 1", "Audio 2", "Footfall"]
    assert placed(panel) == due(CLIPS)
    assert panel.run("stage.steps()").count("Generate Foley") == 2
    assert "take 1: boots on gravel" in panel.text


def test_markers_are_prompts(panel: Page, house: House) -> None:
    panel.run("stage.mark(10, 0, 'foley: a latch')")
    panel.run("stage.mark(20, 10, 'foley: gravel')")
    panel.run("stage.select(0)")
    panel.until_it_says("plays at 0:00.000")
    choose_sketch(panel)
    press(panel, "Generate Foley")
    panel.until_it_says("Asked for Foley for 1 clip.")
    panel.until_it_says("Place finished Foley (3)")
    press(panel, "Place finished Foley (3)")
    panel.until_it_says("3 clips placed.")
    assert [item[:2] for item in placed(panel)] == [
        (at * FRAME, to * FRAME) for at, to in ((0, 20), (20, 30), (30, 50))
    ]
    with house.client() as client:
        assert sorted(job.prompt for job in client.jobs()) == ["", "a latch", "gravel"]


def test_the_engines_are_those_that_the_daemon_has(panel: Page) -> None:
    panel.until_it_says("hunyuan-xl (not ready)")
    panel.run(_CHOOSE.format("hunyuan-xl"))
    panel.until_it_says(
        "hunyuan-xl is not ready: its weights are not installed: `footfall engines pull hunyuan-xl`"
    )


def test_placed_by_itself_where_that_is_wished(panel: Page) -> None:
    panel.run("stage.select(1)")
    panel.until_it_says("plays at 0:02.000")
    choose_sketch(panel)
    panel.tab_to("Place on the timeline as soon as it is done")
    panel.press(" ")
    panel.tab_to("Generate Foley")
    panel.press("Enter")
    panel.until_it_says("placed on A3, Footfall")
    assert placed(panel) == due(CLIPS[1:2])


def test_switched_away_it_is_not_placed_and_back_it_is(panel: Page) -> None:
    panel.run("stage.select(2)")
    choose_sketch(panel)
    panel.until_it_says("plays at 0:05.000")
    panel.tab_to("Generate Foley")
    panel.press("Enter")
    panel.until_it_says("Asked for Foley")
    panel.run("stage.open('Reel 2')")
    panel.until_it_says("generated, not placed: it belongs to another sequence")
    panel.run("stage.open('Reel 1')")
    panel.until_it_says("Place finished Foley (1)")
    panel.tab_to("Place finished Foley (1)")
    panel.press("Enter")
    panel.until_it_says("1 clip placed.")
    assert placed(panel) == due(CLIPS[2:])


def test_the_gateway_comes_later_goes_and_comes_back(
    page: Page, house: House, film: Path, user_home: Path, port: int, origin: str
) -> None:
    page.go(address(origin, film, user_home, port, CLIPS))
    page.until_it_says("Footfall is not running: type")
    page.run("stage.select(0)")
    page.until_it_says("plays at 0:00.000")
    page.tab_to("Generate Foley")
    page.press("Enter")
    page.until_it_says("this is kept, and sent as soon as it runs")
    with a_gateway(house, port, origin):
        page.until_it_says("Asked for Foley for 1 clip.")
    page.until_it_says("Footfall is not running")
    with a_gateway(house, port, origin):
        page.until_it_says("Connected to Footfall (live)")
        page.until_it_says("generated, not placed")


def test_what_is_shipped_starts(page: Page, installed: None) -> None:
    """With as little of UXP as it asks for at once, and no sequence open."""
    run("node", "build.mjs", "panel")
    page.tell("Page.addScriptToEvaluateOnNewDocument", source=_BARE_UXP)
    with a_theatre(FOLDER / "build" / "panel") as origin:
        page.go(f"{origin}/index.html")
        page.until_it_says("No sequence")


_BARE_UXP = """
globalThis.require = name => ({
  uxp: { host: { version: '26.3.0' } },
  os: { homedir: () => '/nobody', platform: () => 'darwin' },
  fs: { readFile: async () => { throw new Error('not there') } },
  premierepro: {
    Project: { getActiveProject: async () => null },
    EventManager: { addGlobalEventListener() {} },
    Constants: { SequenceEvent: { SELECTION_CHANGED: 2, ACTIVATED: 0 } },
  },
})[name]
"""


def test_a_strangers_program_on_the_port_is_told_no_token(
    page: Page, house: House, film: Path, user_home: Path, port: int, origin: str
) -> None:
    with a_gateway(house, port, origin) as door:
        Path(door.said["token_file"]).write_text("not its token")
        page.go(address(origin, film, user_home, port, CLIPS))
        page.until_it_says("another program answers on port")
        assert "Key (the text of the file gateway.token)" in page.text


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_words_can_be_read_in_both_themes(panel: Page, theme: Any) -> None:
    """WCAG 2.1, 1.4.3: text has a contrast of 4.5 at least."""
    panel.theme(theme)
    panel.run("stage.select(0)")
    panel.until_it_says("plays at 0:00.000")
    colours = json.loads(panel.run(_COLOURS))
    assert colours
    worst = min((contrast(text, back), words) for text, back, words in colours)
    assert worst[0] >= 4.5, worst


_COLOURS = """
(() => {
  const rgb = colour => colour.match(/[0-9.]+/g).map(Number).slice(0, 3);
  const back = e => {
    const own = getComputedStyle(e).backgroundColor;
    return own === 'rgba(0, 0, 0, 0)' && e.parentElement ? back(e.parentElement) : own;
  };
  const words = 'p, h2, label, button, input:not([type=checkbox])';
  const seen = [...document.querySelectorAll(words)].filter(e => e.offsetParent && !e.disabled);
  return JSON.stringify(seen.map(e => [rgb(getComputedStyle(e).color), rgb(back(e)), e.textContent]));
})()
"""


def contrast(text: list[float], back: list[float]) -> float:
    lights = sorted((luminance(text), luminance(back)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def luminance(colour: list[float]) -> float:
    red, green, blue = (
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
