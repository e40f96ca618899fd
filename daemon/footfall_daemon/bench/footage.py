"""The clip that is measured: the demo's film or the user's own, looked at by a media child as any clip is."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from footfall_bridge.protocol import Refusal, Stamp
from footfall_bridge.timeline import Clip, Time
from footfall_daemon.catalog import EngineInfo
from footfall_daemon.jobs import Plan
from footfall_daemon.media.messages import Film, Prepare
from footfall_daemon.media_pool import MediaPool
from footfall_daemon.worker import Roster, spawner


class Footage(NamedTuple):
    plan: Plan
    film: Path | None
    """For engines that want to see it, see `SegmentOrder.reel`."""


async def looked_at(media: Path | None, seconds: Fraction, engine: EngineInfo, folder: Path) -> Footage:
    """A clip of `seconds` from the beginning of `media`. Raises `Refusal`."""
    clip = await _drawn(seconds, folder / "film.mp4") if media is None else _of(media, seconds)
    pool = MediaPool(spawner(Roster(folder / "media.json"), "-m", "footfall_daemon.media"), 1)
    pool.open()
    try:
        plan = await pool.prepare(
            Prepare(
                job="bench",
                clip=clip,
                handles=Time(value=0, rate=(1, 1)),
                stamp=Stamp.source,
                window=seconds,
                cache=str(folder / "cache"),
            ),
            lambda fraction: None,
        )
        return Footage(plan, await _filmed(pool, clip, plan, engine, folder) if engine.reels else None)
    finally:
        await pool.close()


async def _filmed(pool: MediaPool, clip: Clip, plan: Plan, engine: EngineInfo, folder: Path) -> Path:
    film = folder / "reels"
    await pool.film(
        Film(
            job="bench",
            segment="bench/0",
            clip=clip,
            handle_samples=0,
            start=0,
            samples=plan.samples,
            shortest=engine.shortest,
            reels=[(reel.look, reel.rate) for reel in engine.reels],
            encoders=engine.encoders,
            film=str(film),
            cache=str(folder / "cache"),
        ),
        lambda fraction: None,
    )
    return film


def _of(media: Path, seconds: Fraction, play_rate: Fraction = Fraction(1)) -> Clip:
    start, end = Time.of(Fraction(0)), Time.of(seconds * play_rate)
    return Clip(media=str(media), source_in=start, source_out=end, play_rate=play_rate)


async def _drawn(seconds: Fraction, path: Path) -> Clip:
    """Shown slower where more is asked for than the film lasts."""
    length = await _draw(path)
    return _of(path, seconds, min(Fraction(1), length / seconds))


async def _draw(path: Path) -> Fraction:
    """The film's length in seconds."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "footfall_daemon.bench.film", str(path)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    try:
        printed, _ = await child.communicate()
    except asyncio.CancelledError:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
        raise
    if child.returncode:
        raise Refusal(
            "no-film", "The film to measure with could not be drawn: name a video of yours with --media."
        )
    return Fraction(printed.decode().strip())
