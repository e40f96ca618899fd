"""One benchmark from its request to its result: engine and clip made ready, the course run, its lesson kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from footfall_bridge.protocol import Refusal
from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.bench.course import Course, Tell
from footfall_daemon.bench.footage import looked_at
from footfall_daemon.bench.rig import EngineLost, Rig
from footfall_daemon.bench.table import Result, knee_of, rows_of, teach
from footfall_daemon.bench.usage import looking_at
from footfall_daemon.calibration import Calibration
from footfall_daemon.catalog import EngineInfo
from footfall_daemon.engine.messages import Load, Loaded, Up
from footfall_daemon.jobs import Plan
from footfall_daemon.memory import Costs
from footfall_daemon.worker import Roster, Spawn, spawner


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    engine: EngineInfo
    weights: Path | None
    """File that lists those of the engine, where it has any."""
    precision: str
    device: str
    seconds: Fraction
    sizes: tuple[int, ...]
    limit: float
    media: Path | None
    png: Path | None
    calibration: Path | None
    folder: Path
    """For all that is needed only meanwhile."""


async def measured(request: Request, tell: Tell) -> Result:
    """Raises `Refusal`."""
    _check(request)
    spawn = spawner(
        Roster(request.folder / "engine.json"), "-m", "footfall_daemon.engine", "--device", request.device
    )
    try:
        async with opened(spawn) as rig:
            tell(0.0, "starting the engine")
            up = await rig.up()
            tell(0.0, "loading the engine")
            loaded = await rig.load(_loading(request, up))
            tell(0.0, "preparing a clip")
            plan, film = await looked_at(request.media, request.seconds, request.engine, request.folder)
            course = Course(
                rig,
                request.sizes,
                plan=plan,
                film=film,
                spool=request.folder,
                limit=request.limit,
                look=looking_at(up, rig.pid),
                tell=tell,
            )
            await course.run()
    except EngineLost as lost:
        raise Refusal("engine-crash", f"The engine process ended by itself (exit code {lost.code}).") from None
    return _drawn(request, _result(request, up, loaded, plan, course), tell)


@asynccontextmanager
async def opened(spawn: Spawn) -> AsyncIterator[Rig]:
    try:
        rig = Rig(spawn)
    except OSError as error:
        raise Refusal("engine-start", f"The engine process could not be started: {error}.") from None
    try:
        yield rig
    finally:
        await rig.close()


def _loading(request: Request, up: Up) -> Load:
    return Load(
        engine=request.engine.name,
        weights=str(request.weights or ""),
        precision=request.precision,
        budget=up.memory.free,
    )


def _check(request: Request) -> None:
    """What can be said at once, and not after a minute."""
    if request.seconds > request.engine.window:
        longest = f"{float(request.engine.window):g} s"
        raise Refusal("too-long", f"The engine takes {longest} at once: ask for shorter clips.")
    if request.png is not None and (request.png.is_dir() or not request.png.parent.is_dir()):
        raise Refusal("png", f"The picture cannot be written to {str(request.png)!r}: name a file in a folder.")


def _result(request: Request, up: Up, loaded: Loaded, plan: Plan, course: Course) -> Result:
    clip = request.engine.tokens(plan.samples / SAMPLE_RATE)
    costs, kept = _learned(request, up, loaded, course, clip)
    return Result(
        engine=request.engine.name,
        device=up.device,
        card=up.card.name,
        mode=loaded.mode,
        seconds=float(request.seconds),
        rows=rows_of(course.runs),
        knee_batch=knee_of(costs, course.runs, clip),
        note=course.note,
        kept=kept,
        png=None,
    )


def _learned(request: Request, up: Up, loaded: Loaded, course: Course, clip: float) -> tuple[Costs, bool]:
    """What the scheduler will know, and whether it was kept for it."""
    # The file is read now and not before: a daemon may have written it while we measured.
    calibration = Calibration(request.calibration or request.folder / "calibration.json")
    costs = _costs(calibration, request, up, loaded)
    costs.base_bytes = loaded.memory.held
    teach(costs, course.runs, clip)
    calibration.save()
    written = costs.model_dump_json()
    kept = request.calibration is not None and (
        _costs(Calibration(request.calibration), request, up, loaded).model_dump_json() == written
    )
    # Read anew, because a live record works its curves out only now and then.
    return Costs.model_validate_json(written), kept


def _costs(calibration: Calibration, request: Request, up: Up, loaded: Loaded) -> Costs:
    """The record that the daemon uses for this engine here."""
    return calibration.costs(request.engine, up.card.name or up.device, loaded.mode, loaded.streamable)


def _drawn(request: Request, result: Result, tell: Tell) -> Result:
    """A table without its picture is better than none."""
    if request.png is None:
        return result
    tell(1.0, "drawing")
    from footfall_daemon.bench.chart import draw  # here, because it takes a second to import

    try:
        draw(request.png, result)
    except OSError as error:
        tell(1.0, f"the picture could not be written: {error.strerror or error}")
        return result
    return result.model_copy(update={"png": str(request.png)})
