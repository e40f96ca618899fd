"""The child's loop with an engine that counts: no process, no pipe, no clock."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import numpy as np
import pytest
import torch

from footfall_daemon.engine.contract import Engine
from footfall_daemon.engine.loop import Inbox, Loop
from footfall_daemon.engine.messages import (
    Admit,
    Drop,
    EngineFailed,
    Finished,
    FromEngine,
    Load,
    Loaded,
    Measure,
    Measured,
    OutOfMemory,
    Park,
    Resume,
    SegmentFailed,
    Stepped,
    StreamWeights,
    ToEngine,
    Unload,
    Unloaded,
)
from footfall_daemon.engine.registry import installed
from tests.engine.counting import CountingEngine, order


class Bench:
    """A loop on the bench: messages go in by hand, reports are gathered."""

    def __init__(self) -> None:
        self.engine = CountingEngine()
        self.reports: list[FromEngine] = []
        self.inbox = Inbox()
        seconds = count()
        self.loop = Loop(torch.device("cpu"), self._find, self.reports.append, clock=lambda: float(next(seconds)))

    def _find(self, name: str) -> Engine:
        return self.engine if name == "counting" else installed(name)

    def turn(self, *messages: ToEngine) -> None:
        for message in messages:
            self.inbox.put(message)
        self.loop.turn(self.inbox)

    def run(self, *messages: ToEngine) -> None:
        self.turn(*messages)
        while self.loop.busy:
            self.turn()

    def failed(self) -> dict[str, str]:
        return {report.segment: report.code for report in self.reports if isinstance(report, SegmentFailed)}

    def finished(self) -> list[str]:
        return [report.segment for report in self.reports if isinstance(report, Finished)]


@pytest.fixture
def bench() -> Bench:
    bench = Bench()
    bench.turn(Load(engine="counting"))
    return bench


def test_loading_is_reported_with_its_seconds_and_memory(bench: Bench) -> None:
    (report,) = bench.reports
    assert isinstance(report, Loaded)
    assert (report.engine, report.seconds) == ("counting", 1.0)
    assert 0 < report.memory.held < report.memory.total


def test_loading_twice_loads_once(bench: Bench) -> None:
    bench.turn(Load(engine="counting"))
    assert bench.engine.loads == 1
    assert len(bench.reports) == 2


def test_an_engine_that_nobody_installed_cannot_be_loaded(bench: Bench) -> None:
    bench.turn(Load(engine="orchestra"))
    report = bench.reports[-1]
    assert isinstance(report, EngineFailed)
    assert report.code == "no-such-engine"
    assert "sketch" in report.message


def test_an_engine_that_fails_to_load_is_reported(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(device: torch.device) -> None:
        raise OSError("weights are gone")

    bench.turn(Unload())
    monkeypatch.setattr(bench.engine, "load", broken)
    bench.turn(Load(engine="counting"))
    report = bench.reports[-1]
    assert isinstance(report, EngineFailed)
    assert "weights are gone" in report.message


def test_segments_finish_with_their_waveforms_on_disk(bench: Bench, tmp_path: Path) -> None:
    bench.run(Admit(segments=[order("a", tmp_path, seed=5), order("b", tmp_path, seed=6)]))
    assert bench.finished() == ["a/0", "b/0"]
    wave = np.load(tmp_path / "b.npy")
    assert (wave.dtype, wave.shape, wave[0, 0]) == (np.float32, (2, 48), 6.0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.npy", "b.npy"]


def test_notes_travel_with_the_finished_segment(bench: Bench, tmp_path: Path) -> None:
    bench.run(Admit(segments=[order("a", tmp_path)]))
    report = bench.reports[-1]
    assert isinstance(report, Finished)
    assert report.notes == ["counted to 3"]


def test_every_step_reports_all_progress(bench: Bench, tmp_path: Path) -> None:
    bench.run(Admit(segments=[order("a", tmp_path), order("b", tmp_path)]))
    progress = [report.progress["b/0"] for report in bench.reports if isinstance(report, Stepped)]
    assert progress == pytest.approx([1 / 3, 2 / 3, 1])


def test_newcomers_join_at_the_next_step(bench: Bench, tmp_path: Path) -> None:
    bench.turn(Admit(segments=[order("a", tmp_path)]))
    bench.run(Admit(segments=[order("b", tmp_path)]))
    assert bench.engine.companies == [["a/0"], ["a/0", "b/0"], ["a/0", "b/0"], ["b/0"]]


def test_dropped_segments_leave_before_the_next_step(bench: Bench, tmp_path: Path) -> None:
    bench.turn(Admit(segments=[order("a", tmp_path), order("b", tmp_path)]))
    bench.run(Drop(segments=["a/0", "stranger/0"]))
    assert bench.engine.companies[1:] == [["b/0"], ["b/0"]]
    assert bench.finished() == ["b/0"]


def test_a_segment_dropped_and_admitted_again_starts_again(bench: Bench, tmp_path: Path) -> None:
    bench.turn(Admit(segments=[order("a", tmp_path)]))
    bench.run(Drop(segments=["a/0"]), Admit(segments=[order("a", tmp_path)]))
    assert len(bench.engine.companies) == 4


@pytest.mark.parametrize("phase", ["encode", "step", "finish"])
@pytest.mark.parametrize(("kind", "code"), [("refuses", "refused"), ("breaks", "engine-error")])
def test_a_failing_segment_takes_no_other_along(
    bench: Bench, tmp_path: Path, phase: str, kind: str, code: str
) -> None:
    bad = order("bad", tmp_path, f"{phase} {kind}")
    bench.run(Admit(segments=[order("a", tmp_path), bad, order("c", tmp_path)]))
    assert bench.failed() == {"bad/0": code}
    assert bench.finished() == ["a/0", "c/0"]


def test_a_step_without_memory_parks_all_and_says_so(bench: Bench, tmp_path: Path) -> None:
    orders = [order("a", tmp_path), order("b", tmp_path)]
    bench.turn(Admit(segments=orders))
    bench.engine.memory_short = 1
    bench.turn()
    report = bench.reports[-1]
    assert isinstance(report, OutOfMemory)
    assert (report.segments, report.lost) == (["a/0", "b/0"], [])
    assert not bench.loop.busy
    bench.run(Resume(segments=orders[:1]))
    bench.run(Resume(segments=orders[1:]))
    assert bench.finished() == ["a/0", "b/0"]
    assert len(bench.engine.companies) == 1 + 1 + 2 + 2


@pytest.mark.parametrize(("phase", "lost"), [("encode", ["big/0"]), ("finish", [])])
def test_too_little_memory_for_one_segment_is_no_failure(
    bench: Bench, tmp_path: Path, phase: str, lost: list[str]
) -> None:
    bench.run(Admit(segments=[order("a", tmp_path), order("big", tmp_path, f"{phase} is too large")]))
    (report,) = [report for report in bench.reports if isinstance(report, OutOfMemory)]
    assert (report.segments, report.lost) == (["big/0"], lost)
    assert bench.finished() == ["a/0"]
    assert bench.failed() == {}


def test_a_parked_segment_goes_on_where_it_was(bench: Bench, tmp_path: Path) -> None:
    a, b = order("a", tmp_path), order("b", tmp_path)
    bench.turn(Admit(segments=[a, b]))
    bench.turn(Park(segments=["a/0", "stranger/0"]))
    bench.run(Resume(segments=[a]))
    assert bench.engine.companies == [["a/0", "b/0"], ["b/0"], ["b/0", "a/0"], ["a/0"]]


def test_resuming_what_is_not_parked_starts_it(bench: Bench, tmp_path: Path) -> None:
    bench.run(Resume(segments=[order("a", tmp_path)]))
    assert bench.finished() == ["a/0"]


def test_a_parked_segment_outlives_its_engine(bench: Bench, tmp_path: Path) -> None:
    a = order("a", tmp_path)
    bench.turn(Admit(segments=[a]))
    bench.turn(Park(segments=["a/0"]), Unload(), Load(engine="counting"))
    bench.run(Resume(segments=[a]))
    assert len(bench.engine.companies) == 3


def test_a_parked_segment_can_be_dropped(bench: Bench, tmp_path: Path) -> None:
    a = order("a", tmp_path)
    bench.turn(Admit(segments=[a]))
    bench.turn(Park(segments=["a/0"]), Drop(segments=["a/0"]))
    bench.run(Resume(segments=[a]))
    assert len(bench.engine.companies) == 1 + 3


def test_memory_is_measured_on_request(bench: Bench) -> None:
    bench.turn(Measure())
    assert isinstance(bench.reports[-1], Measured)


def test_an_engine_that_streams_weights_is_told_the_share(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    shares: list[float] = []
    monkeypatch.setattr(
        CountingEngine, "stream_weights", lambda engine, share: shares.append(share), raising=False
    )
    bench.turn(StreamWeights(share=0.5))
    bench.turn(Unload(), Load(engine="counting", stream=0.25))
    assert shares == [0.5, 0.25]


def test_an_engine_that_cannot_stream_goes_on(bench: Bench, tmp_path: Path) -> None:
    bench.run(StreamWeights(share=1.0), Admit(segments=[order("a", tmp_path)]))
    assert bench.finished() == ["a/0"]


@pytest.mark.parametrize("prompt", ["too long", "not a number"])
def test_a_waveform_that_is_not_right_fails(bench: Bench, tmp_path: Path, prompt: str) -> None:
    bench.run(Admit(segments=[order("a", tmp_path, prompt)]))
    assert bench.failed() == {"a/0": "engine-error"}
    assert not list(tmp_path.iterdir())


def test_a_waveform_that_cannot_be_written_fails_alone(bench: Bench, tmp_path: Path) -> None:
    bench.run(Admit(segments=[order("a", tmp_path / "gone"), order("b", tmp_path)]))
    assert bench.failed() == {"a/0": "spool"}
    assert bench.finished() == ["b/0"]


def test_a_waveform_that_is_in_the_way_leaves_no_debris(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "a.npy").mkdir()
    bench.run(Admit(segments=[order("a", tmp_path)]))
    assert bench.failed() == {"a/0": "spool"}
    assert [path.name for path in tmp_path.iterdir()] == ["a.npy"]


def test_without_an_engine_nothing_is_admitted(tmp_path: Path) -> None:
    bench = Bench()
    bench.turn(Admit(segments=[order("a", tmp_path)]))
    assert bench.failed() == {"a/0": "no-engine"}


def test_unloading_forgets_engine_and_segments(bench: Bench, tmp_path: Path) -> None:
    bench.turn(Admit(segments=[order("a", tmp_path)]))
    bench.turn(Unload())
    assert bench.engine.loads == 0
    assert not bench.loop.busy
    assert isinstance(bench.reports[-1], Unloaded)


def test_the_loop_drains_all_that_waits_before_it_steps(bench: Bench, tmp_path: Path) -> None:
    messages = [Admit(segments=[order(name, tmp_path)]) for name in "abc"]
    bench.turn(*messages, Drop(segments=["b/0"]))
    assert bench.engine.companies == [["a/0", "c/0"]]
