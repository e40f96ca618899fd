"""Real store, real placement, real WAVs; only the media process is left out: its work is done in this one."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from footfall_bridge.protocol import MIX, JobState, Layer, Order, Refusal
from footfall_bridge.provenance import read_reference, reference_of
from footfall_bridge.timeline import Clip, Time
from footfall_daemon import placement, publication
from footfall_daemon.catalog import Catalog
from footfall_daemon.delivery import Deliverer
from footfall_daemon.jobs import Delivery, Job, Plan
from footfall_daemon.ledger import Ledger
from footfall_daemon.media.messages import Wave, Write, Written
from footfall_daemon.media.write import write
from footfall_daemon.media_pool import MediaPool, OnProgress
from footfall_daemon.publisher import Publisher
from footfall_daemon.settings import LiveSettings
from footfall_daemon.store import Store
from tests.daemon.making import a_job

SAMPLES = 4_800
NAME = "film_foley_00-00-00-00_t1_v1.wav"


class NearPool:
    """A media pool without processes."""

    refusal: Refusal | None = None
    last: Write

    async def write(self, errand: Write, on_progress: OnProgress) -> Written:
        self.last = errand
        if self.refusal is not None:
            raise self.refusal
        return await asyncio.to_thread(write, errand, on_progress, lambda: False)


class Desk:
    def __init__(self, folder: Path, store: Store) -> None:
        self.folder = folder
        self.pool = NearPool()
        self.ledger = Ledger(store, Publisher(lambda *_: None))
        self.deliverer = Deliverer(
            ledger=self.ledger,
            media=cast(MediaPool, self.pool),
            catalog=Catalog(),
            settings=LiveSettings(folder / "settings.toml"),
            fallback=folder / "audio",
        )

    async def job(
        self, state: JobState = JobState.running, layers: Sequence[str] = (), id_: str = "abc", **changes: object
    ) -> Job:
        """An accepted job whose clip is `film.mp4`, as the store has it."""
        time = Time(value=1, rate=(10, 1))
        plan = Plan(
            source_in=None,
            source_out=None,
            duration=time,
            samples=SAMPLES,
            handle_samples=0,
            time_reference=0,
            timecode="00:00:00:00",
            segments=[],
            cues="",
        )
        order = Order(clip=Clip(media=str(self.folder / "film.mp4")), layers=[Layer(name) for name in layers])
        job = a_job(id_, state=state, order=order, plan=plan, **changes)
        self.ledger.add((await self.ledger.store.accept(f"request {id_}", [job]))[0])
        return job

    def waves(self, layers: Sequence[str] = (MIX,), of: str = "") -> list[Wave]:
        waves = []
        for layer in layers:
            path = self.folder / f"{of}{layer}.npy"
            np.save(path, np.full((1 if layer == "feet" else 2, SAMPLES), 0.1, np.float32))
            waves.append(Wave(layer=layer, path=str(path), start=0, samples=SAMPLES))
        return waves

    async def deliver(self) -> Job:
        await self.deliverer.deliver("abc", self.waves(self.ledger["abc"].layers), lambda _: None)
        return await self.stored()

    async def stored(self) -> Job:
        (job,) = await self.ledger.store.find("abc")
        return job

    def files(self) -> list[str]:
        return sorted(path.name for path in (self.folder / "Foley").iterdir())

    async def left_in_writing(self, *, published: bool, whole: bool = True, layers: Sequence[str] = (MIX,)) -> Job:
        """As a daemon leaves it that was killed after choosing the final names."""
        (self.folder / "Foley").mkdir(exist_ok=True)
        wavs = []
        for layer in layers:
            kind = "" if layer == MIX else f"-{layer}"
            temporary = placement.temporary(self.folder / "Foley", "abc", f"{kind}.wav")
            final = self.folder / "Foley" / NAME.replace("_v1", f"{kind.replace('-', '_')}_v1")
            wavs.append(Delivery(layer=layer, temporary=str(temporary), final=str(final) if whole else None))
        job = await self.job(JobState.writing, layers=[layer for layer in layers if layer != MIX], wavs=wavs)
        write(self.deliverer._errand(job, self.waves(layers)), lambda _: None, lambda: False)
        if published:
            _rename(wavs)
        return job


def _rename(files: Sequence[Delivery]) -> None:
    for file in files:
        assert file.final is not None
        Path(file.temporary).rename(file.final)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    store = Store(tmp_path / "queue.sqlite")
    await store.open()
    yield Desk(tmp_path, store)
    await store.close()


async def test_many_jobs_that_want_the_same_name_wait_for_each_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publication, "_ATTEMPTS", 1)
    ids = [f"job{number}" for number in range(12)]
    for id_ in ids:
        await desk.job(id_=id_)
    await asyncio.gather(*(desk.deliverer.deliver(id_, desk.waves(of=id_), lambda _: None) for id_ in ids))
    assert sorted(desk.files()) == sorted(NAME.replace("_v1", f"_v{version}") for version in range(1, 13))


async def test_what_was_performed_lies_beside_the_media(desk: Desk) -> None:
    await desk.job()
    job = await desk.deliver()
    assert job.state is JobState.done
    assert desk.files() == [NAME]
    assert read_reference(Path(job.outputs[0].path)) == reference_of("abc")
    assert not (desk.folder / "mix.npy").exists()


async def test_a_name_taken_at_the_last_moment_leads_to_the_next(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = placement.publish

    def publish(temporary: Path, final: Path, **more: object) -> None:
        if final.name == NAME:
            final.write_text("another program was faster")
        real(temporary, final, reserving=lambda: None)

    monkeypatch.setattr(placement, "publish", publish)
    await desk.job()
    job = await desk.deliver()
    assert Path(job.outputs[0].path).name == NAME.replace("_v1", "_v2")
    assert (desk.folder / "Foley" / NAME).read_text() == "another program was faster"


async def test_a_writing_that_fails_leaves_nothing(desk: Desk) -> None:
    desk.pool.refusal = Refusal("disk-full", "the disk is full")
    await desk.job()
    with pytest.raises(Refusal, match="the disk is full"):
        await desk.deliver()
    assert desk.files() == []
    assert not (desk.folder / "mix.npy").exists()


async def test_a_full_disk_is_told_before_any_work(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placement, "enough_space", lambda *_: False)
    with pytest.raises(Refusal) as refused:
        await desk.deliverer.check(await desk.job())
    assert refused.value.code == "disk-full"


async def test_a_publication_is_not_cancelled_halfway(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = asyncio.Event()
    loop = asyncio.get_running_loop()
    real = placement.publish

    def publish(temporary: Path, final: Path, **_: object) -> None:
        loop.call_soon_threadsafe(begun.set)
        real(temporary, final, reserving=lambda: None)

    monkeypatch.setattr(placement, "publish", publish)
    await desk.job()
    task = asyncio.create_task(desk.deliver())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await desk.stored()).state is JobState.done


async def test_killed_before_the_file_was_whole_it_is_made_again(desk: Desk) -> None:
    await desk.left_in_writing(published=False, whole=False)
    await desk.deliverer.recover("abc")
    assert (await desk.stored()).state is JobState.ready
    assert desk.files() == []


async def test_killed_before_publishing_only_the_name_is_given(desk: Desk) -> None:
    await desk.left_in_writing(published=False)
    await desk.deliverer.recover("abc")
    assert (await desk.stored()).state is JobState.done
    assert desk.files() == [NAME]


async def test_killed_after_publishing_it_is_not_made_twice(desk: Desk) -> None:
    await desk.left_in_writing(published=True)
    await desk.deliverer.recover("abc")
    job = await desk.stored()
    assert (job.state, job.outputs[0].samples) == (JobState.done, SAMPLES)
    assert desk.files() == [NAME]


async def test_while_the_volume_is_away_nothing_is_decided(desk: Desk) -> None:
    await desk.left_in_writing(published=True)
    (desk.folder / "Foley").rename(desk.folder / "away")
    await desk.deliverer.recover("abc")
    assert (await desk.stored()).state is JobState.writing
    (desk.folder / "away").rename(desk.folder / "Foley")
    await desk.deliverer.recover("abc")
    assert (await desk.stored()).state is JobState.done


@pytest.mark.parametrize("number", [errno.EROFS, errno.EIO])
async def test_a_volume_that_refuses_recovery_stops_nobody(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, "refused")

    await desk.left_in_writing(published=False)
    with monkeypatch.context() as patch:
        patch.setattr(placement, "publish", refuse)
        await desk.deliverer.recover("abc")
    assert (await desk.stored()).state is JobState.writing
    await desk.deliverer.recover("abc")
    assert (await desk.stored()).state is JobState.done


async def test_a_full_disk_leaves_no_empty_folder(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placement, "enough_space", lambda *_: False)
    with pytest.raises(Refusal):
        await desk.deliverer.check(await desk.job())
    assert not (desk.folder / "Foley").exists()


LAYERS = ["feet", "ambience"]


async def test_each_layer_is_a_file_of_its_own(desk: Desk) -> None:
    await desk.job(layers=LAYERS)
    job = await desk.deliver()
    assert desk.files() == [NAME.replace("_v1", f"_{layer}_v1") for layer in sorted(LAYERS)]
    assert [(output.layer, output.channels) for output in job.outputs] == [("feet", 1), ("ambience", 2)]


async def test_killed_between_two_layers_the_other_one_follows(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = placement.publish

    def publish(temporary: Path, final: Path, **more: object) -> None:
        if "ambience" in final.name:
            raise OSError(errno.EIO, "gone")
        real(temporary, final, reserving=lambda: None)

    await desk.left_in_writing(published=False, layers=LAYERS)
    with monkeypatch.context() as patch:
        patch.setattr(placement, "publish", publish)
        await desk.deliverer.recover("abc")
    assert (await desk.stored()).state is JobState.writing
    await desk.deliverer.recover("abc")
    assert (await desk.stored()).state is JobState.done
    assert desk.files() == [NAME.replace("_v1", f"_{layer}_v1") for layer in sorted(LAYERS)]


async def test_a_layer_that_was_published_is_not_made_twice(desk: Desk) -> None:
    await desk.left_in_writing(published=True, layers=LAYERS)
    (desk.folder / "Foley" / NAME.replace("_v1", "_ambience_v1")).unlink()
    await desk.deliverer.recover("abc")
    assert [file.layer for file in (await desk.stored()).wavs] == ["feet"]
    await desk.ledger.move("abc", JobState.running)
    assert (await desk.deliver()).state is JobState.done
    assert desk.files() == [NAME.replace("_v1", "_ambience_v2"), NAME.replace("_v1", "_feet_v1")]


@pytest.mark.parametrize(("engine", "equal_power"), [("sketch", False), ("hunyuan-xl", True)])
async def test_segments_that_overlap_keep_their_power(desk: Desk, engine: str, equal_power: bool) -> None:
    """Two halves of a scene that an engine made apart have nothing in common, not even where they meet."""
    job = await desk.job(engine=engine, wavs=[Delivery(temporary=str(desk.folder / "t.wav"))])
    assert [file.equal_power for file in desk.deliverer._errand(job, []).files] == [equal_power]
