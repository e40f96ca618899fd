"""A job whose picture is gone while its sound is made. Real store; media, engines and files are stand-ins."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import cast

import pytest

from footfall_bridge.protocol import JobState, Order, Refusal
from footfall_bridge.timeline import Clip
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

    def __init__(self, cues: Path, refusals: list[Refusal]) -> None:
        Cues(analyser="test").save(cues)
        self._plan = a_plan().model_copy(update={"cues": str(cues)})
        self._refusals = refusals
        self.prepared = 0
        self.ledger: Ledger

    def making(self, job: Job, sound: float, most: int | None = None) -> None:
        """Nothing is known."""

    def left(self, job: str) -> None:
        """Nor of this."""

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


class Unplugged(Players):
    """The volume goes away whenever sound is made."""

    def __init__(self, cues: Path, media: Path) -> None:
        super().__init__(cues, [])
        self._media = media

    async def prepare(self, errand: Prepare, on_progress: OnProgress) -> Prepared:
        if not self._media.exists():
            raise Refusal("media-missing", "the media is gone")
        return await super().prepare(errand, on_progress)

    async def perform(self, job: Job, plan: Plan, audience: Audience) -> tuple[list[Wave], list[str]]:
        shutil.rmtree(self._media.parent)
        raise Refusal("media-missing", "the media is gone")


class Blind(Players):
    """Media cannot be decoded; a proxy can, or is refused."""

    def __init__(self, cues: Path, code: str, proxy: Refusal | None = None) -> None:
        super().__init__(cues, [])
        self._code = code
        self._proxy = proxy
        self.asked: list[tuple[str | None, str | None]] = []

    async def prepare(self, errand: Prepare, on_progress: OnProgress) -> Prepared:
        self.asked.append((errand.clip.media, errand.stands_for))
        if errand.stands_for is None:
            raise Refusal(self._code, "we cannot")
        if self._proxy is not None:
            raise self._proxy
        return await super().prepare(errand, on_progress)


class Slow(Players):
    """Film takes its time, as does sound: what is known of a job's progress at each point."""

    def __init__(self, cues: Path) -> None:
        super().__init__(cues, [])
        self.seen: list[float] = []

    async def check(self, job: Job) -> None:
        self._look(job)

    async def perform(self, job: Job, plan: Plan, audience: Audience) -> tuple[list[Wave], list[str]]:
        for tell in (
            partial(audience.filmed, 0.5),
            partial(audience.filmed, 1.0),
            partial(audience.progress, 0.1),
        ):
            tell()
            self._look(job)
        return [], []

    async def deliver(self, id_: str, waves: list[Wave], on_progress: OnProgress) -> None:
        on_progress(0.0)
        self._look(self.ledger[id_])
        await self.ledger.move(id_, JobState.running)
        await super().deliver(id_, waves, on_progress)

    def _look(self, job: Job) -> None:
        self.seen.append(self.ledger.progress[job.id])


class House:
    def __init__(self, folder: Path, store: Store) -> None:
        self.folder = folder
        self.store = store

    async def brings(self, *refusals: Refusal) -> tuple[Job, Players]:
        """A job to its end."""
        players = Players(self.folder / "cues", list(refusals))
        return await self.carries(a_job("a"), players), players

    async def carries(self, job: Job, players: Players) -> Job:
        workflow = await self.takes(job, players)
        await self.rests(workflow)
        await workflow.close()
        return await self.job()

    async def takes(self, job: Job, players: Players) -> Workflow:
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
        ledger.add((await self.store.accept("request", [job]))[0])
        workflow.fill()
        return workflow

    async def rests(self, workflow: Workflow) -> None:
        while tasks := list(workflow._tasks.values()):
            await tasks[0]

    async def job(self) -> Job:
        return (await self.store.find("a"))[0]


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


async def test_a_volume_may_go_away_any_number_of_times(house: House, tmp_path: Path) -> None:
    media = tmp_path / "volume" / "film.mp4"
    players = Unplugged(tmp_path / "cues", media)
    workflow = await house.takes(a_job("a", order=Order(clip=Clip(media=str(media))), seen=True), players)
    for _ in range(3):
        await house.rests(workflow)
        assert (await house.job()).state is JobState.needs_media
        media.parent.mkdir()
        media.touch()
        await workflow.look_for_media()
    await house.rests(workflow)
    assert players.prepared == 3
    await workflow.close()


async def test_media_that_is_gone_from_a_volume_that_is_there_fails_the_job(house: House) -> None:
    gone = Refusal("media-missing", "the media is gone")
    job, players = await house.brings(gone, gone)
    assert (job.state, players.prepared) == (JobState.failed, 2)


async def test_progress_never_falls_back_and_film_is_part_of_it(house: House, tmp_path: Path) -> None:
    players = Slow(tmp_path / "cues")
    job = await house.carries(a_job("a"), players)
    assert job.state is JobState.done
    prepared, half_filmed, filmed, sounding, performed = players.seen
    assert prepared == 0.3  # nothing was told while it was prepared: all was remembered
    assert prepared < half_filmed < filmed < sounding < performed


async def test_nothing_else_is_tried_again(house: House) -> None:
    job, players = await house.brings(Refusal("engine-crash", "it crashes"))
    assert (job.state, players.prepared) == (JobState.failed, 1)


MEDIA, PROXY = "/film/a.mov", "/film/small.mov"
LINKED = Order(clip=Clip(media=MEDIA, proxy=PROXY))


@pytest.mark.parametrize("code", ["media-unreadable", "media-crash", "no-picture", "no-frames"])
async def test_a_linked_proxy_stands_in_for_what_cannot_be_decoded(house: House, code: str) -> None:
    players = Blind(house.folder / "cues", code)
    job = await house.carries(a_job("a", order=LINKED), players)
    assert job.state is JobState.done
    assert players.asked == [(MEDIA, None), (PROXY, MEDIA)]
    assert (job.picture.media, job.info().media, job.order_again.clip) == (PROXY, MEDIA, LINKED.clip)


async def test_a_proxy_that_is_refused_fails_the_job_for_its_own_reason(house: House) -> None:
    players = Blind(house.folder / "cues", "no-frames", Refusal("no-frames", "nor this"))
    job = await house.carries(a_job("a", order=LINKED), players)
    assert (job.state, len(players.asked)) == (JobState.failed, 2)
    assert job.error is not None
    assert job.error.message == "nor this"


@pytest.mark.parametrize(
    ("order", "code"),
    [(LINKED, "media-missing"), (LINKED, "cache-full"), (Order(clip=Clip(media=MEDIA)), "no-frames")],
)
async def test_nothing_stands_in_for_what_fails_otherwise_or_has_none(
    house: House, order: Order, code: str
) -> None:
    players = Blind(house.folder / "cues", code)
    job = await house.carries(a_job("a", order=order), players)
    assert (job.state, players.asked) == (JobState.failed, [(MEDIA, None)])
