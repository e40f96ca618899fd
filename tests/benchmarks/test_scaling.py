"""What the benchmark of scaling makes of what it saw."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from tests.benchmarks.scaling import Run, Site, on_this_machine, rows, show
from tests.bridge.cli.words import Capture

ALONE = Run("machine", 1, 0.1, 1.0, 3.0, 40.0, 40, Counter({"works": 100}))
FOUR = Run(
    "machine", 4, 0.1, 1.0, 5.0, 12.5, 40, Counter({"works": 80, "nothing to do": 15, "the queue is paused": 5})
)


def test_speed_is_told_against_the_first_run_and_idleness_by_reason(
    capsys: Capture,
) -> None:
    table = rows([ALONE, FOUR])
    assert [(row["clips/s"], row["speed-up"], row["efficiency"], row["idle"]) for row in table] == [
        (1.0, 1.0, 1.0, 0.0),
        (3.2, 3.2, 0.8, 0.2),
    ]
    assert list(table[1]["idle_because"].items()) == [("nothing to do", 0.15), ("the queue is paused", 0.05)]
    show(table)
    assert "machine, 4 workers, 15.0% idle: nothing to do" in capsys.readouterr().out


def test_speed_is_told_against_the_first_run_of_the_same_kind() -> None:
    slower = replace(ALONE, kind="ray", seconds=80.0)
    assert [row["speed-up"] for row in rows([ALONE, slower, FOUR, replace(slower, workers=2, seconds=50.0)])] == [
        1.0,
        1.0,
        3.2,
        1.6,
    ]


def test_a_worker_for_each_device_of_this_machine() -> None:
    with on_this_machine(2, {"A": "b"}) as site:
        assert site == Site('[engine]\ndevice = "cpu,cpu"\n', {"A": "b"})
