"""A job whose picture is gone while its sound is made. Real store; media, engines and files are stand-ins."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest

from footfall_bridge.protocol import JobState, Refusal
from footfall_daemon.catalog import Catalog
from footfall_daemon.cues import Cues
from footfall_daemon.delivery import Deliverer
from footfall_daemon.foreman import Foreman
from footfall_daemon.jobs import Job, Plan
from footfall_daemon.ledger import Ledger
from footfall_daemon.media.messages import Prepare, Prepared, Wave
from footfall_daemon.media_pool import MediaPool, OnProgress
from footfall_daemon.performance import Audience
from footfall_daemon.publisher import Publisher
from footfall_daemon.settings import LiveSettings
from footfall_daemon.store import Store
from footfall_daemon.workflow import Workflow
from tests.daemon.making import a_job
from tests.daemon.stage import a_plan

GONE = Refusal("film-missing", "the pictures of this clip are gone")


class Players:
    """Media, engines and files in one: sound is refused as often as the test says."""

    size = 1
    left = None

    def __init__(self, cues: Path, refusals: list[Refusal]) -> None:
        Cues(analyser="test").save(cues)
        self._plan = a_plan().model_copy(update={"cues": str(cues)})
        self._refusals = refusals
        self.prepared = 0
        self.ledger: Ledger

    async def prepare(self, errand: Prepare, on_progress: OnProgress) -> Prepared:
        self.prepared += 1
        return Prepared(job=errand.job, **dict(self._plan))

    async def perform(self, job: Job, plan: Plan, audience: Audience) -> tuple[list[Wave], list[str]]:
        audience.running()
        if self._refusals:
            raise self._refusals.pop(0)
        return [], []

    async def check(self, job: Job) -> None:
        pass

    async def deliver(self, id_: str, waves: list[Wave], on_progress: OnProgress) -> None:
        await self.ledger.move(id_, JobState.writing)
        await self.ledger.move(id_, JobState.done)


class House:
    def __init__(self, folder: Path, store: Store) -> None:
        self.folder = folder
        self.store = store

    async def brings(self, *refusals: Refusal) -> tuple[Job, Players]:
        """A job to its end."""
        players = Players(self.folder / "cues", list(refusals))
        ledger = players.ledger = Ledger(self.store, Publisher(lambda *_: None))
        workflow = Workflow(
            ledger=ledger,
            catalog=Catalog(),
            media=cast(MediaPool, players),
            foreman=cast(Foreman, players),
            deliverer=cast(Deliverer, players),
            settings=LiveSettings(self.folder / "settings.toml"),
            cache=self.folder,
        )
        ledger.add((await self.store.accept("request", [a_job("a")]))[0])
        workflow.fill()
        while tasks := list(workflow._tasks.values()):
            await tasks[0]
        await workflow.close()
        return (await self.store.find("a"))[0], players


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    store = Store(tmp_path / "queue.sqlite")
    await store.open()
    yield House(tmp_path, store)
    await store.close()


@pytest.mark.parametrize("code", ["film-missing", "media-missing"])
async def test_a_picture_that_is_gone_is_looked_at_again(house: House, code: str) -> None:
    job, players = await house.brings(Refusal(code, "gone"))
    assert (job.state, players.prepared) == (JobState.done, 2)


async def test_a_picture_that_is_gone_each_time_fails_the_job(house: House) -> None:
    job, players = await house.brings(GONE, GONE)
    assert (job.state, players.prepared) == (JobState.failed, 2)
    assert job.error is not None
    assert job.error.code == "film-missing"


async def test_nothing_else_is_tried_again(house: House) -> None:
    job, players = await house.brings(Refusal("engine-crash", "it crashes"))
    assert (job.state, players.prepared) == (JobState.failed, 1)
