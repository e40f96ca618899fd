"""A watched folder with a real daemon: what is dropped in is made once, and told line by line."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from footfall_bridge.hosts.interchange import documents
from footfall_bridge.hosts.interchange.otio_tracks import laid_paths
from tests.bridge.hosts.timelines import clip, saved, timeline, track
from tests.end_to_end.house import House
from tests.footage import Film

_PATIENCE = 60.0
_SETTLE = ["--settle", "0.5"]


@pytest.fixture
def drops(tmp_path: Path) -> Path:
    made = tmp_path / "drops"
    made.mkdir()
    return made


class Watcher:
    """The command as it runs, and what it says."""

    def __init__(self, house: House, folder: Path, *words: str) -> None:
        command = [sys.executable, "-m", "footfall_bridge.cli", "watch-folder", str(folder), "--json"]
        self.process = subprocess.Popen(
            [*command, *_SETTLE, *words],
            env=house.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._lines: Queue[str] = Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)

    def next(self, event: str) -> Any:
        """The next that is said, which must be this."""
        found = json.loads(self._lines.get(timeout=_PATIENCE))
        assert found["event"] == event, found
        return found

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(_PATIENCE)


@contextmanager
def watching(house: House, folder: Path, *words: str) -> Iterator[Watcher]:
    watcher = Watcher(house, folder, *words)
    with watcher.process:
        try:
            assert watcher.next("watching")["folder"] == str(folder)
            yield watcher
        finally:
            watcher.process.kill()


def test_media_and_timelines_are_made_as_they_are_dropped(
    shared_house: House, drops: Path, tmp_path: Path
) -> None:
    media = Film().make(tmp_path / "film.mp4")
    with watching(shared_house, drops, "--prompt", "knocks on wood") as watcher:
        film = Film().make(drops / "scene.mp4")
        assert watcher.next("taken")["file"] == str(film)
        (job,) = watcher.next("done")["jobs"]
        assert Path(job["outputs"][0]["path"]).parent == drops / "Foley"
        assert job["prompt"] == "knocks on wood"

        (drops / "broken.edl").write_text("TITLE: no rate\n")
        assert watcher.next("failed")["error"]["code"] == "rate-needed"

        cut = saved(timeline(track(clip(media, 5, 20), clip(media, 30, 10))), drops / "cut.otio")
        assert len(watcher.next("taken")["jobs"]) == 2
        done = watcher.next("done")
        assert (done["file"], done["out"]) == (str(cut), str(drops / "cut_foley.otio"))
        assert [one["state"] for one in done["clips"]] == ["made", "made"]
        assert len(laid_paths(documents.read(drops / "cut_foley.otio"))) == 2
        assert watcher.interrupt() == 0
    names = sorted(path.name for path in drops.iterdir())
    assert names == ["Foley", "broken.edl", "cut.otio", "cut_foley.otio", "scene.mp4"]


def test_what_was_made_is_not_made_again_until_it_is_saved_again(shared_house: House, drops: Path) -> None:
    film = Film().make(drops / "scene.mp4")

    def events() -> list[str]:
        done = shared_house.run("watch-folder", str(drops), "--once", "--json", *_SETTLE)
        assert done.returncode == 0, done.stderr
        return [json.loads(line)["event"] for line in done.stdout.splitlines()]

    assert events() == ["watching", "taken", "done"]
    assert events() == ["watching"]
    film.touch()
    assert events() == ["watching", "taken", "done"]
    assert len(list((drops / "Foley").iterdir())) == 2


def test_what_was_under_way_is_found_again(house: House, drops: Path) -> None:
    Film().make(drops / "scene.mp4")
    with house.client() as client:
        client.pause()
        with watching(house, drops) as watcher:
            jobs = watcher.next("taken")["jobs"]
            assert watcher.interrupt() == 0
        client.resume()
        with watching(house, drops) as watcher:
            assert watcher.next("taken")["jobs"] == jobs
            assert [job["id"] for job in watcher.next("done")["jobs"]] == jobs
        assert [job.id for job in client.jobs()] == jobs


def test_what_fails_is_told_in_words_and_by_the_exit_code(
    shared_house: House, drops: Path, tmp_path: Path
) -> None:
    (drops / "broken.mp4").write_bytes(b"no film")
    saved(timeline(track(clip("/gone/film.mov", 0, 10))), drops / "cut.otio")
    done = shared_house.run("watch-folder", str(drops), "--once", *_SETTLE)
    assert done.returncode == 1
    assert "broken.mp4" in done.stderr
    assert "'/gone/film.mov' is not there" in " ".join(done.stderr.split())
    missing = shared_house.run("watch-folder", str(tmp_path / "nowhere"), "--once")
    assert missing.returncode == 2
    assert "[no-such-folder]" in missing.stderr
