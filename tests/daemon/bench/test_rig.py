"""What is taken from an engine's reports, and what of them is not."""

from __future__ import annotations

import pytest

from footfall_bridge.protocol import Refusal
from footfall_daemon.bench.rig import EngineLost, Rig
from footfall_daemon.engine.messages import EngineFailed, Finished, Load, Memory, SegmentOrder
from tests.daemon.bench.engine_double import GIB, WEIGHTS, Clock, EngineDouble


def orders(*ids: str) -> list[SegmentOrder]:
    return [
        SegmentOrder(
            id=id_,
            job="bench",
            start=0,
            samples=1,
            total_samples=1,
            cues="",
            prompt="",
            negative="",
            seed=0,
            wave="",
            state="",
        )
        for id_ in ids
    ]


@pytest.fixture
def engine() -> EngineDouble:
    return EngineDouble(Clock(), fixed=2.0, each=0.5)


async def ready(engine: EngineDouble) -> Rig:
    rig = Rig(engine.spawn, engine.clock)
    await rig.up()
    await rig.load(Load(engine="sketch"))
    return rig


async def test_a_batch_has_its_seconds_steps_peak_and_use(engine: EngineDouble) -> None:
    rig = await ready(engine)
    shares: list[float] = []
    batch = await rig.run(orders("a", "b"), lambda: 0.25, shares.append)
    assert batch.seconds == pytest.approx(12.0)
    assert [step.seconds for step in batch.steps] == [3.0] * 4
    assert [phase.phase for phase in batch.phases] == ["encode", "encode"]
    assert batch.peak == WEIGHTS + 2 * GIB
    assert batch.use == 0.25
    assert shares == [0.25, 0.5, 0.75, 1.0]


async def test_what_is_said_of_others_is_not_heard(engine: EngineDouble) -> None:
    rig = await ready(engine)
    engine.tell(Finished(segment="of an earlier batch", samples=1))
    batch = await rig.run(orders("a"), lambda: None, lambda share: None)
    assert len(batch.steps) == 4
    assert batch.use is None


async def test_a_device_that_is_not_there_is_refused(engine: EngineDouble) -> None:
    rig = Rig(engine.spawn)
    await rig.up()
    engine.exits(2)
    with pytest.raises(Refusal, match="no such device"):
        await rig.up()


async def test_an_engine_that_dies_at_its_start_is_lost(engine: EngineDouble) -> None:
    rig = Rig(engine.spawn)
    await rig.up()
    engine.exits(-11)
    with pytest.raises(EngineLost):
        await rig.up()


async def test_an_engine_that_cannot_be_loaded_is_refused_in_its_words(engine: EngineDouble) -> None:
    rig = Rig(engine.spawn)
    engine.tell(
        EngineFailed(
            engine="none",
            code="no-such-engine",
            message="It is not installed.",
            memory=Memory(total=1, free=1, held=0),
        )
    )
    with pytest.raises(Refusal, match="not installed"):
        await rig.load(Load(engine="sketch"))


async def test_closing_ends_the_process(engine: EngineDouble) -> None:
    await (await ready(engine)).close()
    assert engine.killed
