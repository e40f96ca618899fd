"""The last stretch of a job: its files are written under temporary names, then published, and never twice."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Literal

from footfall_bridge.protocol import JobState, Order, Output, Refusal
from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon import placement
from footfall_daemon.catalog import Catalog
from footfall_daemon.jobs import Delivery, Job
from footfall_daemon.ledger import Ledger
from footfall_daemon.media.messages import Wave, Write
from footfall_daemon.media_pool import MediaPool
from footfall_daemon.settings import LiveSettings

_log = logging.getLogger("footfall.delivery")
_BYTES_PER_SAMPLE = 3
_SPARE_BYTES = 16 * 2**20
"""Left on the disk beside what we write: a full disk harms the user's other programs."""
_File = Literal["wav", "movie"]


class Deliverer:
    """Writes a job's files where they belong. What it promises to the user's disk is in the ledger first."""

    def __init__(
        self, *, ledger: Ledger, media: MediaPool, catalog: Catalog, settings: LiveSettings, fallback: Path
    ) -> None:
        self._ledger = ledger
        self._media = media
        self._catalog = catalog
        self._settings = settings
        self._fallback = fallback

    async def check(self, job: Job) -> None:
        """Raises `Refusal` where the job could not be delivered: told before any work is done for it."""
        await asyncio.to_thread(self._folder, job)

    async def deliver(self, id_: str, waves: list[Wave], on_progress: Callable[[float], None]) -> None:
        """From waveforms to `done`. Raises `Refusal`; nothing of ours is left then."""
        job = self._ledger[id_]
        choice = await asyncio.to_thread(self._folder, job)
        wav = Delivery(temporary=str(placement.temporary(choice.folder, id_, ".wav")))
        movie = (
            Delivery(temporary=str(placement.temporary(choice.folder, id_, ".mp4"))) if job.wants_movie else None
        )
        notices = [*job.notices, *choice.notices]
        await self._ledger.move(id_, JobState.writing, wav=wav, movie=movie, notices=notices)
        try:
            written = await self._media.write(self._errand(self._ledger[id_], waves), on_progress)
            self._ledger.note(id_, notices=[*notices, *written.notices])
            await _to_the_end(self._publish(id_))
        finally:
            await asyncio.to_thread(_remove, [wav.temporary, *([movie.temporary] if movie else [])])
            await asyncio.to_thread(_remove, [wave.path for wave in waves])

    async def recover(self, id_: str) -> None:
        """Go on with a job that a daemon before us left in `writing`."""
        job = self._ledger[id_]
        assert job.wav is not None
        fate = await asyncio.to_thread(self._fate, job, job.wav)
        if fate == "again":
            await asyncio.to_thread(_remove, [file.temporary for file in (job.wav, job.movie) if file])
            await self._ledger.move(id_, JobState.ready, wav=None, movie=None)
        elif fate == "publish":
            await self._publish(id_)
        else:
            await self._publish_movie_and_end(id_)

    # publishing

    async def _publish(self, id_: str) -> None:
        await self._publish_file(id_, "wav", self._wav_name(self._ledger[id_]))
        await self._publish_movie_and_end(id_)

    async def _publish_movie_and_end(self, id_: str) -> None:
        job = self._ledger[id_]
        assert job.wav is not None
        assert job.wav.final is not None
        if job.movie is not None and await asyncio.to_thread(Path(job.movie.temporary).exists):
            await self._publish_file(id_, "movie", f"{Path(job.wav.final).stem}_review.mp4")
        await self._ledger.move(id_, JobState.done, outputs=[self._output(self._ledger[id_])])

    async def _publish_file(self, id_: str, which: _File, name: str | placement.Name) -> None:
        raise NotImplementedError

    # figures and words

    def _folder(self, job: Job) -> placement.Choice:
        assert job.plan is not None
        choice = placement.choose_folder(
            media=Path(job.order.clip.media) if job.order.clip.media else None,
            dest=Path(job.order.dest) if job.order.dest else None,
            name=self._settings.now.output_folder,
            fallback=Path(self._settings.now.output_fallback or self._fallback),
        )
        needed = job.plan.samples * self._catalog[job.engine].channels * _BYTES_PER_SAMPLE + _SPARE_BYTES
        free = shutil.disk_usage(choice.folder).free
        if free < needed:
            words = f"{choice.folder} has {free // 2**20} MiB free, {needed // 2**20 + 1} are needed: make room and retry"
            raise Refusal("disk-full", words)
        return choice

    def _errand(self, job: Job, waves: list[Wave]) -> Write:
        assert job.plan is not None
        assert job.wav is not None
        plan, channels = job.plan, self._catalog[job.engine].channels
        return Write(
            job=job.id,
            waves=waves,
            samples=plan.samples,
            channels=channels,
            time_reference=plan.time_reference,
            wav=job.wav.temporary,
            description=f"{job.engine} seed {job.seed} take {job.take}: {job.order.prompt}".rstrip(": "),
            coding_history=f"A=PCM,F={SAMPLE_RATE},W=24,M={'stereo' if channels == 2 else 'mono'},T=Footfall {job.engine}",
            request={"job": job.id, "order": _order_again(job).model_dump(mode="json")},
            movie=job.order.movie,
            movie_path=job.movie.temporary if job.movie else None,
            media=job.order.clip.media,
            source_in=plan.source_in,
            source_out=plan.source_out,
            handle_samples=plan.handle_samples,
        )

    def _output(self, job: Job) -> Output:
        assert job.plan is not None
        assert job.wav is not None
        assert job.wav.final is not None
        return Output(
            path=job.wav.final,
            sample_rate=SAMPLE_RATE,
            channels=self._catalog[job.engine].channels,
            samples=job.plan.samples,
            time_reference=job.plan.time_reference,
        )


def _order_again(job: Job) -> Order:
    """The order that makes this very file again."""
    return job.order.model_copy(
        update={"engine": job.engine, "seed": job.seed, "takes": 1, "first_take": job.take, "handles": job.handles}
    )
