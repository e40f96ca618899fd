"""The synthetic engine keeps its word: bytes, streaming, a card that is full, samples that tell of every step."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from footfall_daemon.engine.messages import (
    Admit,
    EngineFailed,
    Load,
    Loaded,
    Measure,
    Measured,
    OutOfMemory,
    Phased,
    Resume,
    SegmentOrder,
    Stepped,
    StreamWeights,
)
from tests.engine.bench import Bench
from tests.engine.counting import order
from tests.synthetic.card import resident
from tests.synthetic.editor import Editor
from tests.synthetic.engine import SyntheticEngine, tokens_of
from tests.synthetic.info import RESIDENT_BYTES, STREAMABLE_BYTES
from tests.synthetic.options import Cost, Options

_MIB = 2**20
_WEIGHTS = RESIDENT_BYTES + STREAMABLE_BYTES
BIG = Cost(bytes_per_token=_MIB // 4)


@pytest.fixture(autouse=True)
def memory_of_its_own() -> Iterator[None]:
    """Nothing that an earlier test held comes free in this one."""
    gc.collect()
    yield
    gc.collect()


def bench(options: Options, *, stream: float = 0.0) -> Bench:
    bench = Bench("synthetic", SyntheticEngine(options))
    bench.turn(Measure())
    bench.turn(Load(engine="synthetic", stream=stream))
    return bench


def ten_seconds(name: str, folder: Path) -> SegmentOrder:
    return order(name, folder, samples=480_000)


def test_the_cost_of_a_step_has_a_knee() -> None:
    cost = Cost(fixed=0.1, per_token=0.01, knee=50)
    assert [cost.seconds(tokens) for tokens in (1, 50, 100)] == pytest.approx([0.6, 0.6, 1.1])


def test_a_segment_has_fifty_tokens_a_second(tmp_path: Path) -> None:
    assert tokens_of(ten_seconds("a", tmp_path)) == 500


def test_the_weights_are_real_memory(tmp_path: Path) -> None:
    bench_ = bench(Options())
    (before,), (loaded,) = bench_.heard(Measured), bench_.heard(Loaded)
    assert loaded.memory.held - before.memory.held == pytest.approx(_WEIGHTS, rel=0.1)


def test_streamed_weights_are_given_back() -> None:
    bench_ = bench(Options())
    bench_.turn(StreamWeights(share=0.5), Measure())
    (loaded,), measured = bench_.heard(Loaded), bench_.heard(Measured)[-1]
    assert loaded.memory.held - measured.memory.held == pytest.approx(STREAMABLE_BYTES / 2, rel=0.1)


@pytest.mark.parametrize("clips", [1, 3])
def test_the_peak_of_a_step_is_what_its_tokens_cost(tmp_path: Path, clips: int) -> None:
    bench_ = bench(Options(steps=2, step=BIG))
    bench_.run(Admit(segments=[ten_seconds(f"{number}", tmp_path) for number in range(clips)]))
    (loaded,) = bench_.heard(Loaded)
    for stepped in bench_.heard(Stepped):
        assert stepped.peak is not None
        assert stepped.peak - loaded.memory.held == pytest.approx(clips * 125 * _MIB, rel=0.1)


def test_the_peaks_of_its_phases_are_what_they_cost(tmp_path: Path) -> None:
    bench_ = bench(Options(steps=1, encode=BIG, finish=Cost(bytes_per_token=_MIB // 8)))
    bench_.run(Admit(segments=[ten_seconds("a", tmp_path)]))
    peaks = {phased.phase: phased.peak for phased in bench_.heard(Phased)}
    assert peaks["encode"] == pytest.approx(125 * _MIB, rel=0.1)
    assert peaks["finish"] == pytest.approx(62.5 * _MIB, rel=0.1)


def test_a_full_card_is_out_of_memory_and_nobody_is_lost(tmp_path: Path) -> None:
    card = resident() + _WEIGHTS + 200 * _MIB
    bench_ = bench(Options(steps=3, step=BIG, card=card))
    orders = [ten_seconds("a", tmp_path), ten_seconds("b", tmp_path)]
    bench_.run(Admit(segments=orders))
    (report,) = bench_.heard(OutOfMemory)
    assert (report.segments, report.lost) == (["a/0", "b/0"], [])
    for each in orders:
        bench_.run(Resume(segments=[each]))
    assert bench_.finished() == ["a/0", "b/0"]


def test_weights_that_do_not_fit_are_not_loaded() -> None:
    bench_ = bench(Options(card=resident() + _WEIGHTS // 2))
    assert [report.code for report in bench_.heard(EngineFailed)] == ["out-of-memory"]


def test_an_editor_takes_of_the_card_and_gives_back(tmp_path: Path) -> None:
    listed = tmp_path / "editors"
    listed.mkdir()
    card = resident() + _WEIGHTS + 225 * _MIB
    a = ten_seconds("a", tmp_path)
    bench_ = bench(Options(steps=3, step=BIG, card=card, editors=str(listed)))
    with Editor(listed) as editor:
        bench_.turn(Admit(segments=[a]))
        editor.hold(125)
        bench_.run()
        assert len(bench_.heard(OutOfMemory)) == 1
        editor.hold(0)
        bench_.run(Resume(segments=[a]))
    assert bench_.finished() == ["a/0"]


def test_every_step_is_heard(tmp_path: Path) -> None:
    sounds = []
    for steps in (19, 20):
        a = order("a", tmp_path, samples=48_000)
        bench(Options(steps=steps)).run(Admit(segments=[a]))
        sounds.append(np.load(a.wave))
    assert np.abs(sounds[0] - sounds[1]).mean() > 0.01
