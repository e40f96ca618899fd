"""Memory foretold: after twenty batches on a real engine process the peaks of others are known."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.cues import Cues
from footfall_daemon.engine.messages import Admit, Drop, Load, Loaded, SegmentOrder, Stepped
from footfall_daemon.memory import Costs
from tests.engine.child import Child
from tests.synthetic import install
from tests.synthetic.info import SYNTHETIC
from tests.synthetic.options import Cost, Options

PLAIN = Options(steps=100, step=Cost(bytes_per_token=256 * 1024))


def a_batch(folder: Path, lengths: list[float]) -> list[SegmentOrder]:
    samples = [round(length * SAMPLE_RATE) for length in lengths]
    return [
        SegmentOrder(
            id=f"job/{number}",
            job="job",
            start=0,
            samples=count,
            total_samples=count,
            cues=str(folder / "cues"),
            prompt="",
            negative="",
            seed=number,
            wave=str(folder / f"{number}.npy"),
            state=str(folder / f"{number}.state"),
        )
        for number, count in enumerate(samples)
    ]


def measured(child: Child, batch: list[SegmentOrder]) -> int:
    """Bytes at the peak of a step of them all."""
    child.say(Admit(segments=batch))
    peak = child.hear_first(Stepped, lambda stepped: len(stepped.progress) == len(batch)).peak
    child.say(Drop(segments=[order.id for order in batch]))
    assert peak is not None
    return peak


def test_after_twenty_batches_peaks_are_foretold_within_a_tenth(tmp_path: Path) -> None:
    Cues(analyser="none").save(tmp_path / "cues")
    dice = random.Random(3)
    child = Child(install.environment(tmp_path, PLAIN))
    child.say(Load(engine="synthetic"))
    costs = Costs.guessed(SYNTHETIC)
    costs.base_bytes = child.hear_first(Loaded).memory.held
    try:
        for number in range(26):
            lengths = [dice.uniform(1, 6) for _ in range(dice.randint(1, 5))]
            tokens = sum(lengths) * SYNTHETIC.tokens_per_second
            peak = measured(child, a_batch(tmp_path, lengths))
            if number >= 20:
                assert costs.peak(tokens) == pytest.approx(peak, rel=0.1)
            costs.weighed(tokens, peak)
    finally:
        child.close()
