"""A desk at which a pretended Resolve runs our scripts, the very files, as its menu does."""

from __future__ import annotations

import runpy
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.resolve.fake.app import Resolve
from tests.resolve.fake.world import Item, Media, World
from tests.resolve.fake_gateway import FakeGateway

SCRIPTS = Path(__file__).resolve().parents[2] / "plugin_bridge" / "resolve"
MODULES = SCRIPTS / "Utility" / ".footfall"


def run_script(world: World, name: str, given: Mapping[str, Any] | None = None) -> None:
    runpy.run_path(str(SCRIPTS / f"{name}.py"), {"resolve": Resolve(world, None), **(given or {})})


@dataclass
class Desk:
    world: World
    gateway: FakeGateway
    folder: Path
    output: pytest.CaptureFixture[str]
    given: dict[str, Any] = field(default_factory=dict)
    """Further variables that Resolve gives to a script."""

    def run(self, name: str, folder: str = "Utility") -> str:
        """What the script says."""
        self.output.readouterr()
        run_script(self.world, f"{folder}/{name}", self.given)
        return self.output.readouterr().out

    def media(self, name: str, rate: str = "24", **fields: Any) -> Media:
        path = self.folder / name
        path.touch()
        return Media(name, str(path), rate, **fields)

    def clip(self, name: str, start: int, duration: int, left: int = 48, **fields: Any) -> Item:
        """On the first video track, with frames of its media to spare at both ends."""
        media = fields.pop("media", None) or self.media(name, self.world.line.rate.removesuffix(" DF"))
        return self.world.line.add(Item(name, start, duration, media, left=fields.pop("left", left), **fields))

    def select(self, *items: Item) -> None:
        self.world.line.selected = list(items)

    def place(self) -> str:
        """What waits is made, and placed."""
        self.gateway.finish(self.folder / "made")
        return self.run("Place finished Foley")

    @property
    def placed(self) -> list[tuple[str, int, int]]:
        """Track, first frame and frames of each sound of ours, as the timeline has them."""
        return [(track, item.start, item.duration) for track, item in self.world.ours()]
