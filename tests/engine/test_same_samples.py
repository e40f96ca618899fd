"""A segment's samples are the same alone, in company, joined late, parked twice, and over several processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from footfall_daemon.engine.contract import Engine
from footfall_daemon.engine.messages import (
    Admit,
    Finished,
    Leave,
    Load,
    Park,
    Resume,
    SegmentOrder,
    Stepped,
    ToEngine,
)
from footfall_daemon.engine.sketch.engine import SketchEngine
from tests.engine.bench import Bench
from tests.engine.child import Child
from tests.engine.counting import order
from tests.engine.sketch.studio import Studio, contact
from tests.synthetic.engine import SyntheticEngine
from tests.synthetic.install import environment
from tests.synthetic.options import Cost, Options

QUICK = Options(step=Cost(bytes_per_token=1024))
SLOW = Options(step=Cost(fixed=0.1, bytes_per_token=1024))  # so that a child is met in the middle


@dataclass(frozen=True)
class Work:
    """An engine and what it is to make: a clip, and two others beside it."""

    engine: str
    fresh: Callable[[], Engine]
    clip: SegmentOrder
    others: list[SegmentOrder]
    environment: dict[str, str]

    def bench(self, *messages: ToEngine) -> Bench:
        bench = Bench(self.engine, self.fresh())
        bench.turn(Load(engine=self.engine), *messages)
        return bench

    def child(self, *messages: ToEngine) -> Child:
        child = Child(self.environment)
        child.say(Load(engine=self.engine), *messages)
        return child

    def heard(self) -> NDArray[np.float32]:
        """The clip's samples; they are removed."""
        samples: NDArray[np.float32] = np.load(self.clip.wave)
        Path(self.clip.wave).unlink()
        return samples


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    """As the child has on a small machine: threads that wait for each other make a busy one crawl."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(params=["sketch", "synthetic"])
def work(request: pytest.FixtureRequest, tmp_path: Path) -> Work:
    if request.param == "sketch":
        studio = Studio(tmp_path)
        clip = studio.order([contact(3.9)], prompt="rain", seconds=30.0)
        others = [studio.order(prompt="wind", seconds=4.0), studio.order(seconds=2.5)]
        return Work("sketch", SketchEngine, clip, others, {})
    samples = [round(48_000 * seconds) for seconds in (8.0, 14.9, 0.7)]
    clip, *others = [order(f"{n}", tmp_path, seed=n, samples=count) for n, count in enumerate(samples)]
    installation = environment(tmp_path / "installation", SLOW)
    return Work("synthetic", lambda: SyntheticEngine(QUICK), clip, others, installation)


@pytest.fixture
def alone(work: Work) -> NDArray[np.float32]:
    work.bench().run(Admit(segments=[work.clip]))
    samples = work.heard()
    assert samples.std() > 0
    return samples


def test_in_company(work: Work, alone: NDArray[np.float32]) -> None:
    work.bench().run(Admit(segments=[*work.others, work.clip]))
    np.testing.assert_array_equal(work.heard(), alone)


def test_joined_late(work: Work, alone: NDArray[np.float32]) -> None:
    bench = work.bench(Admit(segments=work.others))
    bench.turn()
    bench.run(Admit(segments=[work.clip]))
    np.testing.assert_array_equal(work.heard(), alone)


def test_parked_twice(work: Work, alone: NDArray[np.float32]) -> None:
    bench = work.bench(Admit(segments=[work.clip]))
    for _ in range(2):
        bench.turn(Park(segments=[work.clip.id]))
        bench.turn(Admit(segments=work.others[:1]))
        bench.turn(Resume(segments=[work.clip]))
    bench.run(Admit(segments=work.others))
    np.testing.assert_array_equal(work.heard(), alone)


def test_in_another_process_after_it_was_told_to_leave(work: Work, alone: NDArray[np.float32]) -> None:
    segments = [work.others[0], work.clip]
    first = work.child(Admit(segments=segments))
    steps = [first.hear_first(Stepped)]
    one = steps[0].progress[work.clip.id]
    first.say(Leave())
    steps += [report for report in first.rest() if isinstance(report, Stepped)]
    assert first.process.wait() == 0
    first.close()
    second = work.child(Resume(segments=segments))
    assert second.hear_first(Stepped).progress[work.clip.id] == pytest.approx((len(steps) + 1) * one)
    second.hear_first(Finished, lambda report: report.segment == work.clip.id)
    second.close()
    np.testing.assert_array_equal(work.heard(), alone)


@pytest.mark.parametrize("parked", [True, False], ids=["parked", "running"])
def test_after_its_process_was_killed(work: Work, alone: NDArray[np.float32], parked: bool) -> None:
    other = work.others[0]
    first = work.child(Admit(segments=[work.clip, other]))
    one = first.hear_first(Stepped).progress[work.clip.id]
    first.say(Park(segments=[work.clip.id if parked else other.id]))
    first.hear_first(Stepped, lambda report: len(report.progress) == 1)
    first.close()
    second = work.child(Resume(segments=[work.clip, other]))
    assert (second.hear_first(Stepped).progress[work.clip.id] > 1.5 * one) is parked
    second.hear_first(Finished, lambda report: report.segment == work.clip.id)
    second.close()
    np.testing.assert_array_equal(work.heard(), alone)
