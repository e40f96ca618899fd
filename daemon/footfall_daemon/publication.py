"""The files of a job get their names: one after the other, each noted in the ledger before it is done."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from footfall_bridge.protocol import Order, Refusal
from footfall_daemon import placement
from footfall_daemon.jobs import Delivery, Job
from footfall_daemon.ledger import Ledger
from footfall_daemon.refusals import refusal_of
from footfall_daemon.settings import Naming

_ATTEMPTS = 100
"""Names tried for one file while others take them."""

Keep = Callable[[Delivery], Awaitable[None]]
"""Writes to the ledger what is about to become of a file, or has."""


def wanted_name(job: Job, naming: Naming) -> Path:
    """Without its version: jobs that want the same would all try for the next one, and all but one in vain."""
    folder = Path(job.wavs[0].temporary).parent
    return folder / _name(job, folder, naming).base


async def publish_wavs(ledger: Ledger, id_: str, naming: Naming) -> None:
    """All WAVs of a job, of one version where nobody interferes. Raises `Refusal`."""
    await _name_all(ledger, id_, naming)
    for file in ledger[id_].wavs:
        if not file.published:
            await _publish_wav(ledger, id_, file, naming)


async def publish_movie(ledger: Ledger, id_: str) -> None:
    """Best effort: the WAVs are there already, so a movie without a name is a notice."""
    job = ledger[id_]
    if job.movie is None or not await asyncio.to_thread(Path(job.movie.temporary).exists):
        return
    assert job.wavs[0].final is not None
    wav = Path(job.wavs[0].final)
    for attempt in range(1, _ATTEMPTS):
        file = job.movie.model_copy(update={"final": str(placement.review_of(wav, attempt))})
        try:
            if await _published(file, partial(_keep_movie, ledger, id_)):
                return
        except Refusal as refusal:
            notice = f"the review movie was lost: {refusal.message}"
            ledger.note(id_, movie=None, notices=[*ledger[id_].notices, notice])
            return


async def _name_all(ledger: Ledger, id_: str, naming: Naming) -> None:
    job = ledger[id_]
    nameless = [file for file in job.wavs if file.final is None]
    if nameless:
        version = await _next_version(job, nameless[0], naming)
        for file in nameless:
            await _keep_wav(ledger, id_, _named(job, file, version, naming))


async def _publish_wav(ledger: Ledger, id_: str, file: Delivery, naming: Naming) -> None:
    keep = partial(_keep_wav, ledger, id_)
    for _ in range(_ATTEMPTS):
        if await _published(file, keep):
            await keep(file.model_copy(update={"published": True}))
            return
        job = ledger[id_]
        file = _named(job, file, await _next_version(job, file, naming), naming)
    folder = Path(file.temporary).parent
    raise Refusal("dest-busy", f"other programs took every name tried in {folder}: try again")


async def _published(file: Delivery, keep: Keep) -> bool:
    """False where the name was taken meanwhile. The ledger knows the name before the disk does."""
    assert file.final is not None
    await keep(file)
    loop = asyncio.get_running_loop()

    async def reserve() -> None:
        await keep(file.model_copy(update={"reserved": True}))

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


async def _keep_wav(ledger: Ledger, id_: str, file: Delivery) -> None:
    wavs = [file if other.layer == file.layer else other for other in ledger[id_].wavs]
    await ledger.note(id_, wavs=wavs)


async def _keep_movie(ledger: Ledger, id_: str, file: Delivery) -> None:
    await ledger.note(id_, movie=file)


async def _next_version(job: Job, file: Delivery, naming: Naming) -> int:
    folder = Path(file.temporary).parent
    try:
        return await asyncio.to_thread(_name(job, folder, naming).next_version, folder)
    except OSError as error:
        raise refusal_of(error, folder) from None


def _named(job: Job, file: Delivery, version: int, naming: Naming) -> Delivery:
    folder = Path(file.temporary).parent
    final = folder / _name(job, folder, naming).version(version, file.layer)
    return file.model_copy(update={"final": str(final), "reserved": False})


def _name(job: Job, folder: Path, naming: Naming) -> placement.Name:
    assert job.plan is not None
    longest = placement.longest_name(folder, windows=os.name == "nt")
    kind = placement.UcsName if naming == "ucs" else placement.Name
    return kind.of(_stem(job.order), job.plan.timecode, job.take, longest)


def _stem(order: Order) -> str:
    return order.name or (Path(order.clip.media).stem if order.clip.media else "text")
