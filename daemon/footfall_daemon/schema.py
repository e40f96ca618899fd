"""The queue's database: how it is opened, and how its tables came to be what they are."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from footfall_bridge.places import Places

FIRST = """
create table jobs (
    number integer primary key autoincrement,
    id text not null unique,
    request_id text not null,
    state text not null,
    updated real not null,
    document text not null
);
create index jobs_by_state on jobs (state, number);
create index jobs_by_request on jobs (request_id, number);
create table meta (key text primary key, value text not null);
"""
_CONTACTS = """
create table contacts (
    job text primary key references jobs (id) on delete cascade,
    document text not null
);
update jobs set document = json_remove(json_set(document, '$.wavs',
    iif(json_extract(document, '$.wav') is null, json('[]'), json_array(json_extract(document, '$.wav')))),
    '$.wav');
"""
_FORGOTTEN = "alter table jobs add column forgotten real"
"""When; null: it is on the list."""
_MIGRATIONS = (FIRST, _CONTACTS, _FORGOTTEN)
"""From each version of the schema to the next, from an empty file on."""


def queue_file(places: Places) -> Path:
    return places.data / "queue.sqlite"


def connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None)
    try:
        db.execute("pragma journal_mode = wal")
        db.execute("pragma synchronous = full")
        db.execute("pragma foreign_keys = on")
    except sqlite3.Error:
        db.close()
        raise
    return db


def migrate(db: sqlite3.Connection) -> None:
    """Raises `sqlite3.DatabaseError` for the queue of a newer Footfall."""
    version = db.execute("pragma user_version").fetchone()[0]
    if version > len(_MIGRATIONS):
        raise sqlite3.DatabaseError(f"the queue is of a newer Footfall (schema {version}): update this one")
    for script in _MIGRATIONS[version:]:
        for statement in script.split(";"):
            db.execute(statement)
    db.execute(f"pragma user_version = {len(_MIGRATIONS)}")


def trouble_in(path: Path) -> str:
    """Why this queue cannot be used; empty where it can, or where there is none yet. Nothing is changed."""
    if not path.exists():
        return ""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            version = db.execute("pragma user_version").fetchone()[0]
            words: str = db.execute("pragma quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        return f"cannot be read ({error})"
    if version > len(_MIGRATIONS):
        return f"is of a newer Footfall (schema {version}): update this one"
    return "" if words == "ok" else f"is damaged ({' '.join(words.split())})"
