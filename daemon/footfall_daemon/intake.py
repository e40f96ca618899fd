"""What comes in: orders checked, and made into the jobs that they ask for."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from pathlib import Path, PurePath

from footfall_bridge.projects import completed, reframing, seconds
from footfall_bridge.protocol import Engine, JobState, Order, Refusal, Stamp
from footfall_bridge.timeline import Time
from footfall_daemon.catalog import Catalog, EngineInfo
from footfall_daemon.jobs import Job
from footfall_daemon.settings import Settings

_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"
_LONGEST_HANDLES = 10


def jobs_of(request_id: str, orders: Sequence[Order], catalog: Catalog, settings: Settings) -> list[Job]:
    """One job for each order and take. Raises `Refusal` where an order cannot be carried out."""
    projects = settings.project.values()
    for order in orders:
        if refusal := reframing(order, projects, settings.generate_reframed):
            raise refusal
    orders = [completed(order, projects) for order in orders]
    joints = [(order, joined(order, orders)) for order in orders]
    return [job for order, joint in joints for job in _takes(request_id, order, joint, catalog, settings)]


def joined(order: Order, orders: Sequence[Order]) -> tuple[bool, bool]:
    """Whether the clip goes on before and after in others: on one timeline, or in one file."""
    ends = [ends for other in orders if other is not order and (ends := _ends(other, order)) is not None]
    own = _ends(order, order)
    if own is None:
        return False, False
    return any(end == own[0] for _, end in ends), any(start == own[1] for start, _ in ends)


def _ends(order: Order, beside: Order) -> tuple[Fraction, Fraction] | None:
    """Where its clip begins and ends, if the one `beside` it is of the same timeline or file, and of its sound."""
    clip, other = order.clip, beside.clip
    if (order.prompt, order.negative, order.seed) != (beside.prompt, beside.negative, beside.seed):
        return None
    length = clip.length
    if length is None:
        return None
    if clip.place is not None and other.place is not None and clip.place.timeline == other.place.timeline:
        start = clip.place.record_in.seconds
        return start, start + length
    if clip.place is None and other.place is None and clip.media == other.media and clip.media is not None:
        first = clip.source_in.seconds if isinstance(clip.source_in, Time) else Fraction(0)
        return first, first + length
    return None


def _takes(
    request_id: str, order: Order, joint: tuple[bool, bool], catalog: Catalog, settings: Settings
) -> list[Job]:
    name = order.engine or settings.generate_engine
    check_engine(name, catalog)
    engine = catalog[name]
    _check(order, engine)
    handles = order.handles or seconds(settings.generate_handles)
    now = time.time()
    return [
        Job(
            id=_new_id(),
            request_id=request_id,
            order=order,
            engine=engine.name,
            seed=(order.seed + index) % 2**32,
            negative=engine.negative if order.negative is None else order.negative,
            guidance=engine.guidance if order.guidance is None else order.guidance,
            steps=engine.steps if order.steps is None else order.steps,
            take=order.first_take + index,
            handles=handles,
            joined_before=joint[0] if order.joined_before is None else order.joined_before,
            joined_after=joint[1] if order.joined_after is None else order.joined_after,
            created=now,
            updated=now,
            story=[(now, JobState.queued)],
            notices=_notices(order, engine),
        )
        for index in range(order.takes)
    ]


def looked_for(jobs: Sequence[Job]) -> list[Job]:
    """The jobs, knowing whether their media was there when they came. Asks the disk."""
    seen = _existing([job.order.clip.media for job in jobs])
    return [job.model_copy(update={"seen": job.order.clip.media in seen}) for job in jobs]


def check_weights(jobs: Iterable[Job], catalog: Catalog, missing: Callable[[str, str], str]) -> None:
    """Raises `Refusal` where an engine's weights are not here. Asks the disk.

    `missing`: of a set by name, what keeps an engine from using it, in words; see `Library.missing`.
    """
    for name in dict.fromkeys(job.engine for job in jobs):
        weights = catalog[name].weights
        if weights and (words := missing(weights, name)):
            raise Refusal("weights-missing", f"{name} cannot run: {words}")


def offered(engine: EngineInfo, missing: Callable[[str, str], str], *, default: bool) -> Engine:
    """The engine as clients see it. `missing` as `check_weights` has it: asks the disk."""
    lacks = missing(engine.weights, engine.name) if engine.weights else ""
    return Engine(
        name=engine.name,
        title=engine.title,
        licence=engine.licence,
        ready=not lacks,
        missing=lacks,
        default=default,
        channels=engine.channels,
        layers=list(engine.layers),
        rooms=list(engine.rooms),
        materials=list(engine.materials),
        follows_cues=engine.follows_cues,
        negative=engine.negative,
        guidance=engine.guidance,
        steps=engine.steps,
    )


def check_engine(name: str, catalog: Catalog) -> None:
    """Raises `Refusal` where there is no such engine."""
    if name not in catalog:
        known = ", ".join(catalog.names())
        raise Refusal("unknown-engine", f"there is no engine {name!r}: use one of {known}")


def _check(order: Order, engine: EngineInfo) -> None:
    for path in (order.clip.media, order.clip.proxy, order.dest, order.region.file if order.region else None):
        if path is not None and not Path(path).is_absolute():
            raise Refusal(
                "relative-path", f"{path!r} is not a full path: the daemon has a working folder of its own"
            )
    if order.handles is not None and not 0 <= order.handles.seconds <= _LONGEST_HANDLES:
        raise Refusal("handles", f"handles last 0 to {_LONGEST_HANDLES} seconds")
    if order.stamp is Stamp.record and order.clip.place is None:
        raise Refusal(
            "no-record-timecode", "record timecode is known for clips of a timeline only: stamp `source`"
        )

    if missing := [layer for layer in order.layers if layer not in engine.layers]:
        words = f"{engine.name} makes one mixed file only" if not engine.layers else f"{engine.name} cannot"
        raise Refusal("no-such-layer", f"the layer {missing[0]} is not to be had: {words}")
    if len(set(order.layers)) < len(order.layers):
        raise Refusal("bad-order", "each layer is asked for once")
    if order.room and order.room not in engine.rooms:
        known = ", ".join(engine.rooms) or "none"
        raise Refusal("no-such-room", f"{engine.name} has no room {order.room!r}: it has {known}")
    for option in _ignored_by(engine):
        if getattr(order, option) != Order.model_fields[option].default:
            words = f"{engine.name} has no {option.removesuffix('_ms')} to be set: order without it"
            raise Refusal("no-such-option", words)


def _ignored_by(engine: EngineInfo) -> list[str]:
    """Fields of an order that it does nothing with."""
    untold = [option for option in ("guidance", "steps") if getattr(engine, option) is None]
    return untold if engine.follows_cues else [*untold, "pan", "sensitivity", "offset_ms"]


def _notices(order: Order, engine: EngineInfo) -> list[str]:
    """Of what an editor may send with every clip and is not heard, in words."""
    notices = []
    if order.contacts is not None and not engine.follows_cues:
        words = f"{engine.name} follows the picture by itself: the contacts that came with the clip were not used"
        notices.append(words)
    if order.clip.reframed:
        notices.append("reframed on the timeline: it is heard as its media shows it")
    return notices


def _existing(paths: Sequence[str | None]) -> set[str | None]:
    return {path for path in set(paths) if path is not None and os.path.lexists(PurePath(path))}


def _new_id() -> str:
    """Twelve letters that nobody mistakes for others: 59 bits."""
    return "".join(secrets.choice(_LETTERS) for _ in range(12))
