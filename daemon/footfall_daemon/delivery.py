"""The last stretch of a job: its files are written under temporary names, then published, and never twice."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import Callable, Coroutine, Iterable
from functools import partial
from pathlib import Path
from typing import Literal

from footfall_bridge.protocol import JobState, Movie, Order, Output, Refusal
from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon import placement
from footfall_daemon.catalog import Catalog
from footfall_daemon.jobs import Delivery, Job
from footfall_daemon.ledger import Ledger
from footfall_daemon.media.messages import Wave, Write, Written
from footfall_daemon.media_pool import MediaPool
from footfall_daemon.refusals import refusal_of
from footfall_daemon.settings import LiveSettings

_log = logging.getLogger("footfall.delivery")
_BYTES_PER_SAMPLE = 3
_SPARE_BYTES = 16 * 2**20
"""Left on the disk beside what we write: a full disk harms the user's other programs."""
_ATTEMPTS = 100
"""Names tried for one file while others take them."""


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
        notices = [*job.notices, *choice.notices, *_why_no_movie(job)]
        await self._ledger.move(id_, JobState.writing, wav=wav, movie=movie, notices=notices)
        try:
            written = await self._write(id_, waves, on_progress)
            self._ledger.note(id_, notices=[*notices, *written.notices])
            await _to_the_end(self._publish(id_))
        finally:
            await asyncio.to_thread(_remove, [wav.temporary, *([movie.temporary] if movie else [])])

    async def _write(self, id_: str, waves: list[Wave], on_progress: Callable[[float], None]) -> Written:
        try:
            return await self._media.write(self._errand(self._ledger[id_], waves), on_progress)
        finally:
            await asyncio.to_thread(_remove, [wave.path for wave in waves])

    async def recover(self, id_: str) -> None:
        """Go on with a job that a daemon before us left in `writing`. While its volume is away it stays there."""
        job = self._ledger[id_]
        try:
            fate = await asyncio.to_thread(_fate, job)
        except OSError as error:
            _log.warning("job %s: its folder cannot be reached (%s)", id_, error)
            return
        match fate:
            case placement.Fate.again:
                await self._ledger.move(id_, JobState.ready, wav=None, movie=None)
            case placement.Fate.publish:
                await self._publish_if_possible(id_)
            case placement.Fate.done:
                await self._publish_movie_and_end(id_)

    async def _publish_if_possible(self, id_: str) -> None:
        """Else the job stays in `writing`: it is tried again, and may be cancelled."""
        try:
            await self._publish(id_)
        except Refusal as refusal:
            _log.warning("job %s: %s [%s]", id_, refusal.message, refusal.code)

    # publishing

    async def _publish(self, id_: str) -> None:
        """The WAV first: it is what the job is about, and bears its id."""
        job = self._ledger[id_]
        assert job.wav is not None
        temporary = Path(job.wav.temporary)
        name = _name(job, temporary.parent)
        for _ in range(_ATTEMPTS):
            try:
                final = await asyncio.to_thread(name.next_free, temporary.parent)
            except OSError as error:
                raise refusal_of(error, temporary.parent) from None
            if await self._published(id_, "wav", Delivery(temporary=str(temporary), final=str(final))):
                return await self._publish_movie_and_end(id_)
        raise Refusal("dest-busy", f"other programs took every name tried in {temporary.parent}: try again")

    async def _publish_movie_and_end(self, id_: str) -> None:
        job = self._ledger[id_]
        assert job.wav is not None
        assert job.wav.final is not None
        if job.movie is not None and await asyncio.to_thread(Path(job.movie.temporary).exists):
            await self._publish_movie(id_, Path(job.wav.final), Path(job.movie.temporary))
        await self._ledger.move(id_, JobState.done, outputs=[self._output(self._ledger[id_])])

    async def _publish_movie(self, id_: str, wav: Path, temporary: Path) -> None:
        """Best effort: the WAV is there already, so a movie without a name is a notice."""
        for attempt in range(1, _ATTEMPTS):
            final = placement.review_of(wav, attempt)
            try:
                if await self._published(id_, "movie", Delivery(temporary=str(temporary), final=str(final))):
                    return
            except Refusal as refusal:
                notice = f"the review movie was lost: {refusal.message}"
                self._ledger.note(id_, movie=None, notices=[*self._ledger[id_].notices, notice])
                return

    async def _published(self, id_: str, which: Literal["wav", "movie"], file: Delivery) -> bool:
        """False where the name was taken meanwhile. The ledger knows the name before the disk does."""
        assert file.final is not None
        await self._ledger.note(id_, **{which: file})
        loop = asyncio.get_running_loop()

        async def reserve() -> None:
            await self._ledger.note(id_, **{which: file.model_copy(update={"reserved": True})})

        def reserving() -> None:
            asyncio.run_coroutine_threadsafe(reserve(), loop).result()

        publish = partial(placement.publish, Path(file.temporary), Path(file.final), reserving=reserving)
        try:
            await asyncio.to_thread(publish)
        except FileExistsError:
            return False
        except OSError as error:
            raise refusal_of(error, Path(file.final).parent) from None
        return True

    # figures and words

    def _folder(self, job: Job) -> placement.Choice:
        media = Path(job.order.clip.media) if job.order.clip.media else None
        dest = Path(job.order.dest) if job.order.dest else None
        fallback = Path(self._settings.now.output_fallback or self._fallback)
        # Before anything is made there: a refusal leaves no empty folder.
        self._check_space(job, dest or (media.parent if media else fallback))
        choice = placement.choose_folder(
            media=media, dest=dest, name=self._settings.now.output_folder, fallback=fallback
        )
        self._check_space(job, choice.folder)
        return choice

    def _check_space(self, job: Job, folder: Path) -> None:
        assert job.plan is not None
        needed = job.plan.samples * self._catalog[job.engine].channels * _BYTES_PER_SAMPLE + _SPARE_BYTES
        if not placement.enough_space(folder, needed):
            words = f"the disk of {folder} is nearly full: make room for {needed // 2**20 + 1} MiB and retry"
            raise Refusal("disk-full", words)

    def _errand(self, job: Job, waves: list[Wave]) -> Write:
        assert job.plan is not None
        assert job.wav is not None
        plan, channels = job.plan, self._catalog[job.engine].channels
        mode = "stereo" if channels == 2 else "mono"
        return Write(
            job=job.id,
            waves=waves,
            samples=plan.samples,
            channels=channels,
            time_reference=plan.time_reference,
            wav=job.wav.temporary,
            description=f"{job.engine} seed {job.seed} take {job.take}: {job.order.prompt}".rstrip(": "),
            coding_history=f"A=PCM,F={SAMPLE_RATE},W=24,M={mode},T=Footfall {job.engine}",
            request={"job": job.id, "order": _order_again(job).model_dump(mode="json")},
            movie=job.order.movie if job.movie else Movie.none,
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


def _why_no_movie(job: Job) -> list[str]:
    if job.order.movie is Movie.none or job.wants_movie:
        return []
    if job.order.clip.reverse:
        return ["a clip that plays backwards has no review movie: its picture would have to be encoded anew"]
    return ["a clip without media has no review movie"]


def _name(job: Job, folder: Path) -> placement.Name:
    assert job.plan is not None
    media = job.order.clip.media
    longest = placement.longest_name(folder, windows=os.name == "nt")
    return placement.Name.of(Path(media).stem if media else "text", job.plan.timecode, job.take, longest)


def _fate(job: Job) -> placement.Fate:
    assert job.wav is not None
    final = Path(job.wav.final) if job.wav.final else None
    fate = placement.recover(Path(job.wav.temporary), final, reserved=job.wav.reserved, job=job.id)
    if fate is placement.Fate.again and job.movie is not None:
        _remove([job.movie.temporary])
    return fate


async def _to_the_end(work: Coroutine[None, None, None]) -> None:
    """Cancelling comes too late for this: it is waited for, so that nobody finds it half done."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise


def _remove(paths: Iterable[str]) -> None:
    for path in paths:
        with contextlib.suppress(OSError):
            Path(path).unlink(missing_ok=True)
