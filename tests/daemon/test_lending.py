"""What was released stays released, whoever restarts, until it is reclaimed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from pathlib import Path

import pytest

from footfall_bridge.protocol import MemoryInfo, Refusal, WorkerInfo
from footfall_daemon import lending
from footfall_daemon.ledger import Ledger
from footfall_daemon.lending import Lending
from footfall_daemon.publisher import Publisher
from footfall_daemon.store import Store


class FakeDevices:
    """Workers by name, and the devices that they turned out to have."""

    def __init__(self, **workers: str) -> None:
        self.held = dict(workers)
        self.released: set[str] = set()
        self.withheld: set[str] = set()
        self.free = asyncio.Event()
        self.free.set()

    async def release(self, device: str | None) -> None:
        self.released |= self._at(device)
        await self.free.wait()

    async def reclaim(self, device: str | None) -> None:
        self.released -= self._at(device)

    def withhold(self, names: Collection[str]) -> None:
        self.withheld = set(names)

    def workers(self) -> list[WorkerInfo]:
        memory = MemoryInfo(total=1, free=1, held=0, budget=1)
        return [
            WorkerInfo(name=name, device=device, engine=None, state="idle", running=[], memory=memory)
            for name, device in self.held.items()
        ]

    def _at(self, device: str | None) -> set[str]:
        found = {name for name, known in self.held.items() if device in (None, name, known)}
        if not found:
            raise Refusal("no-such-device", f"no worker is on {device!r}")
        return found


@pytest.fixture
async def ledger(tmp_path: Path) -> AsyncIterator[Ledger]:
    store = Store(tmp_path / "queue.sqlite")
    await store.open()
    yield Ledger(store, Publisher(lambda topic, data: None))
    await store.close()


async def after_a_restart(ledger: Ledger, **workers: str) -> FakeDevices:
    devices = FakeDevices(**workers)
    await Lending(devices, ledger).open()
    return devices


async def test_a_release_is_remembered_and_told(ledger: Ledger) -> None:
    await Lending(FakeDevices(first="cuda:0", second="cuda:1"), ledger).release("cuda:1")
    assert (await after_a_restart(ledger, first="cuda:0", second="cuda:1")).released == {"second"}
    assert [decision.text for decision in ledger.publisher.decisions] == [
        "released cuda:1: left to other programs until reclaimed"
    ]


async def test_a_worker_is_known_again_before_it_knows_its_device(ledger: Ledger) -> None:
    await Lending(FakeDevices(auto="cuda:0"), ledger).release("cuda:0")
    assert (await after_a_restart(ledger, auto="auto")).released == {"auto"}


async def test_where_the_settings_changed_all_is_left_alone(ledger: Ledger) -> None:
    await Lending(FakeDevices(auto="cuda:0", cpu="cpu"), ledger).release("cuda:0")
    devices = await after_a_restart(ledger, cuda="cuda", cpu="cpu")
    assert devices.released == {"cuda", "cpu"}
    await Lending(devices, ledger).reclaim(None)
    assert (await after_a_restart(ledger, cuda="cuda", cpu="cpu")).released == set()


async def test_one_device_is_reclaimed_of_all(ledger: Ledger) -> None:
    borrowed = Lending(FakeDevices(first="cuda:0", second="cuda:1"), ledger)
    await borrowed.release(None)
    await borrowed.reclaim("cuda:0")
    assert (await after_a_restart(ledger, first="cuda:0", second="cuda:1")).released == {"second"}
    assert ledger.publisher.decisions[-1].text == "reclaimed cuda:0"


async def test_an_unknown_device_is_refused_and_changes_nothing(ledger: Ledger) -> None:
    lending = Lending(FakeDevices(first="cuda:0"), ledger)
    with pytest.raises(Refusal, match="cuda:7"):
        await lending.release("cuda:7")
    with pytest.raises(Refusal, match="cuda:7"):
        await lending.reclaim("cuda:7")
    assert (await after_a_restart(ledger, first="cuda:0")).released == set()
    assert not ledger.publisher.decisions


async def test_an_engine_that_takes_its_time_holds_up_no_answer(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lending, "_PATIENCE", 0.0)
    devices = FakeDevices(first="cuda:0")
    devices.free.clear()
    await Lending(devices, ledger).release(None)
    assert devices.released == {"first"}
    devices.free.set()


async def test_a_released_worker_of_a_node_stays_released_when_it_joins(ledger: Ledger) -> None:
    names = {"first": "cuda:0", "render-2/gpu-1": "cuda:0"}
    await Lending(FakeDevices(**names), ledger).release("render-2/gpu-1")
    devices = await after_a_restart(ledger, first="cuda:0")
    assert devices.withheld == {"render-2/gpu-1"}
    assert devices.released == set()
