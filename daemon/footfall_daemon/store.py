"""The queue on disk: SQLite on a thread of its own, one commit for each batch of waiting changes."""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from footfall_bridge.protocol import Contact, JobState, Refusal, sentence_of
from footfall_daemon.jobs import Job
from footfall_daemon.schema import connect, migrate

_Result = TypeVar("_Result")
_contacts: TypeAdapter[list[Contact]] = TypeAdapter(list[Contact])
_LISTED = "forgotten is null"
_ENDED = tuple(str(state) for state in JobState if state.ended)


class StoreError(Refusal):
    """The queue could not be read or written: nothing was changed."""


@dataclass(frozen=True, slots=True)
class _Task(Generic[_Result]):
    work: Callable[[sqlite3.Connection], _Result]
    future: asyncio.Future[_Result]
    loop: asyncio.AbstractEventLoop


class Store:
    """All methods may be awaited; what they promise is on disk when they return.

    Changes are made in the order in which the methods were called, awaited or not.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._tasks: queue.SimpleQueue[_Task[Any] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name="store", daemon=True)

    async def open(self) -> None:
        self._thread.start()
        await self._do(migrate)

    async def close(self) -> None:
        self._tasks.put(None)
        await asyncio.to_thread(self._thread.join)

    # writing

    async def accept(self, request_id: str, jobs: Sequence[Job]) -> tuple[list[Job], bool]:
        """The stored jobs with their numbers, and whether they are new: the same request twice is stored once."""

        def work(db: sqlite3.Connection) -> tuple[list[Job], bool]:
            known = _select(db, "request_id = ? order by number", request_id)
            if known:
                return known, False
            return [_insert(db, job) for job in jobs], True

        return await self._do(work)

    def save(self, job: Job) -> Awaitable[None]:
        return self._do(lambda db: _update(db, job))

    async def forget(self, ids: Iterable[str], now: float) -> None:
        """Off the list, but not lost before they are purged."""
        rows = [(now, id_) for id_ in ids]
        sql = "update jobs set forgotten = ? where id = ?"
        await self._do(lambda db: _nothing(db.executemany(sql, rows)))

    async def restore(self, id_or_start: str, since: float) -> list[Job]:
        """As `find` does it among the jobs forgotten at `since` or later; the only one is back on the list."""

        def work(db: sqlite3.Connection) -> list[Job]:
            found = _select(db, "forgotten >= ? and id = ?", since, id_or_start, forgotten=True)
            if not found:
                where = "forgotten >= ? and substr(id, 1, ?) = ? limit 2"
                found = _select(db, where, since, len(id_or_start), id_or_start, forgotten=True)
            if len(found) == 1:
                db.execute("update jobs set forgotten = null where id = ?", (found[0].id,))
            return found

        return await self._do(work)

    async def purge(self, before: float) -> None:
        """What was forgotten earlier is lost for good."""
        await self._do(lambda db: _nothing(db.execute("delete from jobs where forgotten < ?", (before,))))

    async def prune(self, before: float, keep: int) -> list[str]:
        """Forget jobs that ended before `before` or are not among the `keep` newest ended; their ids."""

        def work(db: sqlite3.Connection) -> list[str]:
            marks = ",".join("?" * len(_ENDED))
            rows = db.execute(
                f"delete from jobs where {_LISTED} and state in ({marks}) and (updated < ? or number in"
                f" (select number from jobs where {_LISTED} and state in ({marks}) order by updated desc"
                " limit -1 offset ?)) returning id",
                (*_ENDED, before, *_ENDED, keep),
            ).fetchall()
            return [row[0] for row in rows]

        return await self._do(work)

    async def set_flag(self, key: str, value: str) -> None:
        sql = "insert into meta values (?, ?) on conflict (key) do update set value = excluded.value"
        await self._do(lambda db: _nothing(db.execute(sql, (key, value))))

    async def save_contacts(self, job: str, contacts: Sequence[Contact]) -> None:
        """What was seen in the job's picture; kept as long as the job."""
        document = _contacts.dump_json(list(contacts)).decode()
        sql = "insert into contacts values (?, ?) on conflict (job) do update set document = excluded.document"
        await self._do(lambda db: _nothing(db.execute(sql, (job, document))))

    # reading

    async def contacts(self, job: str) -> list[Contact]:
        def work(db: sqlite3.Connection) -> list[Contact]:
            row = db.execute("select document from contacts where job = ?", (job,)).fetchone()
            return [] if row is None else _contacts.validate_json(row[0])

        return await self._do(work)

    async def flag(self, key: str) -> str | None:
        def work(db: sqlite3.Connection) -> str | None:
            row = db.execute("select value from meta where key = ?", (key,)).fetchone()
            return None if row is None else str(row[0])

        return await self._do(work)

    async def unfinished(self) -> list[Job]:
        marks = ",".join("?" * len(_ENDED))
        return await self._do(lambda db: _select(db, f"state not in ({marks}) order by number", *_ENDED))

    async def find(self, id_or_start: str) -> list[Job]:
        """The job of that id, or else up to two jobs whose ids begin so."""

        def work(db: sqlite3.Connection) -> list[Job]:
            exact = _select(db, "id = ?", id_or_start)
            return exact or _select(db, "substr(id, 1, ?) = ? limit 2", len(id_or_start), id_or_start)

        return await self._do(work)

    async def page(
        self,
        *,
        states: Sequence[JobState] | None,
        ids: Sequence[str] | None,
        after: int,
        limit: int,
        newest_first: bool,
    ) -> list[Job]:
        """Jobs by number, those behind `after` (0: from the beginning)."""
        where, values = ["1"], list[Any]()
        if after:
            where.append("number < ?" if newest_first else "number > ?")
            values.append(after)
        for column, wanted in (("state", states), ("id", ids)):
            if wanted is not None:
                where.append(f"{column} in ({','.join('?' * len(wanted))})")
                values.extend(str(value) for value in wanted)
        order = "desc" if newest_first else "asc"
        clause = f"{' and '.join(where)} order by number {order} limit ?"
        return await self._do(lambda db: _select(db, clause, *values, limit))

    async def counts(self) -> dict[str, int]:
        sql = f"select state, count(*) from jobs where {_LISTED} group by state"
        return await self._do(lambda db: {row[0]: row[1] for row in db.execute(sql)})

    # the thread

    def _do(self, work: Callable[[sqlite3.Connection], _Result]) -> asyncio.Future[_Result]:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[_Result] = loop.create_future()
        self._tasks.put(_Task(work, future, loop))
        return future

    def _serve(self) -> None:
        try:
            db = connect(self._path)
        except sqlite3.Error as error:
            words = f"{self._path} cannot be opened ({error}): move it away, and a new queue is begun"
            self._refuse_all(StoreError("store-unreadable", words))
            return
        try:
            while (first := self._tasks.get()) is not None:
                batch, ends = self._drained(first)
                _commit(db, batch)
                if ends:
                    break
        finally:
            db.close()

    def _refuse_all(self, error: StoreError) -> None:
        while (task := self._tasks.get()) is not None:
            task.loop.call_soon_threadsafe(_resolve, task.future, error)

    def _drained(self, first: _Task[Any]) -> tuple[list[_Task[Any]], bool]:
        batch = [first]
        while not self._tasks.empty() and len(batch) < 1000:
            task = self._tasks.get()
            if task is None:
                return batch, True
            batch.append(task)
        return batch, False


def _commit(db: sqlite3.Connection, batch: list[_Task[Any]]) -> None:
    """Do all tasks in one transaction; the futures learn of it only after the commit."""
    outcomes: list[Any] = []
    try:
        db.execute("begin immediate")
        outcomes = [_attempt(db, task) for task in batch]
        db.execute("commit")
    except sqlite3.Error as error:
        if db.in_transaction:
            db.execute("rollback")
        outcomes = [_store_error(error)] * len(batch)
    for task, outcome in zip(batch, outcomes, strict=True):
        task.loop.call_soon_threadsafe(_resolve, task.future, outcome)


def _attempt(db: sqlite3.Connection, task: _Task[Any]) -> Any:
    db.execute("savepoint task")
    try:
        return task.work(db)
    except sqlite3.Error as error:
        db.execute("rollback to task")
        return _store_error(error)
    except ValidationError as error:
        words = f"the queue holds what this Footfall cannot read: {sentence_of(error)}"
        return StoreError("store-unreadable", words)
    finally:
        db.execute("release task")


def _store_error(error: sqlite3.Error) -> StoreError:
    code = "disk-full" if getattr(error, "sqlite_errorname", "") == "SQLITE_FULL" else "store"
    return StoreError(code, f"the queue could not be written ({error}): nothing was changed")


def _resolve(future: asyncio.Future[Any], outcome: Any) -> None:
    if future.cancelled():
        return
    if isinstance(outcome, BaseException):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)


def _select(db: sqlite3.Connection, clause: str, *values: Any, forgotten: bool = False) -> list[Job]:
    which = "forgotten is not null" if forgotten else _LISTED
    rows = db.execute(f"select number, document from jobs where {which} and {clause}", values)
    return [Job.model_validate_json(document).model_copy(update={"number": number}) for number, document in rows]


def _insert(db: sqlite3.Connection, job: Job) -> Job:
    sql = "insert into jobs (id, request_id, state, updated, document) values (?, ?, ?, ?, ?) returning number"
    row = (job.id, job.request_id, str(job.state), job.updated, job.model_dump_json())
    return job.model_copy(update={"number": db.execute(sql, row).fetchone()[0]})


def _update(db: sqlite3.Connection, job: Job) -> None:
    sql = "update jobs set state = ?, updated = ?, document = ? where id = ?"
    db.execute(sql, (str(job.state), job.updated, job.model_dump_json(), job.id))


def _nothing(_: object) -> None:
    return None
