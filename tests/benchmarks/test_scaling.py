"""What the benchmark of scaling makes of what it saw."""

from __future__ import annotations

from collections import Counter

from tests.benchmarks.scaling import Run, on_this_machine, rows, show
from tests.bridge.cli.words import Capture


def test_speed_is_told_against_the_first_run_and_idleness_by_reason(
    capsys: Capture,
) -> None:
    alone = Run(1, 3.0, 40.0, 40, Counter({"works": 100}))
    four = Run(4, 5.0, 12.5, 40, Counter({"works": 80, "nothing to do": 15, "the queue is paused": 5}))
    table = rows([alone, four])
    assert [(row["clips/s"], row["speed-up"], row["efficiency"], row["idle"]) for row in table] == [
        (1.0, 1.0, 1.0, 0.0),
        (3.2, 3.2, 0.8, 0.2),
    ]
    assert list(table[1]["idle_because"].items()) == [("nothing to do", 0.15), ("the queue is paused", 0.05)]
    show(table)
    assert "4 workers, 15.0% idle: nothing to do" in capsys.readouterr().out


def test_a_worker_for_each_device_of_this_machine() -> None:
    with on_this_machine(2) as settings:
        assert settings == '[engine]\ndevice = "cpu,cpu"\n'
