"""*Generate Foley* in a real Nautilus: from `footfall setup files` to the WAV beside the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from footfall_bridge.protocol import JobState
from footfall_bridge.setup import Setup
from footfall_bridge.setup.launchers import footfall_command
from footfall_bridge.setup.machine import Machine
from tests.debian import need
from tests.end_to_end.desk import Desk, a_desk
from tests.end_to_end.house import House, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    need("nautilus", "nautilus", "python3-nautilus")
    with a_desk(tmp_path) as desk:
        yield desk


def test_the_menu_of_a_file_makes_its_sound(house: House, desk: Desk, film: Path) -> None:
    set_up(house, desk)
    with desk.program("nautilus", "--select", str(film)):
        desk.window("nautilus")
        desk.press("Menu", "Up", "Up")  # from the end: Properties, then what extensions add
        desk.press("Return")
        until(lambda: all_done(house), "the file to be queued and done", 120.0)
    assert [path.name for path in (film.parent / "Foley").iterdir()] == ["film_foley_00-00-00-00_t1_v1.wav"]
    assert desk.notices() == ["Footfall: Foley for 1 clip is in the queue."]


def set_up(house: House, desk: Desk) -> None:
    machine = Machine(
        system="linux",
        home=desk.home,
        environment=desk.environment,
        footfall=footfall_command(house.places),
        tray=None,
    )
    setup = Setup(house.places, machine)
    outcomes = setup.carry_out(setup.plan(["files"]))
    assert [outcome.error for outcome in outcomes if outcome.error] == []
    assert "Nautilus extension" in [outcome.change.what for outcome in outcomes]


def all_done(house: House) -> bool:
    with house.client() as client:
        jobs = list(client.jobs())
    return bool(jobs) and all(job.state is JobState.done for job in jobs)
