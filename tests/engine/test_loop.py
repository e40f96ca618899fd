"""The child's loop with an engine that counts: no process, no pipe, no clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import torch

from footfall_daemon.engine.messages import (
    Admit,
    Drop,
    EngineFailed,
    Finished,
    FromEngine,
    Leave,
    Load,
    Loaded,
    Measure,
    Measured,
    OutOfMemory,
    Park,
    Phased,
    PhasesBeside,
    Resume,
    SegmentOrder,
    Stepped,
    StreamWeights,
    Unload,
    Unloaded,
)
from footfall_daemon.engine.pulse import Pulse
from tests.engine.bench import Bench
from tests.engine.counting import Count, CountingEngine, order


class Counted(Bench):
    def __init__(self) -> None:
        self.engine = CountingEngine()
        super().__init__("counting", self.engine)


@dataclass
class StreamingEngine(CountingEngine):
    shares: list[float] = field(default_factory=list)
    refuses: Exception | None = None

    def stream_weights(self, share: float) -> None:
        if self.refuses is not None:
            raise self.refuses
        self.shares.append(share)


class Streaming(Bench):
    def __init__(self) -> None:
        self.engine = StreamingEngine()
        super().__init__("counting", self.engine)


@dataclass
class EncodingEngine(CountingEngine):
    """What encodes is there until the next step, or longer where it may be."""

    kept_bytes: int = 0
    keeps: bool = False

    def keep_encoders(self, allowed: bool) -> None:
        self.keeps = allowed

    def encode_picture(self, orders: Sequence[SegmentOrder]) -> list[None]:
        self.kept_bytes = 2**30
        return super().encode_picture(orders)

    def step(self, states: Sequence[Count]) -> None:
        self.kept_bytes *= self.keeps
        super().step(states)


def a_streaming() -> Streaming:
    bench = Streaming()
    bench.turn(Load(engine="counting"))
    return bench


@pytest.fixture
def bench() -> Counted:
    bench = Counted()
    bench.turn(Load(engine="counting"))
    return bench


def test_loading_is_reported_with_its_seconds_and_memory(bench: Counted) -> None:
    (report,) = bench.reports
    assert isinstance(report, Loaded)
    assert (report.engine, report.mode, report.seconds) == ("counting", "exact", 1.0)
    assert 0 < report.memory.held < report.memory.total


def test_loading_twice_loads_once(bench: Counted) -> None:
    bench.turn(Load(engine="counting"))
    assert bench.engine.loads == 1
    assert len(bench.reports) == 2


def test_an_engine_that_nobody_installed_cannot_be_loaded(bench: Counted) -> None:
    bench.turn(Load(engine="orchestra"))
    report = bench.reports[-1]
    assert isinstance(report, EngineFailed)
    assert report.code == "no-such-engine"
    assert "sketch" in report.message


def test_an_engine_that_fails_to_load_is_reported(bench: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(device: torch.device) -> None:
        raise OSError("weights are gone")

    bench.turn(Unload())
    monkeypatch.setattr(bench.engine, "load", broken)
    bench.turn(Load(engine="counting"))
    report = bench.reports[-1]
    assert isinstance(report, EngineFailed)
    assert "weights are gone" in report.message


def test_segments_finish_with_their_waveforms_on_disk(bench: Counted, tmp_path: Path) -> None:
    bench.run(Admit(segments=[order("a", tmp_path, seed=5), order("b", tmp_path, seed=6)]))
    assert bench.finished() == ["a/0", "b/0"]
    wave = np.load(tmp_path / "b.npy")
    assert (wave.dtype, wave.shape, wave[0, 0]) == (np.float32, (2, 48), 6.0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.npy", "b.npy"]


def test_notes_travel_with_the_finished_segment(bench: Counted, tmp_path: Path) -> None:
    bench.run(Admit(segments=[order("a", tmp_path)]))
    report = bench.reports[-1]
    assert isinstance(report, Finished)
    assert report.notes == ["counted to 3"]


def test_every_step_reports_all_progress(bench: Counted, tmp_path: Path) -> None:
    bench.run(Admit(segments=[order("a", tmp_path), order("b", tmp_path)]))
    progress = [report.progress["b/0"] for report in bench.heard(Stepped)]
    assert progress == pytest.approx([1 / 3, 2 / 3, 1])


def test_every_step_reports_its_seconds_and_its_peak(bench: Counted, tmp_path: Path) -> None:
    bench.run(Admit(segments=[order("a", tmp_path)]))
    for report in bench.heard(Stepped):
        assert report.seconds == 1.0
        assert report.peak is not None
        assert 0 < report.peak < report.memory.total


def test_a_step_in_which_what_encodes_leaves_tells_no_peak(tmp_path: Path) -> None:
    bench = Bench("encoding", EncodingEngine())
    bench.turn(Load(engine="encoding"))
    bench.run(Admit(segments=[order("a", tmp_path)]))
    assert [report.peak is not None for report in bench.heard(Stepped)] == [False, True, True]


def test_what_encodes_and_stays_is_counted_to_newcomers_and_to_no_step(tmp_path: Path) -> None:
    bench = Bench("encoding", EncodingEngine())
    bench.turn(Load(engine="encoding"), PhasesBeside(allowed=True))
    for name in "ab":
        bench.turn(Admit(segments=[order(name, tmp_path)]))
    newcomer = bench.heard(Phased)[-1]
    assert newcomer.peak is not None
    assert newcomer.peak >= 2**30
    for step in bench.heard(Stepped):
        assert step.peak is not None
        assert step.peak < step.memory.held - 2**29


def test_a_segment_reports_what_its_phases_took_beside_the_steps(bench: Counted, tmp_path: Path) -> None:
    bench.run(Admit(segments=[order("a", tmp_path), order("b", tmp_path, "encode refuses")]))
    phased = [(report.segment, report.phase, report.seconds) for report in bench.heard(Phased)]
    assert phased == [("a/0", "encode", 1.0), ("a/0", "finish", 1.0)]
    assert isinstance(bench.reports[-2], Phased)


def test_a_parked_segment_is_not_encoded_again(bench: Counted, tmp_path: Path) -> None:
    a = order("a", tmp_path)
    bench.turn(Admit(segments=[a]))
    bench.run(Park(segments=["a/0"]), Resume(segments=[a]))
    assert [report.phase for report in bench.heard(Phased)] == ["encode", "finish"]


def test_newcomers_join_at_the_next_step(bench: Counted, tmp_path: Path) -> None:
    bench.turn(Admit(segments=[order("a", tmp_path)]))
    bench.run(Admit(segments=[order("b", tmp_path)]))
    assert bench.engine.companies == [["a/0"], ["a/0", "b/0"], ["a/0", "b/0"], ["b/0"]]


def test_dropped_segments_leave_before_the_next_step(bench: Counted, tmp_path: Path) -> None:
    bench.turn(Admit(segments=[order("a", tmp_path), order("b", tmp_path)]))
    bench.run(Drop(segments=["a/0", "stranger/0"]))
    assert bench.engine.companies[1:] == [["b/0"], ["b/0"]]
    assert bench.finished() == ["b/0"]


def test_a_segment_dropped_and_admitted_again_starts_again(bench: Counted, tmp_path: Path) -> None:
    bench.turn(Admit(segments=[order("a", tmp_path)]))
    bench.run(Drop(segments=["a/0"]), Admit(segments=[order("a", tmp_path)]))
    assert len(bench.engine.companies) == 4


@pytest.mark.parametrize("phase", ["encode", "step", "finish"])
@pytest.mark.parametrize(("kind", "code"), [("refuses", "refused"), ("breaks", "engine-error")])
def test_a_failing_segment_takes_no_other_along(
    bench: Counted, tmp_path: Path, phase: str, kind: str, code: str
) -> None:
    bad = order("bad", tmp_path, f"{phase} {kind}")
    bench.run(Admit(segments=[order("a", tmp_path), bad, order("c", tmp_path)]))
    assert bench.failed() == {"bad/0": code}
    assert bench.finished() == ["a/0", "c/0"]


def test_a_step_without_memory_parks_all_and_says_so(bench: Counted, tmp_path: Path) -> None:
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
    bench: Counted, tmp_path: Path, phase: str, lost: list[str]
) -> None:
    bench.run(Admit(segments=[order("a", tmp_path), order("big", tmp_path, f"{phase} is too large")]))
    (report,) = bench.heard(OutOfMemory)
    assert (report.segments, report.lost) == (["big/0"], lost)
    assert bench.finished() == ["a/0"]
    assert bench.failed() == {}


def test_a_parked_segment_goes_on_where_it_was(bench: Counted, tmp_path: Path) -> None:
    a, b = order("a", tmp_path), order("b", tmp_path)
    bench.turn(Admit(segments=[a, b]))
    bench.turn(Park(segments=["a/0", "stranger/0"]))
    bench.run(Resume(segments=[a]))
    assert bench.engine.companies == [["a/0", "b/0"], ["b/0"], ["b/0", "a/0"], ["a/0"]]


def test_resuming_what_is_not_parked_starts_it(bench: Counted, tmp_path: Path) -> None:
    bench.run(Resume(segments=[order("a", tmp_path)]))
    assert bench.finished() == ["a/0"]


def test_one_that_came_to_its_end_before_it_was_asked_to_park_is_not_made_twice(
    bench: Counted, tmp_path: Path
) -> None:
    a = order("a", tmp_path)
    bench.run(Admit(segments=[a]))
    bench.run(Park(segments=["a/0"]), Resume(segments=[a]))  # the daemon had not heard yet
    assert bench.finished() == ["a/0"]
    assert len(bench.heard(Phased)) == 2
    bench.run(Admit(segments=[a]))
    assert bench.finished() == ["a/0", "a/0"]


def test_a_parked_segment_outlives_its_engine(bench: Counted, tmp_path: Path) -> None:
    a = order("a", tmp_path)
    bench.turn(Admit(segments=[a]))
    bench.turn(Park(segments=["a/0"]), Unload(), Load(engine="counting"))
    bench.run(Resume(segments=[a]))
    assert len(bench.engine.companies) == 3


def test_a_segment_that_another_engine_parked_starts_again(bench: Counted, tmp_path: Path) -> None:
    a = order("a", tmp_path)
    bench.turn(Admit(segments=[a]))
    bench.turn(Park(segments=["a/0"]), Unload(), Load(engine="counting"))
    bench.engine.strange = True
    bench.run(Resume(segments=[a]))
    assert len(bench.engine.companies) == 1 + 3
    assert bench.finished() == ["a/0"]


def test_a_parked_segment_can_be_dropped(bench: Counted, tmp_path: Path) -> None:
    a = order("a", tmp_path)
    bench.turn(Admit(segments=[a]))
    bench.turn(Park(segments=["a/0"]), Drop(segments=["a/0"]))
    bench.run(Resume(segments=[a]))
    assert len(bench.engine.companies) == 1 + 3


def test_a_segment_that_cannot_be_parked_starts_again(bench: Counted, tmp_path: Path) -> None:
    a, b = order("a", tmp_path), order("b", tmp_path)
    Path(a.state).mkdir()
    bench.turn(Admit(segments=[a, b]))
    bench.run(Park(segments=["a/0"]))
    Path(a.state).rmdir()
    bench.run(Resume(segments=[a]))
    assert bench.finished() == ["b/0", "a/0"]
    assert len(bench.engine.companies) == 1 + 2 + 3


def test_who_finds_no_room_anywhere_is_reported_lost(bench: Counted, tmp_path: Path) -> None:
    a = order("a", tmp_path)
    Path(a.state).mkdir()
    bench.engine.memory_short = 1
    bench.turn(Admit(segments=[a]))
    assert [report.lost for report in bench.heard(OutOfMemory)] == [["a/0"]]


def test_who_leaves_parks_all_that_runs(bench: Counted, tmp_path: Path) -> None:
    orders = [order("a", tmp_path), order("b", tmp_path)]
    bench.turn(Admit(segments=orders))
    bench.turn(Leave())
    assert bench.loop.left
    assert not bench.loop.busy
    assert all(Path(order.state).exists() for order in orders)


def test_what_waited_before_the_word_to_leave_is_answered(bench: Counted, tmp_path: Path) -> None:
    bench.turn(Admit(segments=[order("a", tmp_path, "encode refuses")]), Measure(), Leave(), Unload())
    assert bench.failed() == {"a/0": "refused"}
    assert isinstance(bench.reports[-1], Measured)


def test_a_process_with_nothing_to_do_leaves_too() -> None:
    bench = Counted()
    bench.inbox.put(Leave())
    bench.loop.run(bench.inbox)
    assert [report.kind for report in bench.reports] == ["up"]


def test_memory_is_measured_on_request(bench: Counted) -> None:
    bench.turn(Measure())
    assert isinstance(bench.reports[-1], Measured)


def test_an_engine_that_streams_weights_is_told_the_share() -> None:
    streaming = a_streaming()
    streaming.turn(StreamWeights(share=0.5))
    streaming.turn(Unload(), Load(engine="counting", stream=0.25))
    assert streaming.engine.shares == [0.5, 0.25]


def test_who_cannot_stream_for_want_of_memory_is_put_away_and_loaded_with_more_streamed(tmp_path: Path) -> None:
    bench = a_streaming()
    a, b, c = order("a", tmp_path), order("b", tmp_path), order("c", tmp_path)
    bench.turn(Admit(segments=[a, b]))
    bench.engine.refuses = torch.OutOfMemoryError("full")
    bench.turn(StreamWeights(share=0.25), Admit(segments=[c]))
    (report,) = bench.heard(EngineFailed)
    assert (report.engine, report.code, bench.engine.loads) == ("counting", "out-of-memory", 0)
    assert [(short.segments, short.lost) for short in bench.heard(OutOfMemory)] == [(["c/0"], ["c/0"])]
    bench.engine.refuses = None
    bench.run(Load(engine="counting", stream=0.5), Resume(segments=[a, b]), Admit(segments=[c]))
    assert bench.engine.companies[0:2] == [["a/0", "b/0"], ["a/0", "b/0", "c/0"]]
    assert bench.finished() == ["a/0", "b/0", "c/0"]


def test_who_cannot_stream_for_another_reason_fails_with_it(tmp_path: Path) -> None:
    bench = a_streaming()
    bench.engine.refuses = OSError("no such driver")
    bench.turn(StreamWeights(share=0.25), Admit(segments=[order("a", tmp_path)]))
    assert [report.code for report in bench.heard(EngineFailed)] == ["engine-error"]
    assert bench.failed() == {"a/0": "engine-error"}


def test_a_loaded_engine_that_cannot_stream_more_is_not_reported_as_loaded() -> None:
    bench = a_streaming()
    bench.engine.refuses = torch.OutOfMemoryError("full")
    bench.turn(Load(engine="counting", stream=0.5))
    assert isinstance(bench.reports[-1], EngineFailed)
    assert len(bench.heard(Loaded)) == 1


@dataclass
class BeatingEngine(CountingEngine):
    """Beats three times while it encodes."""

    beat: Callable[[], None] = lambda: None

    def encode_picture(self, orders: Sequence[SegmentOrder]) -> list[None]:
        for _ in range(3):
            self.beat()
        return super().encode_picture(orders)


def test_an_engine_that_beats_is_heard_in_the_middle_of_its_work(tmp_path: Path) -> None:
    bench = Bench("counting", BeatingEngine())
    bench.turn(Load(engine="counting"), Admit(segments=[order("a", tmp_path)]))
    kinds = [report.kind for report in bench.reports]
    assert kinds[: kinds.index("phased")] == ["loaded", "alive", "alive", "alive"]


def test_beats_are_told_once_a_second() -> None:
    now = iter([0.0, 0.5, 0.9, 1.0, 1.9, 7.0])
    told: list[FromEngine] = []
    pulse = Pulse(told.append, lambda: next(now))
    heard = []
    for _ in range(6):
        pulse()
        heard.append(len(told))
    assert heard == [1, 1, 1, 2, 2, 3]


def test_parking_many_is_heard_one_by_one(bench: Counted, tmp_path: Path) -> None:
    bench.turn(Admit(segments=[order(name, tmp_path) for name in "abc"]))
    bench.reports.clear()
    bench.turn(Leave())
    assert [report.kind for report in bench.reports] == ["alive"] * 3


def test_an_engine_that_cannot_stream_goes_on(bench: Counted, tmp_path: Path) -> None:
    bench.run(StreamWeights(share=1.0), Admit(segments=[order("a", tmp_path)]))
    assert bench.finished() == ["a/0"]


@pytest.mark.parametrize("prompt", ["too long", "not a number"])
def test_a_waveform_that_is_not_right_fails(bench: Counted, tmp_path: Path, prompt: str) -> None:
    bench.run(Admit(segments=[order("a", tmp_path, prompt)]))
    assert bench.failed() == {"a/0": "engine-error"}
    assert not list(tmp_path.iterdir())


def test_a_waveform_that_cannot_be_written_fails_alone(bench: Counted, tmp_path: Path) -> None:
    bench.run(Admit(segments=[order("a", tmp_path / "gone"), order("b", tmp_path)]))
    assert bench.failed() == {"a/0": "spool"}
    assert bench.finished() == ["b/0"]


def test_a_waveform_that_is_in_the_way_leaves_no_debris(bench: Counted, tmp_path: Path) -> None:
    (tmp_path / "a.npy").mkdir()
    bench.run(Admit(segments=[order("a", tmp_path)]))
    assert bench.failed() == {"a/0": "spool"}
    assert [path.name for path in tmp_path.iterdir()] == ["a.npy"]


def test_without_an_engine_nothing_is_admitted(tmp_path: Path) -> None:
    bench = Counted()
    bench.turn(Admit(segments=[order("a", tmp_path)]))
    assert bench.failed() == {"a/0": "no-engine"}


def test_unloading_forgets_engine_and_segments(bench: Counted, tmp_path: Path) -> None:
    bench.turn(Admit(segments=[order("a", tmp_path)]))
    bench.turn(Unload())
    assert bench.engine.loads == 0
    assert not bench.loop.busy
    assert isinstance(bench.reports[-1], Unloaded)


def test_the_loop_drains_all_that_waits_before_it_steps(bench: Counted, tmp_path: Path) -> None:
    messages = [Admit(segments=[order(name, tmp_path)]) for name in "abc"]
    bench.turn(*messages, Drop(segments=["b/0"]))
    assert bench.engine.companies == [["a/0", "c/0"]]
