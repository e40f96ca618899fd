"""Queues and settings of every earlier Footfall, as users may have them: all is there after an upgrade."""

from __future__ import annotations

import sqlite3
import tomllib
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from footfall_bridge.protocol import JobState
from footfall_daemon.settings import LiveSettings, Settings
from footfall_daemon.store import Store

QUEUES = Path(__file__).parent / "queues"
SCHEMAS = sorted(QUEUES.glob("schema-*.sql"), key=lambda path: int(path.stem.rpartition("-")[2]))


def tables(path: Path) -> dict[str, str]:
    """What each table and index is made of, whatever the spacing."""
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute("select name, sql from sqlite_master where sql is not null")
        return {name: "".join(sql.lower().split()) for name, sql in rows}


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("pragma user_version").fetchone()[0])


@pytest.fixture
def queue(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """One that a Footfall of that schema has left."""
    path = tmp_path / "queue.sqlite"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(request.param.read_text("utf-8"))
    return path


@pytest.fixture
async def store(queue: Path) -> AsyncIterator[Store]:
    store = Store(queue)
    await store.open()
    yield store
    await store.close()


@pytest.fixture
async def fresh(tmp_path: Path) -> Path:
    path = tmp_path / "fresh.sqlite"
    store = Store(path)
    await store.open()
    await store.close()
    return path


@pytest.mark.parametrize("queue", SCHEMAS, indirect=True, ids=lambda path: path.stem)
async def test_an_upgrade_keeps_every_job_with_its_files_and_errors(store: Store) -> None:
    jobs = {job.id: job for job in await store.page(states=None, ids=None, after=0, limit=9, newest_first=False)}
    assert list(jobs) == ["waiting", "made", "failed", "writing"]
    assert jobs["made"].outputs[0].path == "/film/Foley/made_foley_01-00-00-00_t1_v1.wav"
    assert jobs["failed"].error is not None
    assert jobs["failed"].error.code == "bad-media"
    assert [wav.final for wav in jobs["writing"].wavs] == ["/film/Foley/writing_foley_t1_v1.wav"]
    assert [job.id for job in await store.unfinished()] == ["waiting", "writing"]
    assert await store.flag("paused") == "yes"


@pytest.mark.parametrize("queue", SCHEMAS, indirect=True, ids=lambda path: path.stem)
async def test_what_was_upgraded_is_used_like_a_new_one(store: Store, queue: Path, fresh: Path) -> None:
    (job,) = await store.find("waiting")
    await store.save(job.moved(JobState.cancelled))
    assert tables(queue) == tables(fresh)


async def test_the_newest_schema_is_among_what_users_may_have(fresh: Path, tmp_path: Path) -> None:
    """A schema that changes needs a migration, and a queue as it is now: `python -m tests.daemon.queues`."""
    newest = tmp_path / "newest.sqlite"
    with closing(sqlite3.connect(newest)) as db:
        db.executescript(SCHEMAS[-1].read_text("utf-8"))
    assert version(newest) == version(fresh)
    assert tables(newest) == tables(fresh)


def test_no_key_of_the_settings_is_forgotten(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes((QUEUES / "settings.toml").read_bytes())
    settings = LiveSettings(file).now
    for section, values in tomllib.loads(file.read_text("utf-8")).items():
        for name, value in values.items():
            assert settings.setting(f"{section}.{name}").value == value


def test_every_key_of_today_is_among_what_users_may_have() -> None:
    held = tomllib.loads((QUEUES / "settings.toml").read_text("utf-8"))
    keys = {f"{section}.{name}" for section, values in held.items() for name in values}
    assert {setting.key for setting in Settings().listed()} <= keys
