"""Looks at jobs: made once, a few at a time, and never in the way of anything else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from footfall_bridge.protocol import GetPeaks, GetStrip, Order, Output, Peaks, Refusal, Still, Strip
from footfall_bridge.timeline import Clip, Time
from footfall_bridge.wire import pack
from footfall_daemon.jobs import Job
from footfall_daemon.media.messages import ErrandFailed, Prepare, Show, Shown, Trace, Traced
from footfall_daemon.media_pool import MediaPool
from footfall_daemon.previews import MOST_AT_ONCE, Previews
from footfall_daemon.settings import LiveSettings
from tests.daemon.fake_child import Nursery
from tests.daemon.making import a_job
from tests.daemon.test_media_pool import a_prepare, ignore, until

STRIP = Strip(job="", duration=1.0, frames=[Still(time=0.5, jpeg=b"\xff\xd8")])
PEAKS = Peaks(
    job="", path="", sample_rate=48_000, channels=1, samples=9, start=0.0, stop=9 / 48_000, low=b"", high=b""
)
OUTPUT = Output(path="/a.wav", sample_rate=48_000, channels=1, samples=9, time_reference=0)


class Gallery:
    """Previews with one fake media process for them, and one for jobs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.jobs, self.looks = Nursery(), Nursery()
        self.media = MediaPool(self.jobs.spawn, 1, aside=self.looks.spawn)
        self.previews = Previews(self.media, LiveSettings(folder / "settings.toml"), folder)

    def strip(self, job: Job, **wish: Any) -> asyncio.Task[Strip]:
        return asyncio.create_task(self.previews.strip(job, GetStrip(job=job.id, **wish)))

    def peaks(self, job: Job, **wish: Any) -> asyncio.Task[Peaks]:
        return asyncio.create_task(self.previews.peaks(job, GetPeaks(job=job.id, **wish)))

    async def asked(self, count: int = 1) -> None:
        await until(lambda: bool(self.looks.children) and len(self.looks.latest.told) == count)

    def shows(self) -> None:
        errand = self.looks.latest.last(Show)
        path = self.folder / f"{errand.frames}.preview"
        path.write_bytes(pack(STRIP))
        self.looks.latest.reports(Shown(job=errand.job, strip=str(path)))


@pytest.fixture
async def gallery(tmp_path: Path) -> AsyncIterator[Gallery]:
    gallery = Gallery(tmp_path)
    gallery.media.open()
    yield gallery
    await gallery.media.close()


async def test_a_strip_is_made_by_a_media_process(gallery: Gallery) -> None:
    task = gallery.strip(a_job("a"), frames=8, height=90)
    await gallery.asked()
    errand = gallery.looks.latest.last(Show)
    assert (errand.clip.media, errand.frames, errand.height) == ("/film/a.mp4", 8, 90)
    gallery.shows()
    assert await task == STRIP.model_copy(update={"job": "a"})


async def test_peaks_are_those_of_the_file_asked_for(gallery: Gallery) -> None:
    other = OUTPUT.model_copy(update={"path": "/b.wav"})
    task = gallery.peaks(a_job("a", outputs=[OUTPUT, other]), output=1, columns=16, start=0.5)
    await gallery.asked()
    errand = gallery.looks.latest.last(Trace)
    assert (errand.path, errand.columns, errand.start, errand.stop) == ("/b.wav", 16, 0.5, None)
    path = gallery.folder / "peaks"
    path.write_bytes(pack(PEAKS))
    gallery.looks.latest.reports(Traced(job="a", peaks=str(path)))
    peaks = await task
    assert (peaks.job, peaks.path) == ("a", "/b.wav")


async def test_text_alone_has_no_picture(gallery: Gallery) -> None:
    order = Order(clip=Clip(duration=Time(value=1, rate=(1, 1))))
    with pytest.raises(Refusal) as refused:
        await gallery.strip(a_job("a", order=order))
    assert refused.value.code == "no-picture"


async def test_a_job_that_made_no_file_yet_has_no_peaks(gallery: Gallery) -> None:
    with pytest.raises(Refusal, match="queued") as refused:
        await gallery.peaks(a_job("a"))
    assert refused.value.code == "no-output"
    with pytest.raises(Refusal, match="it made 1"):
        await gallery.peaks(a_job("a", outputs=[OUTPUT]), output=1)


async def test_what_keeps_the_media_shut_is_told(gallery: Gallery) -> None:
    task = gallery.strip(a_job("a"))
    await gallery.asked()
    gallery.looks.latest.reports(ErrandFailed(job="a", code="media-missing", message="reconnect its volume"))
    with pytest.raises(Refusal, match="reconnect its volume"):
        await task


async def test_a_cache_that_was_cleared_meanwhile_is_told(gallery: Gallery) -> None:
    task = gallery.strip(a_job("a"))
    await gallery.asked()
    gallery.looks.latest.reports(Shown(job="a", strip=str(gallery.folder / "gone.preview")))
    with pytest.raises(Refusal, match="ask again") as refused:
        await task
    assert refused.value.code == "preview-lost"


async def test_takes_of_one_clip_share_a_strip(gallery: Gallery) -> None:
    first, second = a_job("a"), a_job("a", take=2).model_copy(update={"id": "b"})
    tasks = [gallery.strip(first), gallery.strip(second)]
    await gallery.asked()
    gallery.shows()
    assert [(await task).job for task in tasks] == ["a", "b"]
    assert len(gallery.looks.latest.told) == 1


async def test_who_does_not_wait_takes_nothing_from_those_who_do(gallery: Gallery) -> None:
    hasty, patient = gallery.strip(a_job("a")), gallery.strip(a_job("a"))
    await gallery.asked()
    hasty.cancel()
    await asyncio.wait([hasty])
    gallery.shows()
    assert (await patient).job == "a"


async def test_too_many_at_once_are_asked_to_come_again(gallery: Gallery) -> None:
    waiting = [gallery.strip(a_job(f"job{number}")) for number in range(MOST_AT_ONCE)]
    await gallery.asked()
    with pytest.raises(Refusal) as refused:
        await gallery.strip(a_job("late"))
    assert refused.value.code == "busy"
    gallery.shows()
    await waiting[0]
    late = gallery.strip(a_job("late"))
    await asyncio.sleep(0)
    assert not late.done()


async def test_too_many_who_want_the_same_are_too_many(gallery: Gallery) -> None:
    waiting = [gallery.strip(a_job("a")) for _ in range(MOST_AT_ONCE)]
    await gallery.asked()
    with pytest.raises(Refusal, match="ask again"):
        await gallery.strip(a_job("a"))
    gallery.shows()
    assert len(await asyncio.gather(*waiting)) == MOST_AT_ONCE
    assert len(gallery.looks.latest.told) == 1


async def test_a_preview_does_not_wait_for_a_preparation(gallery: Gallery) -> None:
    preparing = asyncio.create_task(gallery.media.prepare(a_prepare(), ignore))
    await until(lambda: bool(gallery.jobs.children) and bool(gallery.jobs.latest.told))
    task = gallery.strip(a_job("a"))
    await gallery.asked()
    gallery.shows()
    await task
    assert not preparing.done()


async def test_a_job_does_not_wait_for_previews(gallery: Gallery) -> None:
    for number in range(5):
        gallery.strip(a_job(f"job{number}"))
    await gallery.asked()
    preparing = asyncio.create_task(gallery.media.prepare(a_prepare(), ignore))
    await until(lambda: bool(gallery.jobs.children) and bool(gallery.jobs.latest.told))
    assert isinstance(gallery.jobs.latest.told[0], Prepare)
    preparing.cancel()
