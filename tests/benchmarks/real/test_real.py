"""A short script on the real daemon and on the servers: nothing is lost, made twice or made differently."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.real.rig import run_all
from tests.benchmarks.real.scale import Script, options
from tests.benchmarks.simulator.traces import BACKGROUND, INTERACTIVE, Clip

_CLIPS = [
    *(Clip(number, 0.0, 0, BACKGROUND, 4.0 + number) for number in range(16)),
    *(Clip(16 + number, 1.0 + 2 * number, 1 + number, INTERACTIVE, 3.0 + number) for number in range(4)),
]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_beside_an_editor_that_takes_and_returns_memory(tmp_path: Path) -> None:
    (editors := tmp_path / "editors").mkdir()
    script = Script("short", _CLIPS, [(1.0, 160), (3.0, 0), (4.0, 250), (7.0, 0)])
    outcomes = run_all(script, options(tmp_path / "probe", editors), tmp_path)
    ours = outcomes[0]
    assert [outcome.lost for outcome in outcomes] == [0] * len(outcomes)
    assert ours.twice == 0
    assert [outcome.unlike(ours) for outcome in outcomes] == [[]] * len(outcomes)
    static8 = next(outcome for outcome in outcomes if outcome.policy == "static 8")
    assert ours.out_of_memory <= static8.out_of_memory
