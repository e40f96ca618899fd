"""The queue on disk: real SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from footfall_bridge.protocol import Contact, ContactKind, JobState
from footfall_daemon.jobs import Job
from footfall_daemon.store import Store, StoreError
from tests.daemon.making import a_job


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = Store(tmp_path / "queue.sqlite")
    await store.open()
    yield store
    await store.close()


async def accept(store: Store, *ids: str) -> list[Job]:
    return [(await store.accept(f"request-{id_}", [a_job(id_)]))[0][0] for id_ in ids]


async def lose(store: Store, id_: str) -> None:
    """For good."""
    await store.forget([id_], now=1.0)
    await store.purge(before=2.0)


async def page(store: Store, *, after: int = 0, limit: int = 9, newest_first: bool = False) -> list[str]:
    jobs = await store.page(states=None, ids=None, after=after, limit=limit, newest_first=newest_first)
    return [job.id for job in jobs]


async def test_what_was_accepted_is_there_after_a_restart(tmp_path: Path, store: Store) -> None:
    await accept(store, "a", "b")
    other = Store(tmp_path / "queue.sqlite")
    await other.open()
    assert [(job.id, job.number) for job in await other.unfinished()] == [("a", 1), ("b", 2)]
    await other.close()


async def test_accepted_means_synced_to_disk(tmp_path: Path, store: Store) -> None:
    await accept(store, "a")
    db = sqlite3.connect(tmp_path / "queue.sqlite")
    assert db.execute("pragma journal_mode").fetchone() == ("wal",)
    assert db.execute("select count(*) from jobs").fetchone() == (1,)
    db.close()


async def test_the_same_request_twice_is_one_request(store: Store) -> None:
    first, new = await store.accept("request", [a_job("a", request_id="request")])
    again, newer = await store.accept("request", [a_job("b", request_id="request")])
    assert (new, newer) == (True, False)
    assert again == first


async def test_an_ended_job_is_not_unfinished(store: Store) -> None:
    (job,) = await accept(store, "a")
    await store.save(job.moved(JobState.cancelled))
    assert await store.unfinished() == []
    assert await store.counts() == {"cancelled": 1}


async def test_pages_follow_each_other_in_both_directions(store: Store) -> None:
    await accept(store, "a", "b", "c")
    assert await page(store, limit=2) == ["a", "b"]
    assert await page(store, after=2) == ["c"]
    assert await page(store, newest_first=True, limit=2) == ["c", "b"]
    assert await page(store, newest_first=True, after=2) == ["a"]


async def test_finds_by_the_beginning_of_an_id(store: Store) -> None:
    await accept(store, "abc", "abd", "a")
    assert [job.id for job in await store.find("abc")] == ["abc"]
    assert len(await store.find("ab")) == 2
    assert [job.id for job in await store.find("a")] == ["a"]
    assert await store.find("x") == []


async def test_a_pattern_is_not_the_beginning_of_an_id(store: Store) -> None:
    await accept(store, "abc")
    assert await store.find("%") == []


async def test_prunes_by_age_and_by_number_but_never_what_is_unfinished(store: Store) -> None:
    jobs = await accept(store, *"abcd")
    for job, updated in zip(jobs[:3], (10.0, 20.0, 30.0), strict=True):
        await store.save(job.moved(JobState.cancelled).model_copy(update={"updated": updated}))
    assert await store.prune(before=15.0, keep=1) == ["a", "b"]
    assert await page(store) == ["c", "d"]


async def test_numbers_are_not_used_again(store: Store) -> None:
    await accept(store, "a")
    await lose(store, "a")
    (job,) = await accept(store, "b")
    assert job.number == 2


async def test_what_was_forgotten_is_on_no_list_and_comes_back_whole(store: Store) -> None:
    (job, _) = await accept(store, "a", "b")
    await store.save_contacts("a", [Contact(time=1.5)])
    await store.forget(["a"], now=100.0)
    assert await page(store) == ["b"]
    assert await store.find("a") == []
    assert await store.counts() == {"queued": 1}
    assert await store.restore("a", since=100.0) == [job]
    assert await page(store) == ["a", "b"]
    assert await store.contacts("a") == [Contact(time=1.5)]


async def test_what_was_forgotten_too_long_ago_does_not_come_back(store: Store) -> None:
    await accept(store, "a", "b")
    await store.forget(["a"], now=100.0)
    await store.forget(["b"], now=200.0)
    assert await store.restore("a", since=101.0) == []
    await store.purge(before=101.0)
    assert await store.restore("a", since=0.0) == []
    assert [job.id for job in await store.restore("b", since=0.0)] == ["b"]


async def test_a_beginning_that_fits_two_forgotten_jobs_restores_neither(store: Store) -> None:
    await accept(store, "abc", "abd")
    await store.forget(["abc", "abd"], now=100.0)
    assert len(await store.restore("ab", since=0.0)) == 2
    assert await page(store) == []


async def test_a_request_whose_jobs_were_forgotten_is_a_new_one(store: Store) -> None:
    await store.accept("again", [a_job("a", request_id="again")])
    await store.forget(["a"], now=100.0)
    jobs, new = await store.accept("again", [a_job("b", request_id="again")])
    assert ([job.id for job in jobs], new) == (["b"], True)


async def test_one_failing_change_does_not_take_others_along(store: Store) -> None:
    await accept(store, "a")
    doomed = store.accept("another", [a_job("a", request_id="another")])
    healthy = store.accept("third", [a_job("b", request_id="third")])
    with pytest.raises(StoreError):
        await doomed
    assert (await healthy)[1]
    assert await page(store) == ["a", "b"]


async def test_a_queue_of_a_newer_footfall_is_left_alone(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "queue.sqlite")
    db.execute("pragma user_version = 99")
    db.close()
    store = Store(tmp_path / "queue.sqlite")
    with pytest.raises(StoreError, match="newer Footfall"):
        await store.open()
    await store.close()


async def test_flags_are_kept(store: Store) -> None:
    assert await store.flag("paused") is None
    await store.set_flag("paused", "yes")
    await store.set_flag("paused", "no")
    assert await store.flag("paused") == "no"


async def test_a_damaged_queue_is_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "queue.sqlite"
    path.write_bytes(b"no database at all" * 100)
    store = Store(path)
    with pytest.raises(StoreError, match=r"queue\.sqlite cannot be opened") as refused:
        await store.open()
    assert refused.value.code == "store-unreadable"
    await store.close()
    assert path.read_bytes().startswith(b"no database")


async def test_contacts_are_kept_with_their_job_and_no_longer(store: Store) -> None:
    seen = [Contact(time=1.5, kind=ContactKind.step)]
    await accept(store, "a", "b")
    await store.save_contacts("a", [])
    await store.save_contacts("a", seen)
    assert await store.contacts("a") == seen
    assert await store.contacts("b") == []
    await lose(store, "a")
    assert await store.contacts("a") == []


async def test_what_cannot_be_read_is_said_and_the_store_lives_on(tmp_path: Path, store: Store) -> None:
    await accept(store, "a")
    db = sqlite3.connect(tmp_path / "queue.sqlite")
    db.execute("update jobs set document = '{}'")
    db.commit()
    db.close()
    with pytest.raises(StoreError, match="cannot read"):
        await store.unfinished()
    assert await store.counts() == {"queued": 1}
