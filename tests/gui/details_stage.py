"""A daemon, a clip whose contacts are known, and the details of what was made of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QObject

from footfall_bridge.client import Client
from footfall_bridge.protocol import JobInfo, JobState
from footfall_gui.models.asking import Asker
from footfall_gui.models.connection import Connection
from footfall_gui.models.details import DetailsModel
from footfall_gui.models.multimedia import Film
from footfall_gui.models.playback import Outlet
from footfall_gui.models.recording import FRAME_BYTES
from tests.end_to_end.house import House, a_house

_SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "media"
PATIENCE = 60_000
"""Milliseconds."""


def footage(name: str) -> Path:
    path = _SHARED / name
    if not path.exists():
        pytest.skip(f"needs the shared footage {name}")
    return path


def impacts(scene: str) -> list[float]:
    """Seconds at which things touch in a rendered scene."""
    scenes = json.loads(footage("scenes/gt.json").read_text("utf-8"))
    found: list[float] = next(one["impacts"] for one in scenes if one["name"] == scene)
    return found


@dataclass
class Stage:
    house: House
    client: Client
    folder: Path
    model: DetailsModel
    connection: Connection

    def clip(self, name: str = "scenes/ball0.mp4") -> Path:
        """A copy, beside which may be written."""
        source = footage(name)
        target = self.folder / source.name
        if not target.exists():
            shutil.copy(source, target)
        return target

    def made(self, clip: Path, prompt: str = "wooden ball", **options: object) -> JobInfo:
        """A job that is done."""
        [job] = self.client.wait(self.client.generate(clip, prompt=prompt, **options))  # type: ignore[arg-type]
        assert job.state is JobState.done, job.error
        return job

    def auditions(self) -> list[Path]:
        return sorted((self.house.places.cache / "auditions").glob("*.wav"))


@contextmanager
def a_stage(folder: Path) -> Iterator[Stage]:
    with a_house(folder / "home") as house, house.client() as client:
        asker, pictures, connection = Asker(house.client), Asker(house.client), Connection(house.client)
        connection.open()
        model = DetailsModel(asker, pictures, connection)
        yield Stage(house, client, folder, model, connection)
        connection.close()
        for one in (asker, pictures):
            one.close()
        model.deleteLater()


class Tape:
    """An outlet that takes all it is given and is heard as far as a test says."""

    def __init__(self, room: int = 4800) -> None:
        self.started = 0
        self.stopped = 0
        self.written = b""
        self.passed = 0
        self._room = room

    def start(self, rate: int) -> None:
        self.started += 1
        self.written, self.passed = b"", 0

    def stop(self) -> None:
        self.stopped += 1

    def room(self) -> int:
        return max(0, self.passed + self._room - len(self.written) // FRAME_BYTES)

    def heard(self) -> int:
        return min(self.passed, len(self.written) // FRAME_BYTES)

    def write(self, data: bytes) -> None:
        self.written += data


class Quiet:
    """A machine on which nothing can be played, or with the tape of a test."""

    def __init__(self, reason: str = "", tapes: Sequence[Tape] = ()) -> None:
        self._reason = reason
        self._tapes = list(tapes)

    def why_not(self) -> str:
        return self._reason

    def has_speaker(self) -> bool:
        return True

    def outlet(self) -> Outlet:
        return self._tapes[0] if len(self._tapes) == 1 else self._tapes.pop(0)

    def film(self, parent: QObject) -> Film:
        return Film(parent)
