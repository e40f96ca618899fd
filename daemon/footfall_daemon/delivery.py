"""The last stretch of a job: its files are written under temporary names, then published, and never twice."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine, Iterable
from pathlib import Path
from weakref import WeakValueDictionary

from footfall_bridge.protocol import MIX, JobState, Movie, Output, Refusal
from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon import placement
from footfall_daemon.catalog import Catalog
from footfall_daemon.jobs import Delivery, Job, Plan
from footfall_daemon.ledger import Ledger
from footfall_daemon.media.messages import Marks, Splice, Wave, WavFile, Write
from footfall_daemon.media_pool import MediaPool
from footfall_daemon.publication import publish_movie, publish_wavs, wanted_name
from footfall_daemon.settings import LiveSettings

_log = logging.getLogger("footfall.delivery")
_BYTES_PER_SAMPLE = 3
_SPARE_BYTES = 16 * 2**20
"""Left on the disk beside what we write: a full disk harms the user's other programs."""
_MOVIE = "movie"


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
        self._turns: WeakValueDictionary[Path, asyncio.Lock] = WeakValueDictionary()
        """Of those that want the same name: one after the other finds the next version free."""

    async def check(self, job: Job) -> None:
        """Raises `Refusal` where the job could not be delivered: told before any work is done for it."""
        await asyncio.to_thread(self._folder, job)

    async def deliver(self, id_: str, waves: list[Wave], on_progress: Callable[[float], None]) -> None:
        """From waveforms to `done`. Raises `Refusal`; what is not published by then is gone."""
        try:
            await self._deliver(id_, waves, on_progress)
        finally:
            await asyncio.to_thread(_remove, [wave.path for wave in waves])

    async def _deliver(self, id_: str, waves: list[Wave], on_progress: Callable[[float], None]) -> None:
        job = self._ledger[id_]
        choice = await asyncio.to_thread(self._folder, job)
        published = {file.layer: file for file in job.wavs if file.published}
        wavs = [published.get(layer) or _delivery(choice.folder, id_, layer) for layer in job.layers]
        movie = _delivery(choice.folder, id_, _MOVIE) if job.wants_movie else None
        notices = [*job.notices, *choice.notices, *_why_no_movie(job)]
        await self._ledger.move(id_, JobState.writing, wavs=wavs, movie=movie, notices=notices)
        try:
            written = await self._media.write(self._errand(self._ledger[id_], waves), on_progress)
            self._ledger.note(id_, notices=[*notices, *written.notices])
            await _to_the_end(self._publish(id_))
        finally:
            await asyncio.to_thread(_remove, [file.temporary for file in (*wavs, movie) if file is not None])

    async def recover(self, id_: str) -> None:
        """Go on with a job that a daemon before us left in `writing`. While its volume is away it stays there."""
        job = self._ledger[id_]
        try:
            fate, wavs = await asyncio.to_thread(_fate, job)
        except OSError as error:
            _log.warning("job %s: its folder cannot be reached (%s)", id_, error)
            return
        if not self._ledger.is_active(id_):  # cancelled while its volume was looked at
            return
        if fate is placement.Fate.again:
            await self._ledger.move(id_, JobState.ready, wavs=wavs, movie=None)
        else:
            await self._ledger.note(id_, wavs=wavs)
            await self._publish_if_possible(id_)

    async def _publish_if_possible(self, id_: str) -> None:
        """Else the job stays in `writing`: it is tried again, and may be cancelled."""
        try:
            await self._publish(id_)
        except Refusal as refusal:
            _log.warning("job %s: %s [%s]", id_, refusal.message, refusal.code)

    async def _publish(self, id_: str) -> None:
        """The WAVs first: they are what the job is about, and bear its id."""
        naming = self._settings.now.output_naming
        async with self._turns.setdefault(wanted_name(self._ledger[id_], naming), asyncio.Lock()):
            await publish_wavs(self._ledger, id_, naming)
        await publish_movie(self._ledger, id_)
        await self._ledger.move(id_, JobState.done, outputs=self._outputs(self._ledger[id_]))

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
        channels = sum(self._channels(job, layer) for layer in job.layers)
        needed = job.plan.samples * channels * _BYTES_PER_SAMPLE + _SPARE_BYTES
        if not placement.enough_space(folder, needed):
            words = f"the disk of {folder} is nearly full: make room for {needed // 2**20 + 1} MiB and retry"
            raise Refusal("disk-full", words)

    def _channels(self, job: Job, layer: str) -> int:
        return self._catalog[job.engine].channels_of(layer, wide=job.order.pan or bool(job.order.room))

    def _errand(self, job: Job, waves: list[Wave]) -> Write:
        assert job.plan is not None
        plan = job.plan
        return Write(
            job=job.id,
            files=[self._file(job, layer, waves) for layer in job.layers],
            samples=plan.samples,
            time_reference=plan.time_reference,
            splice=_splice(job, plan),
            marks=_marks(job, plan) if self._catalog[job.engine].follows_cues else None,
            request={"job": job.id, "order": job.order_again.model_dump(mode="json")},
            movie=job.order.movie if job.movie else Movie.none,
            movie_path=job.movie.temporary if job.movie else None,
            media=job.picture.media,
            source_in=plan.source_in,
            source_out=plan.source_out,
            handle_samples=plan.handle_samples,
        )

    def _file(self, job: Job, layer: str, waves: list[Wave]) -> WavFile:
        folder = Path(job.wavs[0].temporary).parent
        channels = self._channels(job, layer)
        mode = "stereo" if channels == 2 else "mono"
        what = job.engine if layer == MIX else f"{job.engine} {layer}"
        return WavFile(
            layer=layer,
            path=str(_temporary(folder, job.id, layer)),
            waves=[wave for wave in waves if wave.layer == layer],
            channels=channels,
            equal_power=self._catalog[job.engine].overlap > 0,
            description=f"{what} seed {job.seed} take {job.take}: {job.order.prompt}".rstrip(": "),
            coding_history=f"A=PCM,F={SAMPLE_RATE},W=24,M={mode},T=Footfall {job.engine}",
        )

    def _outputs(self, job: Job) -> list[Output]:
        assert job.plan is not None
        return [
            Output(
                path=file.final,
                layer=file.layer,
                sample_rate=SAMPLE_RATE,
                channels=self._channels(job, file.layer),
                samples=job.plan.samples,
                time_reference=job.plan.time_reference,
            )
            for file in job.wavs
            if file.final is not None
        ]


def _splice(job: Job, plan: Plan) -> Splice | None:
    if job.order.region is None or plan.region is None:
        return None
    return Splice(region=plan.region, base=job.order.region.file)


def _marks(job: Job, plan: Plan) -> Marks:
    order = job.order
    return Marks(
        cues=plan.cues,
        contacts=order.contacts,
        sensitivity=order.sensitivity,
        offset=order.offset_ms / 1000,
    )


def _why_no_movie(job: Job) -> list[str]:
    if job.order.movie is Movie.none or job.wants_movie:
        return []
    if job.order.clip.reverse:
        return ["a clip that plays backwards has no review movie: its picture would have to be encoded anew"]
    return ["a clip without media has no review movie"]


def _fate(job: Job) -> tuple[placement.Fate, list[Delivery]]:
    """Of all files together, and the files as they are to be noted. Raises `OSError`."""
    fates = {file.layer: _fate_of(file, job.id) for file in job.wavs}
    done = [
        file.model_copy(update={"published": True})
        for file in job.wavs
        if fates[file.layer] is placement.Fate.done
    ]
    if placement.Fate.again in fates.values():
        files = [*job.wavs, *([job.movie] if job.movie is not None else [])]
        _remove([file.temporary for file in files])
        return placement.Fate.again, done
    layers = {file.layer: file for file in done}
    return placement.Fate.publish, [layers.get(file.layer, file) for file in job.wavs]


def _fate_of(file: Delivery, job: str) -> placement.Fate:
    if file.published:
        return placement.Fate.done
    final = Path(file.final) if file.final else None
    return placement.recover(Path(file.temporary), final, reserved=file.reserved, job=job)


def _delivery(folder: Path, job: str, layer: str) -> Delivery:
    return Delivery(layer=layer, temporary=str(_temporary(folder, job, layer)))


def _temporary(folder: Path, job: str, layer: str) -> Path:
    suffix = {MIX: ".wav", _MOVIE: ".mp4"}.get(layer, f"-{layer}.wav")
    return placement.temporary(folder, job, suffix)


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
