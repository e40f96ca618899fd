"""A watched folder while the daemon is away: nothing is lost, and nothing is the file's fault."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from footfall_bridge.cli import hopper as hopper_module
from footfall_bridge.cli.arrivals import Arrivals, Memory
from footfall_bridge.cli.drops import FilmDrop, Wanted, is_wanted
from footfall_bridge.cli.hopper import Hopper
from footfall_bridge.cli.output import Exit
from footfall_bridge.client import Client
from footfall_bridge.places import Places
from footfall_bridge.protocol import JobInfo, Order, Refusal
from tests.bridge.fake_daemon import FakeDaemon


class Away(Client):
    """Where no daemon can be reached at first; the second time somebody presses Ctrl-C."""

    asked = 0

    def submit(self, wanted: Sequence[Order], request_id: str | None = None) -> list[str]:
        self.asked += 1
        if self.asked > 1:
            raise KeyboardInterrupt
        raise Refusal("no-daemon", "no daemon runs")


@pytest.fixture
def hopper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hopper]:
    monkeypatch.setattr(hopper_module, "_LOOK_EVERY", 0.01)
    drops = tmp_path / "drops"
    drops.mkdir()
    (drops / "film.mov").write_text("film")
    memory = Memory.of(drops, tmp_path / "data")
    client = Away(Places.below(tmp_path))
    yield Hopper(client, Arrivals(drops, is_wanted, memory, 0), memory, Wanted({}))
    client.close()


def test_it_waits_for_the_daemon(hopper: Hopper, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert hopper.run(tmp_path / "drops", once=False) == Exit.done
    assert isinstance(hopper.client, Away)
    assert hopper.client.asked == 2
    assert capsys.readouterr().err.splitlines()[1:] == ["footfall: no daemon runs [no-daemon]: trying again"]
    assert not (tmp_path / "data").exists()


def test_once_does_not_wait(hopper: Hopper, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="no daemon runs"):
        hopper.run(tmp_path / "drops", once=True)
    assert not (tmp_path / "data").exists()


def test_a_folder_that_goes_away_is_told(hopper: Hopper, tmp_path: Path) -> None:
    (tmp_path / "drops" / "film.mov").unlink()
    (tmp_path / "drops").rmdir()
    with pytest.raises(Refusal) as caught:
        hopper.run(tmp_path / "drops", once=True)
    assert caught.value.code == "not-watched"


class Halves(Wanted):
    """Files of two clips, of which some are made by now."""

    def drop_of(self, path: Path) -> Half:
        return Half(path, self)


class Half(FilmDrop):
    missing = ("steps", "cloth")

    def begin(self, client: Client) -> list[Order]:
        (order,) = super().begin(client)
        return [order.model_copy(update={"prompt": prompt}) for prompt in self.missing]


class Hasty(Client):
    """Whoever watches presses Ctrl-C as soon as all is asked for."""

    def jobs(self, *_: object, **__: object) -> Iterator[JobInfo]:
        raise KeyboardInterrupt


def test_what_is_under_way_is_not_asked_for_again_though_the_rest_is_made(
    daemon: FakeDaemon, hopper: Hopper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drops = tmp_path / "drops"
    with Hasty(daemon.places) as client:
        for missing in (("steps", "cloth"), ("cloth",)):
            monkeypatch.setattr(Half, "missing", missing)
            arrivals = Arrivals(drops, is_wanted, hopper.memory, 0)
            Hopper(client, arrivals, hopper.memory, Halves({})).run(drops, once=False)
    assert [job.prompt for job in daemon.jobs.values()] == ["steps", "cloth"]


def test_what_became_of_each_file_is_said_on_the_desktop(
    eager_daemon: FakeDaemon, hopper: Hopper, tmp_path: Path
) -> None:
    drops = tmp_path / "drops"
    (drops / "broken.edl").write_text("TITLE: no rate\n")
    said: list[str] = []
    with Client(eager_daemon.places) as client:
        watcher = Hopper(client, hopper.arrivals, hopper.memory, Wanted({}), desktop=said.append)
        assert watcher.run(drops, once=True) == Exit.failed
    assert said[0].startswith("broken.edl: ")
    assert said[0].endswith("[rate-needed]")
    assert said[1:] == ["film.mov: its Foley is made"]
