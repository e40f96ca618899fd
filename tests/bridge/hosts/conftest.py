"""Media and timeline files for tests: nothing here is decoded, so that a file need only be there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from footfall_bridge.hosts.interchange import documents
from footfall_bridge.hosts.interchange.markers import Listener
from footfall_bridge.hosts.interchange.plan import Plan, plan
from tests.bridge.hosts.timelines import saved

Planned = Callable[..., Plan]


@pytest.fixture
def media(tmp_path: Path) -> Path:
    path = tmp_path / "film.mov"
    path.touch()
    return path


@pytest.fixture
def planned(tmp_path: Path) -> Planned:
    """The plan of a timeline, written to a file and read again."""

    def make(
        made: Any,
        *,
        suffix: str = ".otio",
        rate: Fraction | None = None,
        tracks: Sequence[str] = (),
        **options: Any,
    ) -> Plan:
        file = saved(made, tmp_path / f"cut{suffix}")
        options.setdefault("listener", Listener())
        fields = options.pop("fields", {})
        return plan(documents.read(file, rate), fields, tracks=tracks, **options)

    return make
