"""Watching and waiting: gaps, lost events, crashes and stops of the daemon."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from itertools import islice

import pytest
from filelock import FileLock

from footfall_bridge import watch as watch_module
from footfall_bridge.client import Client
from footfall_bridge.feed import Event, Snapshot
from footfall_bridge.places import Places
from footfall_bridge.protocol import DecisionEvent, JobInfo, JobState, Order, ProgressEvent, Refusal, StateEvent
from footfall_bridge.timeline import Clip
from footfall_bridge.watch import Watch
from tests.bridge.fake_daemon import FakeDaemon


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch_module, "SILENCE", 0.05)
    monkeypatch.setattr(watch_module, "_STOPPED_FOR", 0.2)


class Clock:
    """Time that passes only while someone sleeps, and what happens at its moments."""

    def __init__(self) -> None:
        self._now = 0.0
        self._plan: list[tuple[float, Callable[[], object]]] = []

    def at(self, moment: float, happens: Callable[[], object]) -> None:
        self._plan.append((moment, happens))

    def monotonic(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> None:
        self._now += seconds
        while self._plan and self._plan[0][0] <= self._now:
            self._plan.pop(0)[1]()


@pytest.fixture
def slow_stop(places: Places, daemon: FakeDaemon, monkeypatch: pytest.MonkeyPatch) -> tuple[Clock, FileLock]:
    """A daemon that needs four seconds to end once it is stopped: its lock is still held, its address gone."""
    clock = Clock()
    monkeypatch.setattr(watch_module, "time", clock)
    monkeypatch.setattr(watch_module, "_STOPPED_FOR", 2.0)
    lock = FileLock(places.daemon_lock)
    clock.at(4.0, lock.release)
    return clock, lock


def submit(client: Client, count: int = 1) -> list[str]:
    return client.submit([Order(clip=Clip(media=f"/film/{number}.mov")) for number in range(count)])


def settled(client: Client, daemon: FakeDaemon, jobs: list[str] | None = None) -> Iterator[Event]:
    """Events from when the subscription certainly stands."""
    events = client.watch(jobs)
    for event in events:
        if isinstance(event, Snapshot):
            daemon.decide("are you there?") if jobs is None else daemon.progress(**{jobs[0]: 0.0})
        else:
            return events
    raise AssertionError("a watch has no end")


def test_first_comes_how_things_are(client: Client, daemon: FakeDaemon) -> None:
    ids = submit(client, 3)
    snapshot = next(client.watch())
    assert isinstance(snapshot, Snapshot)
    assert [job.id for job in snapshot.jobs] == ids
    assert snapshot.sequence == 3
    assert snapshot.instance == daemon.connection.instance


def test_then_comes_what_changes(client: Client, daemon: FakeDaemon) -> None:
    (job,) = submit(client)
    events = settled(client, daemon)
    daemon.change(job, state=JobState.running)
    daemon.progress(**{job: 0.5})
    daemon.decide("a reason")
    state, progress, decision = islice(events, 3)
    assert isinstance(state, StateEvent)
    assert state.sequence == 2
    assert progress == ProgressEvent(progress={job: 0.5}, eta_s={job: 3.0})
    assert isinstance(decision, DecisionEvent)
    assert decision.text == "a reason"
    assert decision.at > 0


def test_only_the_jobs_asked_for(client: Client, daemon: FakeDaemon) -> None:
    mine, other = submit(client, 2)
    events = settled(client, daemon, [mine])
    daemon.change(other, state=JobState.running)
    daemon.decide("not about a job")
    daemon.progress(**{mine: 0.5, other: 0.5})
    daemon.change(mine, state=JobState.done)
    progress, state = islice(events, 2)
    assert isinstance(progress, ProgressEvent)
    assert list(progress.progress) == [mine]
    assert isinstance(state, StateEvent)
    assert state.id == mine


def test_a_gap_brings_a_snapshot(client: Client, daemon: FakeDaemon) -> None:
    one, two = submit(client, 2)
    events = settled(client, daemon)
    daemon.change(one, state=JobState.running, silently=True)
    daemon.change(two, state=JobState.running)
    snapshot = next(events)
    assert isinstance(snapshot, Snapshot)
    assert [job.state for job in snapshot.jobs] == ["running", "running"]


def test_a_lost_last_event_is_noticed_in_the_silence_after_it(client: Client, daemon: FakeDaemon) -> None:
    (job,) = submit(client)
    events = settled(client, daemon)
    daemon.change(job, state=JobState.done, silently=True)
    snapshot = next(events)
    assert isinstance(snapshot, Snapshot)
    assert snapshot.jobs[0].state == "done"


def test_a_restart_brings_a_snapshot(client: Client, daemon: FakeDaemon, places: Places) -> None:
    submit(client)
    events = settled(client, daemon)
    daemon.crash()
    again = FakeDaemon(places).start()
    snapshot = next(events)
    again.stop()
    assert isinstance(snapshot, Snapshot)
    assert snapshot.instance == again.connection.instance


def test_waiting_tells_progress_and_ends_with_the_jobs(client: Client, daemon: FakeDaemon) -> None:
    one, two = submit(client, 2)
    heard: list[tuple[str, str, float]] = []

    def note(job: JobInfo) -> None:
        heard.append((job.id, job.state, job.progress))
        if heard[-1] == (two, "queued", 0.0):
            daemon.change(two, state=JobState.running)
        elif heard[-1] == (two, "running", 0.0):
            daemon.progress(**{two: 0.5})
            daemon.change(two, state=JobState.failed)
            daemon.change(one, state=JobState.done)

    jobs = client.wait([two, one], note)
    assert [(job.id, job.state) for job in jobs] == [(two, "failed"), (one, "done")]
    assert (one, "done", 0.0) in heard


def test_waiting_survives_a_crash(client: Client, daemon: FakeDaemon, places: Places) -> None:
    (job,) = submit(client)
    again = FakeDaemon(places)

    def crash_once(info: JobInfo) -> None:
        if daemon.ended.is_set():
            again.change(job, state=JobState.done)
            return
        daemon.crash()
        again.jobs = dict(daemon.jobs)
        again.start()

    (ended,) = client.wait([job], crash_once)
    again.stop()
    assert ended.state == "done"


def test_waiting_ends_where_the_daemon_is_stopped(client: Client, daemon: FakeDaemon) -> None:
    (job,) = submit(client)
    with pytest.raises(Refusal) as caught:
        client.wait([job], lambda _: daemon.stop())
    assert caught.value.code == "daemon-stopped"


def test_a_stop_that_takes_its_time_is_a_stop(
    client: Client, daemon: FakeDaemon, slow_stop: tuple[Clock, FileLock]
) -> None:
    (job,) = submit(client)

    def stop(_: JobInfo) -> None:
        daemon.stop()
        slow_stop[1].acquire()

    with pytest.raises(Refusal) as caught:
        client.wait([job], stop)
    assert caught.value.code == "daemon-stopped"


def test_waiting_survives_a_restart_that_takes_its_time(
    client: Client, daemon: FakeDaemon, places: Places, slow_stop: tuple[Clock, FileLock]
) -> None:
    (job,) = submit(client)
    clock, lock = slow_stop
    again = FakeDaemon(places)
    clock.at(5.0, again.start)

    def stop_once(_: JobInfo) -> None:
        if daemon.ended.is_set():
            return
        daemon.stop()
        lock.acquire()
        again.jobs = {job: daemon.jobs[job].model_copy(update={"state": JobState.done})}

    (ended,) = client.wait([job], stop_once)
    again.stop()
    assert ended.state == "done"


def test_a_forgotten_job_has_ended(client: Client, daemon: FakeDaemon, places: Places) -> None:
    (job,) = submit(client)

    def forget(_: JobInfo) -> None:
        daemon.change(job, state=JobState.done, silently=True)
        with Client(places, start=False) as another:
            another.forget([job])

    assert [info.id for info in client.wait([job], forget)] == [job]


def test_waiting_for_a_job_that_never_was(client: Client, daemon: FakeDaemon) -> None:
    with pytest.raises(Refusal) as caught:
        client.wait(["never"])
    assert caught.value.code == "unknown-job"


def test_waiting_for_nothing_is_over_at_once(client: Client, daemon: FakeDaemon) -> None:
    assert client.wait([]) == []


def test_a_watch_left_in_the_middle_does_not_hold_the_client(places: Places, daemon: FakeDaemon) -> None:
    with Client(places, start=False) as client:
        events = client.watch()
        next(events)
    assert client.context.closed


def test_whoever_follows_is_told_of_a_line_that_is_lost_and_found(
    client: Client, daemon: FakeDaemon, places: Places
) -> None:
    told: list[str | None] = []
    watch = Watch(client, on_line=lambda refusal: told.append(refusal.code if refusal else None))
    events = watch.events()
    next(events)

    daemon.stop()
    again = FakeDaemon(places).start()
    assert isinstance(next(events), Snapshot)

    assert told == ["disconnected", None]
    events.close()
    again.stop()


def test_a_slow_daemon_keeps_its_line(client: Client, daemon: FakeDaemon, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("footfall_bridge.watch._PATIENCE", 0.2)
    told: list[str | None] = []
    until = threading.Event()

    def hear(refusal: Refusal | None) -> None:
        told.append(refusal.code if refusal else None)
        if refusal is None:
            until.set()

    events = Watch(client, until=until, on_line=hear).events()
    next(events)
    daemon.swallow["list"] = 1

    assert list(events) == []
    assert told == ["no-answer", None]
    assert daemon.requests["hello"] == 1


def test_a_daemon_that_hangs_up_while_it_dies_is_waited_for(
    client: Client, daemon: FakeDaemon, places: Places
) -> None:
    """Its lock is still held and its port still open: for a moment that looks as if our keys did not fit."""
    told: list[str] = []
    watch = Watch(client, on_line=lambda refusal: told.append(refusal.code if refusal else "heard"))
    events = watch.events()
    next(events)
    port = int(daemon.connection.requests.rpartition(":")[2])
    daemon.crash()
    dying = FileLock(places.daemon_lock, thread_local=False)
    dying.acquire(timeout=0)
    again: list[FakeDaemon] = []

    def hang_up_and_die() -> None:
        with socket.create_server(("127.0.0.1", port)) as server:
            server.accept()[0].close()
        dying.release()
        again.append(FakeDaemon(places).start())

    thread = threading.Thread(target=hang_up_and_die)
    thread.start()
    assert isinstance(next(events), Snapshot)
    thread.join()
    assert told[-1] == "heard"
    events.close()
    again[0].stop()


def test_a_watcher_that_waits_is_ended_at_once(
    client: Client, daemon: FakeDaemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("footfall_bridge.watch.SILENCE", 600.0)
    watch = Watch(client)
    begun = threading.Event()

    def follow() -> None:
        for _ in watch.events():
            begun.set()

    following = threading.Thread(target=follow, daemon=True)
    following.start()
    assert begun.wait(10)
    watch.end()
    following.join(10)
    assert not following.is_alive()


def test_a_line_that_nobody_uses_does_not_try_again_and_again(client: Client, daemon: FakeDaemon) -> None:
    """What its monitor tells would pile up until libzmq waits for somebody to read it, and all else with it."""
    line = client.line()
    daemon.crash()
    assert line._monitor.poll(10_000)
    told = 0
    while told < 5 and line._monitor.poll(1_000):
        line._monitor.recv_multipart()
        told += 1
    assert told < 5
