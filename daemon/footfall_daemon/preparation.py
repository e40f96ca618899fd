"""How a job is prepared, as far as the daemon has a part in it: what is asked of media children, what is kept.

The work itself is in `media.prepare`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from footfall_bridge.protocol import Contact, Refusal, Stamp
from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.catalog import EngineInfo
from footfall_daemon.cues import Cues
from footfall_daemon.jobs import Job, Plan
from footfall_daemon.media.messages import Prepare

_UNDECODABLE: Final = ("media-unreadable", "media-crash", "no-picture", "no-frames")


def errand_of(job: Job, engine: EngineInfo, cache: Path, cache_limit: int) -> Prepare:
    """`cache_limit`: in bytes."""
    return Prepare(
        job=job.id,
        clip=job.picture,
        stands_for=job.order.clip.media if job.proxied else None,
        handles=job.handles,
        stamp=job.order.stamp or (Stamp.record if job.order.clip.place else Stamp.source),
        window=engine.window,
        overlap=engine.overlap,
        cache=str(cache),
        cache_limit=cache_limit,
        fresh=job.order.fresh,
        region=job.order.region,
        follows_cues=engine.follows_cues,
    )


def seen(plan: Plan) -> list[Contact]:
    """What clients may look at, and edit. Reads the disk."""
    head = plan.handle_samples / SAMPLE_RATE
    return [
        Contact(
            time=contact.time - head,
            kind=contact.kind,
            strength=contact.strength,
            confidence=contact.confidence,
            x=contact.x,
            area=contact.area,
            track=contact.track,
        )
        for contact in Cues.load(Path(plan.cues)).contacts
    ]


def picture_of(job: Job) -> tuple[object, ...]:
    """What is looked at for the job: equal for takes of one clip."""
    clip = job.picture
    played = (clip.play_rate, clip.reverse, clip.bounded)
    return (clip.media or job.id, clip.source_in, clip.source_out, *played, job.handles)


def may_use_proxy(job: Job, refusal: Refusal) -> bool:
    """The media is there and cannot be decoded, and a proxy is linked that was not looked at yet."""
    return refusal.code in _UNDECODABLE and job.order.clip.proxy is not None and not job.proxied


def is_prepared(job: Job) -> bool:
    """Asks the disk: what was seen of the picture may have been cleared from the cache."""
    return job.plan is not None and os.path.exists(job.plan.cues)  # noqa: PTH110 - never raises
