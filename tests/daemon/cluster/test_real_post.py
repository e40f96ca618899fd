"""A post's real processes: what is filmed, seen and parked on a node."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from footfall_bridge.places import HOME_VARIABLE
from footfall_bridge.timeline import Clip
from footfall_daemon.cluster.messages import Heard, Parcel, Say
from footfall_daemon.cluster.nodes import Slot
from footfall_daemon.cluster.post import Post
from footfall_daemon.cluster.posting import Posting
from footfall_daemon.cues import Cues
from footfall_daemon.engine.messages import Admit, Leave, Load, Resume, SegmentOrder
from footfall_daemon.media.messages import Film as Errand
from tests import footage
from tests.daemon.cluster.fake_post import Listener
from tests.daemon.cluster.making import an_order
from tests.synthetic import install
from tests.synthetic.info import LOOK
from tests.synthetic.options import Cost, Options

STEPS = Options(steps=40, step=Cost(fixed=0.05))
"""Slow enough that it can be parked on its way."""
SLOT = Slot("render-2/cpu-1", "render-2", "f00d", 0)


class NearPost(Post):
    """Hired in this process."""

    async def dismiss(self) -> None:
        await self.close()


async def hire(slot: Slot) -> NearPost:
    return NearPost()


class Worker:
    """An engine process on the node, from its start to its end."""

    def __init__(self) -> None:
        self.listener = Listener()
        self._posting = Posting(SLOT, hire, dict, self.listener)
        self.task = asyncio.create_task(self._posting.run())

    def says(self, message: Load | Admit | Resume | Leave, *parcels: Parcel) -> None:
        words = message.model_dump(mode="json")
        self._posting.say(Say(worker=SLOT.worker, message=words, parcels=list(parcels)))

    def heard(self, kind: str) -> list[dict[str, object]]:
        messages = [heard.message for heard in self.listener.heard if isinstance(heard, Heard)]
        return [message for message in messages if message["kind"] == kind]

    async def hears(self, kind: str) -> dict[str, object]:
        await self.listener.hears_until(lambda: bool(self.heard(kind)))
        return self.heard(kind)[0]


@pytest.fixture
async def workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[Worker]]:
    """To be filled by the test, one after another."""
    for name, value in install.environment(tmp_path / "packages", STEPS).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "node"))
    workers: list[Worker] = []
    yield workers
    for worker in workers:
        worker.task.cancel()
    await asyncio.wait([worker.task for worker in workers])


def an_order_of(home: Path) -> SegmentOrder:
    home.mkdir()
    Cues(analyser="none").save(home / "ab.cues")
    names = {"cues": "ab.cues", "features": "cd.features", "wave": "a-0.npy", "state": "a-0.state"}
    return an_order(**{field: str(home / name) for field, name in names.items()})


def a_film(media: Path) -> Errand:
    return Errand(
        job="a",
        segment="a/0",
        clip=Clip(media=str(media)),
        handle_samples=0,
        start=0,
        samples=48_000,
        shortest=Fraction(0),
        reels=[(LOOK.look, LOOK.rate)],
        encoders="brightness 1",
        film="/spool/film-1/film",
        cache="/cache",
        features="cd.features",
    )


async def test_a_segment_is_parked_at_one_engine_and_goes_on_at_another(
    workers: list[Worker], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    order = an_order_of(home)
    media = footage.Film(frames=25).make(tmp_path / "film.mp4")

    workers.append(first := Worker())
    first.says(Load(engine="seeing"))
    first.says(Admit(segments=[]), Parcel(order=order, film=a_film(media), files=[str(media)]))
    stepped = await first.hears("stepped")
    assert np.load(home / "cd.features").mean() == pytest.approx(0.5, abs=0.05), "half of the film is white"
    first.says(Leave())
    await first.task
    assert (home / "a-0.state").exists()

    workers.append(second := Worker())
    second.says(Load(engine="seeing"))
    second.says(Resume(segments=[]), Parcel(order=order))
    went_on = await second.hears("stepped")
    assert share(went_on) > share(stepped)
    await second.hears("finished")
    assert np.load(home / "a-0.npy").shape == (2, 48_000)
    assert not (home / "a-0.state").exists()


def share(stepped: dict[str, object]) -> float:
    progress = stepped["progress"]
    assert isinstance(progress, dict)
    return float(progress["a/0"])
