"""Writes a queue of the newest schema as a fixture: `python -m tests.daemon.queues`, once for each migration."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from footfall_bridge.protocol import ErrorInfo, JobState, Output
from footfall_daemon.jobs import Delivery
from footfall_daemon.store import Store
from tests.daemon.making import a_job

FOLDER = Path(__file__).parent


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "queue.sqlite"
        asyncio.run(_fill(path))
        with closing(sqlite3.connect(path)) as db:
            version = db.execute("pragma user_version").fetchone()[0]
            text = "\n".join(db.iterdump()) + f"\nPRAGMA user_version = {version};\n"
    fixture = FOLDER / f"schema-{version}.sql"
    if fixture.exists():
        sys.stderr.write(f"{fixture.name} is there, and is what users may have: it must not change\n")
        return 1
    fixture.write_text(text, "utf-8")
    return 0


async def _fill(path: Path) -> None:
    """A job of each kind that an upgrade must not lose."""
    made = Output(
        path="/film/Foley/made_foley_01-00-00-00_t1_v1.wav",
        sample_rate=48_000,
        channels=1,
        samples=96_000,
        time_reference=172_800_000,
    )
    error = ErrorInfo(code="bad-media", message="the file ends early")
    wav = Delivery(temporary="/film/Foley/.writing.tmp", final="/film/Foley/writing_foley_t1_v1.wav")
    store = Store(path)
    await store.open()
    for id_, changes in (
        ("waiting", {}),
        ("made", {"state": JobState.done, "outputs": [made], "updated": 2.0}),
        ("failed", {"state": JobState.failed, "error": error}),
        ("writing", {"state": JobState.writing, "wavs": [wav]}),
    ):
        (job,), _ = await store.accept(f"request-{id_}", [a_job(id_, request_id=f"request-{id_}")])
        await store.save(job.model_copy(update=changes))
    await store.set_flag("paused", "yes")
    await store.close()


if __name__ == "__main__":
    sys.exit(main())
