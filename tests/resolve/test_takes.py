"""Takes: one is heard, the others wait in the bin."""

from __future__ import annotations

from typing import Any

import pytest

from tests.resolve.desk import Desk
from tests.resolve.fake.world import Item
from tests.resolve.test_reading import prefer


@pytest.fixture
def dialog(desk: Desk) -> dict[str, Any]:
    """Resolve's own window, which answers what the test says and pushes the button."""
    answers: dict[str, Any] = {}
    desk.given = {"fusion": Fusion(), "bmd": Bmd(answers)}
    return answers


def test_a_typed_prompt_with_takes(desk: Desk, clips: list[Item], dialog: dict[str, Any]) -> None:
    dialog.update(prompt=" boots on snow ", takes="3", seed="7", even_speed=False)
    desk.select(clips[0])
    desk.run("Generate Foley with prompt")
    (order,) = desk.gateway.orders
    assert (order.prompt, order.takes, order.seed, order.first_take) == ("boots on snow", 3, 7, 1)
    desk.run("Generate Foley with prompt")
    assert (desk.gateway.orders[1].first_take, desk.gateway.orders[1].seed) == (4, 10)


def test_one_take_is_heard_and_the_others_are_in_the_bin(
    desk: Desk, clips: list[Item], dialog: dict[str, Any]
) -> None:
    dialog.update(prompt="snow", takes="3", seed="0", even_speed=False)
    desk.select(clips[0])
    desk.run("Generate Foley with prompt")
    assert "2 further takes are in the bin" in desk.place()
    assert desk.placed == [("Footfall", clips[0].start, 48)]
    assert desk.world.show is not None
    assert len(desk.world.show.root.bins[0].clips) == 3


def test_a_take_is_swapped_in(desk: Desk, clips: list[Item], dialog: dict[str, Any]) -> None:
    dialog.update(prompt="snow", takes="3", seed="0", even_speed=False, take=2)
    desk.select(clips[0])
    desk.run("Generate Foley with prompt")
    desk.place()
    assert "“walk.mov”: take 3 is heard now" in desk.run("Use Foley take")
    assert heard(desk) == ["job000000003_mix.wav"]
    assert "nothing new" in desk.run("Place finished Foley")


def test_without_windows_takes_follow_each_other(desk: Desk, clips: list[Item], dialog: dict[str, Any]) -> None:
    dialog.update(prompt="snow", takes="2", seed="0", even_speed=False)
    desk.select(clips[0])
    desk.run("Generate Foley with prompt")
    desk.place()
    desk.given = {}
    found = []
    for _ in range(3):
        desk.run("Use Foley take")
        found += heard(desk)
    assert found == ["job000000002_mix.wav", "job000000001_mix.wav", "job000000002_mix.wav"]


def test_what_was_heard_is_heard_again_if_a_swap_fails(
    desk: Desk, clips: list[Item], dialog: dict[str, Any]
) -> None:
    dialog.update(prompt="snow", takes="2", seed="0", even_speed=False, take=1)
    desk.select(clips[0])
    desk.run("Generate Foley with prompt")
    desk.place()
    (desk.folder / "made" / "job000000002_mix.wav").unlink()
    assert "[file-gone]" in desk.run("Use Foley take")
    assert heard(desk) == ["job000000001_mix.wav"]


def test_the_dialog_offers_the_engines_that_there_are(
    desk: Desk, clips: list[Item], dialog: dict[str, Any]
) -> None:
    dialog.update(prompt="snow", engine=2)
    desk.run("Generate Foley with prompt")
    assert desk.given["bmd"].offered["engine"] == [
        "as set in Footfall: sketch",
        "sketch (Sketch: procedural Foley)",
        "weighty (not ready: its weights are not here: get them with `footfall engines pull weighty`)",
    ]
    assert {order.engine for order in desk.gateway.orders} == {"weighty"}


@pytest.mark.parametrize(("wished", "chosen"), [("", 0), ("sketch", 1), ("gone", 0)])
def test_the_engine_that_is_wished_for_is_chosen_at_first(
    desk: Desk, clips: list[Item], dialog: dict[str, Any], wished: str, chosen: int
) -> None:
    prefer(desk, engine=wished)
    dialog.update(prompt="snow")
    desk.run("Generate Foley with prompt")
    assert {order.engine for order in desk.gateway.orders} == {["", "sketch", "weighty"][chosen]}


def test_the_free_edition_is_never_asked_for_a_window(
    desk: Desk, clips: list[Item], dialog: dict[str, Any]
) -> None:
    desk.world.product = "DaVinci Resolve"
    assert "[no-window]" in desk.run("Generate Foley with prompt")
    assert not desk.given["fusion"].asked


def test_a_closed_window_asks_for_nothing(desk: Desk, clips: list[Item], dialog: dict[str, Any]) -> None:
    assert "nothing asked for" in desk.run("Generate Foley with prompt")
    assert not desk.gateway.orders


def heard(desk: Desk) -> list[str]:
    return [item.name for _, item in desk.world.ours()]


class Fusion:
    """As far as windows go."""

    def __init__(self) -> None:
        self.asked = False

    @property
    def UIManager(self) -> Widgets:
        self.asked = True
        return Widgets()


class Widgets:
    def __getattr__(self, kind: str) -> Any:
        return lambda fields: fields


class Bmd:
    def __init__(self, answers: dict[str, Any]) -> None:
        self._answers = answers
        self.offered: dict[str, list[str]] = {}
        """What can be chosen, by the names of controls."""

    def UIDispatcher(self, ui: Any) -> Bmd:
        return self

    def AddWindow(self, fields: dict[str, Any], rows: list[Any]) -> Window:
        self._window = Window(self._answers, self.offered)
        return self._window

    def RunLoop(self) -> None:
        """The user types, and pushes the button; or closes the window, where there is nothing to type."""
        if not self._answers:
            self._window.On.footfall.Close(None)
            return
        for name, answer in self._answers.items():
            item = self._window.items[name]
            item.Text = item.CurrentIndex = item.Checked = answer
        self._window.On.accept.Clicked(None)

    def ExitLoop(self) -> None:
        pass


class Field:
    Text: Any = ""
    CurrentIndex: Any = 0
    Checked: Any = False

    def __init__(self, offered: list[str]) -> None:
        self._offered = offered

    def AddItem(self, line: str) -> None:
        self._offered.append(line)


class Window:
    def __init__(self, answers: dict[str, Any], offered: dict[str, list[str]]) -> None:
        names = ("take", "prompt", "engine", "takes", "seed", "even_speed", *answers)
        self.items = {name: Field(offered.setdefault(name, [])) for name in names}
        self.On = On()

    def GetItems(self) -> dict[str, Field]:
        return self.items

    def Show(self) -> None:
        pass

    def Hide(self) -> None:
        pass


class On:
    def __init__(self) -> None:
        self.accept = Handlers()
        self.footfall = Handlers()


class Handlers:
    Clicked: Any = None
    Close: Any = None
