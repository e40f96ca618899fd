"""A script played to the real daemon, through the client, as an editor's bridge would."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from threading import Event, Thread

import psutil

from footfall_bridge.feed import Snapshot
from footfall_bridge.protocol import DecisionEvent, JobInfo, Order, Priority, StateEvent
from footfall_bridge.timeline import Clip as Wanted
from footfall_bridge.timeline import Time
from tests.benchmarks.real.outcome import Outcome
from tests.benchmarks.real.scale import MIB, Script, samples
from tests.benchmarks.simulator.traces import INTERACTIVE, Clip
from tests.end_to_end.house import House
from tests.synthetic.card import resident

OURS = "footfall"
_REHEARSAL = 12
"""Clips, before the script begins, from which it learns what steps cost. It keeps that between runs."""
_LEFT_TO_OTHERS = 1 / 16
"""Of the card, as the daemon's own headroom is."""
_FOLLOW = 0.04
"""Seconds."""


def play(house: House, script: Script, card: int, editor: int, start: Callable[[], None]) -> Outcome:
    """`start` is called when the engine is loaded and the script begins; `editor`: its pid."""
    outcome = Outcome(OURS, script)
    with house.client() as client, _card_of(house, card, editor):
        rehearsal = [Clip(-n, 0.0, 0, 2, 2.0 + n) for n in range(1, _REHEARSAL + 1)]
        client.wait(client.submit([_order(clip) for clip in rehearsal]))
        numbers: dict[str, int] = {}
        with _watched(house, outcome) as (ended, watching):
            began = time.monotonic()
            start()
            for moment, clips in groupby(script.clips, key=lambda clip: clip.time):
                time.sleep(max(0.0, began + moment - time.monotonic()))
                wanted = list(clips)
                for job, clip in zip(client.submit([_order(clip) for clip in wanted]), wanted, strict=True):
                    numbers[job] = clip.number
            watching.result()
        for job, (moment, info) in ended.items():
            if job in numbers and info.state == "done":
                outcome.ended[numbers[job]] = moment - began
                outcome.sounds[numbers[job]] = [Path(output.path) for output in info.outputs]
        outcome.twice = _twice(outcome)
    return outcome


Ended = dict[str, tuple[float, JobInfo]]


@contextmanager
def _watched(house: House, outcome: Outcome) -> Iterator[tuple[Ended, Future[None]]]:
    """Who ended when, filled by a client of its own while the script is played; its future ends when all have."""
    ended: Ended = {}
    ready = Event()
    with ThreadPoolExecutor(1) as pool:
        watching = pool.submit(_watch, house, outcome, ended, ready)
        ready.wait()
        yield ended, watching


def _watch(house: House, outcome: Outcome, ended: Ended, ready: Event) -> None:
    before: set[str] = set()
    with house.client() as client:
        for event in client.watch():
            now = time.monotonic()
            match event:
                case Snapshot(jobs=jobs) if not ready.is_set():
                    before = {job.id for job in jobs}
                    ready.set()
                case Snapshot(jobs=jobs):
                    for job in jobs:
                        if job.state.ended and job.id not in before:
                            ended.setdefault(job.id, (now, job))
                case StateEvent(job=JobInfo() as job) if job.state.ended:
                    ended.setdefault(job.id, (now, job))
                case DecisionEvent(text=text) if text.startswith("out of memory with"):
                    outcome.out_of_memory += 1
            if len(ended) == len(outcome.script.clips):
                return


@contextmanager
def _card_of(house: House, card: int, editor: int) -> Iterator[None]:
    """Its budget is what the card leaves, whatever the machine's strangers do: they are not on the card.

    For the daemon the device is the machine, and on a busy one others move by more than the whole card. So its
    headroom follows them; what the engine and the editor take it has to see for itself.
    """
    done, told = Event(), Event()
    thread = Thread(target=_follow, args=(house, card, editor, told, done))
    thread.start()
    told.wait()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _follow(house: House, card: int, editor: int, told: Event, done: Event) -> None:
    set_to, engine = -MIB, None
    with house.client() as client:
        while not done.is_set():
            engine = engine if engine and engine.is_running() else _engine_of(house)
            headroom = _headroom(card, [editor, engine.pid] if engine else [editor])
            if headroom is not None and abs(headroom - set_to) > 4:
                client.change_setting("memory.headroom", headroom)
                set_to = headroom
            told.set()
            done.wait(_FOLLOW)


def _engine_of(house: House) -> psutil.Process | None:
    return next(iter(house.children("footfall_daemon.engine")), None)


def _headroom(card: int, on_it: list[int]) -> int | None:
    """In MiB. None: what is on the card changed while we looked, and the sum would mean nothing."""
    held = [resident(pid) for pid in on_it]
    others = psutil.virtual_memory().available + sum(held)
    if held != [resident(pid) for pid in on_it]:
        return None
    return max(0, others - round(card * (1 - _LEFT_TO_OTHERS))) // MIB


def _order(clip: Clip) -> Order:
    return Order(
        clip=Wanted(duration=Time(value=samples(clip), rate=(48_000, 1))),
        engine="synthetic",
        seed=max(0, clip.number),
        priority=Priority.interactive if clip.class_ == INTERACTIVE else Priority.background,
    )


def _twice(outcome: Outcome) -> int:
    """Clips with more than one file, or with one that is another's as well."""
    files = [file for sounds in outcome.sounds.values() for file in sounds]
    return len(files) - len(outcome.sounds) + len(files) - len(set(files))
