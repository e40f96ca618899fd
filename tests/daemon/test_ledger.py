"""Memory, disk and clients are kept the same, also when the disk refuses for a while."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path

import pytest

from footfall_bridge.protocol import JobState, StateEvent
from footfall_bridge.wire import unpack
from footfall_daemon.jobs import Job
from footfall_daemon.ledger import Ledger
from footfall_daemon.publisher import Publisher
from footfall_daemon.store import Store, StoreError
from tests.daemon.making import a_job


class FullStore(Store):
    """A store whose disk can be full."""

    full = False

    def save(self, job: Job) -> Awaitable[None]:
        return self._refuse() if self.full else super().save(job)

    async def _refuse(self) -> None:
        raise StoreError("disk-full", "the disk is full")


class Books:
    def __init__(self, store: FullStore) -> None:
        self.store = store
        self.told: list[StateEvent] = []
        self.ledger = Ledger(store, Publisher(lambda _, data: self.told.append(unpack(StateEvent, data))))


@pytest.fixture
async def books(tmp_path: Path) -> AsyncIterator[Books]:
    store = FullStore(tmp_path / "queue.sqlite")
    await store.open()
    books = Books(store)
    books.ledger.add((await store.accept("request", [a_job("a")]))[0])
    yield books
    await store.close()


async def test_clients_hear_of_a_change_once_it_is_on_disk(books: Books) -> None:
    saved = books.ledger.move("a", JobState.preparing)
    assert [event.job.state for event in books.told if event.job] == [JobState.queued]
    await saved
    await asyncio.sleep(0)
    assert [event.job.state for event in books.told if event.job] == [JobState.queued, JobState.preparing]
    assert (await books.store.unfinished())[0].state is JobState.preparing


async def test_an_ended_job_leaves_memory_when_it_is_saved(books: Books) -> None:
    await books.ledger.move("a", JobState.cancelled)
    await asyncio.sleep(0)
    assert books.ledger.jobs == {}


async def test_what_a_full_disk_refused_is_saved_when_there_is_room(books: Books) -> None:
    books.store.full = True
    with pytest.raises(StoreError):
        await books.ledger.move("a", JobState.cancelled)
    await asyncio.sleep(0)
    assert not books.ledger.is_active("a")
    assert (await books.store.unfinished())[0].state is JobState.queued
    books.store.full = False
    books.ledger.save_again()
    assert await books.store.unfinished() == []
    await asyncio.sleep(0)
    assert books.ledger.jobs == {}
    assert books.told[-1].job is not None
    assert books.told[-1].job.state is JobState.cancelled
