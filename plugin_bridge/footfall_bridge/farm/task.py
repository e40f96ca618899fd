"""A task of a farm's job on its node: a clip at the node's own daemon, made once however often it is run."""

from __future__ import annotations

import hashlib
import itertools
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from footfall_bridge.client import Client
from footfall_bridge.hosts.interchange.recuts import Wav, read_wav
from footfall_bridge.hosts.interchange.sounds import is_ours
from footfall_bridge.protocol import MIX, JobInfo, JobState, Order, Refusal

_INDIFFERENT: Final = {"dest", "priority", "fresh"}
"""Fields of an order that make no other sound."""
_NAME_LETTERS: Final = 24
"""Of a clip's name, by which its files are told from others before they are opened."""


def files_there(order: Order) -> list[Path] | None:
    """The files of this very order in its folder, whichever node made them; None where one is missing."""
    wavs = list(_candidates(order))
    layers = [str(layer) for layer in order.layers] or [MIX]
    found: list[Path] = []
    for take in range(order.takes):
        wanted = _take(order, take)
        made = {wav.layer: wav.path for wav in wavs if _bare(wav.order) == wanted}
        if not made.keys() >= set(layers):
            return None
        found += [made[layer] for layer in layers]
    return found


def carry_out(client: Client, order: Order, on_progress: Callable[[JobInfo], None]) -> list[JobInfo]:
    """The order's jobs as they ended; of those that are done the files are there. Raises `Refusal`."""
    jobs = _jobs(client, order)
    _retry(client, [job.id for job in jobs if job.state in (JobState.failed, JobState.cancelled)])
    ended = client.wait([job.id for job in jobs], on_progress=on_progress)
    for job in ended:
        if job.state is JobState.done and not _whole(job):
            raise Refusal(
                "no-output", f"job {job.id} is done, but its files are not in {order.dest!r}: run it again"
            )
    return ended


def give_up(client: Client, order: Order) -> None:
    """Cancel what is left of it. Raises `Refusal`."""
    client.cancel(job.id for job in _jobs(client, order) if not job.state.ended)


def _jobs(client: Client, order: Order) -> list[JobInfo]:
    """Of the first request for it that was not answered by files that are gone: asked for twice, it is one."""
    content = hashlib.sha256(order.model_dump_json(exclude=_INDIFFERENT - {"dest"}).encode()).hexdigest()
    for number in itertools.count(1):
        ids = client.submit([order], request_id=f"{content}-{number}")
        jobs = list(client.jobs(ids=ids))
        if all(job.state is not JobState.done or _whole(job) for job in jobs):
            return jobs
    raise AssertionError("numbers never end")


def _whole(job: JobInfo) -> bool:
    return bool(job.outputs) and all(Path(output.path).is_file() for output in job.outputs)


def _retry(client: Client, ids: list[str]) -> None:
    for refused in client.retry(ids).refused:
        if refused.error.code != "not-failed":  # else somebody else was faster
            raise Refusal(refused.error.code, refused.error.message)


def _candidates(order: Order) -> Iterator[Wav]:
    """Files of ours that are called after the clip."""
    name = _letters(order.name or Path(order.clip.media or "").stem)[:_NAME_LETTERS]
    with suppress(OSError):  # a folder that is not there holds none
        for path in sorted(Path(order.dest or "").iterdir()):
            if is_ours(path.name) and name in _letters(path.stem) and (wav := read_wav(path)) is not None:
                yield wav


def _letters(name: str) -> str:
    """What is left of a name whatever a file system does to it."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", name).casefold() if letter.isalnum())


def _take(order: Order, number: int) -> dict[str, Any]:
    seed = (order.seed + number) % 2**32
    one = {"takes": 1, "first_take": order.first_take + number, "seed": seed}
    return _bare(order.model_copy(update=one))


def _bare(order: Order) -> dict[str, Any]:
    return order.model_dump(mode="json", exclude=_INDIFFERENT)
