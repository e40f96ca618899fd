"""The last hour of the devices, as it is kept and told."""

from __future__ import annotations

from footfall_bridge.protocol import Decision, MemorySample
from footfall_daemon.chronicle import Chronicle, Gauge

GIB = 2**30


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def a_gauge(at: float, free: int = 4 * GIB, running: int = 0, name: str = "cuda:0") -> Gauge:
    sample = MemorySample(
        at=at,
        total=8 * GIB,
        free=free,
        held=0,
        budget=free,
        headroom=GIB,
        running=running,
        tokens_or_seconds=2.0 * running,
        rate=None,
    )
    return Gauge(name, name, sample)


def kept(chronicle: Chronicle, seconds: float = 3600) -> list[float]:
    """When the samples of the first worker were taken, from the clock's beginning on."""
    return [sample.at - 1_000_000 for sample in chronicle.told(seconds, []).workers[0].samples]


def test_nothing_is_kept_while_nothing_changes() -> None:
    clock = Clock()
    chronicle = Chronicle(clock)
    for second in range(100):
        clock.now = 1_000_000.0 + second
        chronicle.note([a_gauge(clock.now, running=second // 50)])
    assert kept(chronicle) == [0, 50]


def test_a_few_kilobytes_are_no_change() -> None:
    chronicle = Chronicle(Clock())
    chronicle.note([a_gauge(1_000_000.0, free=4 * GIB + 4096)])
    chronicle.note([a_gauge(1_000_001.0, free=4 * GIB + 8192)])
    chronicle.note([a_gauge(1_000_002.0, free=3 * GIB)])
    assert kept(chronicle) == [0, 2]


def test_it_is_looked_at_once_a_second() -> None:
    clock = Clock()
    chronicle = Chronicle(clock)
    assert chronicle.due
    chronicle.note([])
    clock.now += 0.9
    assert not chronicle.due
    clock.now += 0.1
    assert chronicle.due
    chronicle.note([])
    clock.now -= 3600  # the user put the clock back
    assert chronicle.due


def test_an_hour_is_kept_at_most() -> None:
    chronicle = Chronicle(Clock())
    for second in range(5000):
        chronicle.note([a_gauge(1_000_000.0 + second, running=second)])
    assert len(kept(chronicle)) == 3600


def test_the_sample_in_force_at_the_beginning_is_told() -> None:
    clock = Clock()
    chronicle = Chronicle(clock)
    for second in (0, 10, 20):
        chronicle.note([a_gauge(1_000_000.0 + second, running=second)])
    clock.now += 25
    assert kept(chronicle, seconds=10) == [10, 20]
    assert kept(chronicle, seconds=1) == [20]


def test_decisions_of_the_time_asked_for() -> None:
    clock = Clock()
    decisions = [Decision(at=clock.now - ago, text=str(ago)) for ago in (700, 60, 5)]
    told = Chronicle(clock).told(600, decisions)
    assert [decision.text for decision in told.decisions] == ["60", "5"]
    assert told.now == clock.now


def test_each_worker_has_its_own() -> None:
    chronicle = Chronicle(Clock())
    chronicle.note([a_gauge(1_000_000.0), a_gauge(1_000_000.0, name="cuda:1")])
    assert [(worker.name, len(worker.samples)) for worker in chronicle.told(60, []).workers] == [
        ("cuda:0", 1),
        ("cuda:1", 1),
    ]
