"""What was measured, kept in a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from footfall_daemon.calibration import Calibration
from footfall_daemon.catalog import HUNYUAN_XL, SKETCH
from footfall_daemon.memory import Costs


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "calibration.json"


def measure(costs: Costs, seconds: float = 1.0) -> None:
    for _ in range(3):
        costs.stepped(100, seconds)


def seconds_of(costs: Costs) -> float | None:
    step = costs.seconds_of(100)
    return step.value if step is not None else None


def test_what_was_learned_is_there_after_a_restart(path: Path) -> None:
    calibration = Calibration(path)
    measure(calibration.costs(SKETCH, "card", "bf16"))
    calibration.save()
    assert seconds_of(Calibration(path).costs(SKETCH, "card", "bf16")) == 1.0


def test_costs_are_handed_out_live(path: Path) -> None:
    calibration = Calibration(path)
    assert calibration.costs(SKETCH, "card", "bf16") is calibration.costs(SKETCH, "card", "bf16")


def test_a_new_mode_begins_as_the_latest_known_one(path: Path) -> None:
    calibration = Calibration(path)
    measure(calibration.costs(SKETCH, "card", "float32"))
    new = calibration.costs(SKETCH, "card", "bf16")
    assert seconds_of(new) == 1.0
    for _ in range(9):
        measure(new, seconds=0.5)
    assert seconds_of(calibration.costs(SKETCH, "card", "float32")) == 1.0


def test_another_device_begins_as_a_guess(path: Path) -> None:
    calibration = Calibration(path)
    measure(calibration.costs(SKETCH, "card"))
    assert calibration.costs(SKETCH, "other card") == Costs.guessed(SKETCH)


def test_nothing_is_written_where_nothing_was_measured(path: Path) -> None:
    calibration = Calibration(path)
    calibration.costs(SKETCH, "card")
    calibration.save()
    assert not path.exists()


def test_nothing_is_written_again_where_nothing_changed(path: Path) -> None:
    calibration = Calibration(path)
    measure(calibration.costs(SKETCH, "card"))
    calibration.save()
    path.unlink()
    calibration.save()
    assert not path.exists()


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b'{"version": 2, "records": []}', b"[]"])
def test_a_file_that_cannot_be_used_is_set_aside(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    calibration = Calibration(path)
    assert calibration.costs(SKETCH, "card") == Costs.guessed(SKETCH)
    assert path.with_name("calibration.json.unusable").read_bytes() == content
    measure(calibration.costs(SKETCH, "card"))
    calibration.save()
    assert json.loads(path.read_text())["version"] == 1


def test_what_another_process_measured_reaches_those_who_hold_the_costs(path: Path) -> None:
    ours = Calibration(path)
    held = ours.costs(SKETCH, "card")
    theirs = Calibration(path)
    measure(theirs.costs(SKETCH, "card"), seconds=2.0)
    theirs.save()
    ours.refresh()
    assert seconds_of(held) == 2.0


def test_a_place_that_cannot_be_written_is_survived(path: Path) -> None:
    path.parent.write_text("a file where the folder should be")
    calibration = Calibration(path)
    measure(calibration.costs(SKETCH, "card"))
    calibration.save()


def test_what_was_unused_for_longest_is_forgotten(path: Path) -> None:
    calibration = Calibration(path)
    for number in range(100):
        measure(calibration.costs(SKETCH, f"card {number}"))
    calibration.save()
    again = Calibration(path)
    assert seconds_of(again.costs(SKETCH, "card 99")) == 1.0
    assert seconds_of(again.costs(SKETCH, "card 0")) is None


def test_what_can_be_streamed_may_differ_by_mode(path: Path) -> None:
    calibration = Calibration(path)
    assert calibration.costs(HUNYUAN_XL, "card", "bf16", 2**33).streamable_bytes == 2**33
    assert calibration.costs(HUNYUAN_XL, "card", "fp8").streamable_bytes == HUNYUAN_XL.streamable_bytes


def test_before_weights_are_loaded_they_may_be_held_in_the_smallest_way(path: Path) -> None:
    """Else an engine that was large when it was alone would never be loaded beside others."""
    calibration = Calibration(path)
    large = calibration.costs(HUNYUAN_XL, "card", "bf16")
    measure(large)
    large.base_bytes = 2 * HUNYUAN_XL.base_bytes
    assert calibration.costs(HUNYUAN_XL, "card").base_bytes == HUNYUAN_XL.base_bytes
    assert large.base_bytes == 2 * HUNYUAN_XL.base_bytes


def test_what_weights_took_counts_more_than_what_the_catalog_thinks(path: Path) -> None:
    calibration = Calibration(path)
    for mode, base, streamable in (("float32", 9, 5), ("fp8", 7, 4), ("never measured", 1, 1)):
        costs = calibration.costs(HUNYUAN_XL, "card", mode, streamable * 2**26)
        costs.base_bytes = base * 2**26
        if mode != "never measured":
            measure(costs)
    calibration.costs(HUNYUAN_XL, "card", "never measured", 2**26).seconds.clear()
    for _ in range(2):
        known = calibration.costs(HUNYUAN_XL, "card")
        assert (known.base_bytes, known.streamable_bytes) == (7 * 2**26, 4 * 2**26)
