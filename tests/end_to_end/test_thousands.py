"""Two thousand jobs: accepted, listed, moved and cancelled without trouble. Figures are in `tests/benchmarks`."""

from __future__ import annotations

from pathlib import Path

import psutil

from footfall_bridge.locate import read_connection
from footfall_bridge.protocol import JobState, Order
from footfall_bridge.timeline import Clip
from tests.end_to_end.house import House

COUNT = 2_000


def resident(house: House) -> int:
    connection = read_connection(house.places)
    assert connection is not None
    return int(psutil.Process(connection.pid).memory_info().rss)


def test_two_thousand_jobs_are_no_burden(house: House, film: Path) -> None:
    order = Order(clip=Clip(media=str(film)))
    with house.client() as client:
        client.pause()
        jobs = client.submit([order.model_copy(update={"seed": seed}) for seed in range(COUNT)])
        assert len(set(jobs)) == COUNT
        listed = [job.id for job in client.jobs()]
        assert listed == jobs
        assert client.status().queue["queued"] == COUNT
        before = resident(house)
        for _ in range(5):
            assert len(list(client.jobs(newest_first=True))) == COUNT
        assert resident(house) - before < 20 * 2**20
        assert client.move([jobs[-1]], to="first").changed == [jobs[-1]]
        assert len(client.cancel(jobs).changed) == COUNT
        assert client.status().queue["cancelled"] == COUNT
    house.kill()
    house.start()
    with house.client() as client:
        assert len(list(client.jobs(states=[JobState.cancelled]))) == COUNT
        assert resident(house) < 90 * 2**20
