"""What clients look at, of a real daemon: pictures, waveforms, the past, and jobs that come back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
import soundfile

from footfall_bridge.feed import Snapshot
from footfall_bridge.orders import clip_of, order
from footfall_bridge.protocol import JobState, Refusal, StateEvent
from footfall_bridge.timeline import Clip, Time
from tests.end_to_end.house import House, until
from tests.footage import Film, number_of


def numbers(jpegs: list[bytes]) -> list[int]:
    images = [cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR) for jpeg in jpegs]
    assert all(image is not None for image in images)
    return [number_of(image.astype(np.uint8)) for image in images if image is not None]


def refusal_of(ask: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refused:
        ask()
    return refused.value.code


def test_a_strip_is_there_before_the_job_is(shared_house: House, film: Path) -> None:
    clip = clip_of(film, Time(value=10, rate=(25, 1)), Time(value=30, rate=(25, 1)))
    with shared_house.client() as client:
        client.pause()
        (job,) = client.generate(clip)
        strip = client.strip(job, frames=4, height=64)
        assert client.job(job).state is JobState.queued
        client.cancel([job])
        client.resume()
    assert (strip.job, strip.start, strip.duration) == (job, 0.0, 0.8)
    assert numbers([still.jpeg for still in strip.frames]) == [12, 17, 22, 27]


def test_peaks_are_those_of_the_file(shared_house: House, film: Path) -> None:
    with shared_house.client() as client:
        (job,) = client.generate(film, prompt="rain")
        (ended,) = client.wait([job])
        peaks = client.peaks(job, columns=50)
        part = client.peaks(job, columns=16, start=0.5, stop=1.0)
    sound, rate = soundfile.read(ended.outputs[0].path, always_2d=True)
    assert (peaks.sample_rate, peaks.channels, peaks.samples) == (rate, sound.shape[1], len(sound))
    high = np.frombuffer(peaks.high, np.int8).reshape(peaks.channels, 50)
    assert high.max() == np.ceil(127 * sound.max())
    assert (part.start, part.stop, len(part.low)) == (0.5, 1.0, 16 * peaks.channels)


def test_what_cannot_be_looked_at_is_refused_by_code(shared_house: House, film: Path) -> None:
    with shared_house.client() as client:
        client.pause()
        text, waiting = client.generate(Clip(duration=Time(value=1, rate=(1, 1))), film)
        assert refusal_of(lambda: client.strip(text)) == "no-picture"
        assert refusal_of(lambda: client.peaks(waiting)) == "no-output"
        film.unlink()
        assert refusal_of(lambda: client.strip(waiting)) == "media-missing"
        client.cancel([text, waiting])
        client.resume()


def test_a_file_that_is_gone_has_no_peaks(shared_house: House, film: Path) -> None:
    with shared_house.client() as client:
        (job,) = client.generate(film)
        (ended,) = client.wait([job])
        Path(ended.outputs[0].path).unlink()
        assert refusal_of(lambda: client.peaks(job)) == "no-such-file"


def test_an_order_comes_back_as_it_was_carried_out(shared_house: House, film: Path) -> None:
    with shared_house.client() as client:
        client.pause()
        jobs = client.submit([order(film, "boots on gravel", takes=2, seed=7, pan=True)])
        again = client.order(jobs[1])
        assert (again.prompt, again.takes, again.first_take, again.seed) == ("boots on gravel", 1, 2, 8)
        assert (again.engine, again.pan, again.handles) == ("sketch", True, Time(value=0, rate=(1000, 1)))
        (copy,) = client.submit([again])
        assert client.order(copy) == again
        client.cancel([*jobs, copy])
        client.resume()


def test_forgotten_jobs_come_back_also_after_a_restart(house: House) -> None:
    with house.client() as client:
        client.pause()
        jobs = client.generate(*[Clip(duration=Time(value=1, rate=(1, 1)))] * 3, prompt="rain")
        client.cancel(jobs)
        client.forget(jobs)
        assert list(client.jobs()) == []
        assert client.restore(jobs[:1]).changed == jobs[:1]
    house.stop()
    house.start()
    with house.client() as client:
        assert [job.id for job in client.jobs()] == jobs[:1]
        assert client.restore([*jobs, "nobody"]).changed == jobs[1:]
        assert [(job.id, job.state) for job in client.jobs()] == [(job, JobState.cancelled) for job in jobs]


def test_a_restored_job_is_told_as_a_new_one_is(shared_house: House) -> None:
    with shared_house.client() as client, shared_house.client() as other:
        client.pause()
        (job,) = client.generate(Clip(duration=Time(value=1, rate=(1, 1))))
        client.cancel([job])
        events = other.watch()
        assert isinstance(next(events), Snapshot)
        client.forget([job])
        client.restore([job])
        told = [next(event for event in events if isinstance(event, StateEvent)) for _ in range(2)]
        client.resume()
    assert [event.job is None for event in told] == [True, False]
    assert {event.id for event in told} == {job}


def test_the_past_tells_of_memory_work_and_decisions(house: House, film: Path) -> None:
    began = time.time()
    with house.client() as client:
        before = client.history(seconds=60)
        client.wait(client.generate(film, prompt="rain"))
        until(lambda: client.history().workers[0].device == "cpu", "the second in which it is looked at")
        after = client.history(seconds=60)
    assert [worker.name for worker in before.workers] == ["auto"]
    (worker,) = after.workers
    samples = worker.samples
    assert [sample.at for sample in samples] == sorted(sample.at for sample in samples)
    assert all(sample.total > sample.free > 0 for sample in samples)
    assert began <= after.decisions[0].at <= after.now
    assert any("loaded sketch" in decision.text for decision in after.decisions)


def test_many_looks_at_once_hold_up_nobody(house: House, tmp_path: Path) -> None:
    films = [Film(frames=60).make(tmp_path / f"{number}.mp4") for number in range(40)]
    codes: list[str] = []
    with house.client() as client:
        client.pause()
        jobs = client.generate(*films)

    def look(job: str) -> None:
        with house.client() as mine:
            try:
                codes.append("done" if mine.strip(job, frames=32).frames else "empty")
            except Refusal as refusal:
                codes.append(refusal.code)

    lookers = [threading.Thread(target=look, args=(job,)) for job in jobs]
    for looker in lookers:
        looker.start()
    with house.client() as client:
        assert client.status().queue["queued"] == 40
    for looker in lookers:
        looker.join()
    assert set(codes) <= {"done", "busy"}
    assert codes.count("done") >= 32
    with house.client() as client:
        assert all(len(client.strip(job, frames=32).frames) == 32 for job in jobs)
