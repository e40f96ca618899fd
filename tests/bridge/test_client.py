"""The client against a daemon that loses replies, crashes, and restarts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from footfall_bridge.client import Client
from footfall_bridge.places import Places
from footfall_bridge.protocol import JobState, Order, Refusal
from footfall_bridge.timeline import Clip, Time
from tests.bridge.fake_daemon import FakeDaemon


def orders(count: int) -> list[Order]:
    return [Order(clip=Clip(media=f"/film/{number}.mov")) for number in range(count)]


@pytest.fixture
def hasty(places: Places, daemon: FakeDaemon) -> Iterator[Client]:
    """Waits a moment only: for lost replies."""
    with Client(places, start=False, timeout=0.3) as client:
        yield client


def test_jobs_come_in_the_order_of_orders_and_takes(client: Client, daemon: FakeDaemon) -> None:
    ids = client.generate("a.mov", Path("b.mov"), prompt="steps", takes=2, seed=7)
    jobs = [client.job(job) for job in ids]
    assert [(Path(job.media or "").name, job.take, job.seed) for job in jobs] == [
        ("a.mov", 1, 7),
        ("a.mov", 2, 8),
        ("b.mov", 1, 7),
        ("b.mov", 2, 8),
    ]


def test_a_lost_reply_does_not_queue_twice(hasty: Client, daemon: FakeDaemon) -> None:
    daemon.swallow["submit"] = 2
    ids = hasty.submit(orders(3))
    assert daemon.requests["submit"] == 3
    assert list(daemon.jobs) == ids


def test_a_request_id_repeated_by_a_script_is_one_request(client: Client, daemon: FakeDaemon) -> None:
    wanted = orders(250)
    assert client.submit(wanted, "my-request") == client.submit(wanted, "my-request")
    assert len(daemon.jobs) == 250


def test_devices_are_released_and_reclaimed(client: Client, daemon: FakeDaemon) -> None:
    assert client.release().released
    status = client.reclaim("cpu")
    assert not status.released
    assert [(gpu.action, gpu.device) for gpu in daemon.devices.asked] == [("release", None), ("reclaim", "cpu")]


def test_an_editor_asks_for_the_devices_and_gives_them_back(client: Client, daemon: FakeDaemon) -> None:
    client.editor(busy=True, host="Resolve", seconds=60)
    assert client.status().editor_busy == "Resolve"
    client.editor(busy=False, host="Resolve")
    assert client.status().editor_busy == ""
    assert daemon.devices.words[0].seconds == 60


def test_a_lost_reply_to_a_release_is_asked_for_again(hasty: Client, daemon: FakeDaemon) -> None:
    daemon.swallow["gpu"] = 1
    assert hasty.release().released


def test_a_daemon_that_never_answers_is_a_coded_sentence(hasty: Client, daemon: FakeDaemon) -> None:
    daemon.swallow["status"] = 100
    with pytest.raises(Refusal) as caught:
        hasty.status()
    assert caught.value.code == "no-answer"


def test_what_cannot_be_repeated_is_not(hasty: Client, daemon: FakeDaemon) -> None:
    (job,) = hasty.submit(orders(1))
    daemon.swallow["retry"] = 1
    with pytest.raises(Refusal) as caught:
        hasty.retry([job])
    assert caught.value.code == "no-answer"
    assert daemon.requests["retry"] == 1


def test_long_lists_come_in_pages(client: Client, daemon: FakeDaemon) -> None:
    ids = client.submit(orders(450))
    assert len(daemon.submitted) == 3
    assert [job.id for job in client.jobs()] == ids
    assert [job.id for job in client.jobs(newest_first=True)] == ids[::-1]
    assert {job.id for job in client.jobs(ids=ids[100:400])} == set(ids[100:400])
    assert client.cancel(ids).changed == ids
    assert sum(1 for _ in client.jobs(states=[JobState.cancelled])) == 450


def test_moving_many_to_the_front_keeps_their_order(client: Client, daemon: FakeDaemon) -> None:
    ids = client.submit(orders(250))
    # The page that goes last ends up first.
    assert client.move(ids, "first").changed == ids[200:] + ids[:200]


def test_a_refusal_in_the_middle_says_what_is_queued(client: Client, daemon: FakeDaemon) -> None:
    wanted = [*orders(200), Order(clip=Clip(media="/film/last.mov"), prompt="refuse this")]
    with pytest.raises(Refusal, match=r"make room \(200 jobs were queued before\)"):
        client.submit(wanted)


def test_a_restarted_daemon_is_found_again(client: Client, daemon: FakeDaemon, places: Places) -> None:
    first = client.connect().instance
    daemon.crash()
    again = FakeDaemon(places).start()
    assert client.status().daemon.instance == again.connection.instance != first
    again.stop()


def test_no_daemon_is_a_coded_sentence(client: Client) -> None:
    with pytest.raises(Refusal) as caught:
        client.status()
    assert caught.value.code == "no-daemon"


def test_a_crashed_daemon_is_a_coded_sentence(client: Client, daemon: FakeDaemon) -> None:
    client.connect()
    daemon.crash()
    with pytest.raises(Refusal) as caught:
        client.status()
    assert caught.value.code == "daemon-gone"


def test_a_job_shows_what_it_looks_and_sounds_like(client: Client, eager_daemon: FakeDaemon) -> None:
    (job,) = client.generate("a.mov")
    strip = client.strip(job, frames=4, height=90)
    assert [still.time for still in strip.frames] == [0.5, 1.5, 2.5, 3.5]
    assert all(still.jpeg.startswith(b"\xff\xd8") for still in strip.frames)
    peaks = client.peaks(job, columns=100, start=0.25)
    assert (len(peaks.low), len(peaks.high)) == (peaks.channels * 100, peaks.channels * 100)
    assert (peaks.start, peaks.stop) == (0.25, 1.0)


def test_an_order_comes_back_as_one_take(client: Client, daemon: FakeDaemon) -> None:
    _, second = client.generate("a.mov", prompt="steps", takes=2, seed=7)
    order = client.order(second)
    assert (order.prompt, order.takes, order.first_take, order.seed) == ("steps", 1, 2, 8)


def test_forgotten_jobs_are_restored(client: Client, daemon: FakeDaemon) -> None:
    ids = client.submit(orders(2))
    client.forget(ids)
    assert client.restore([*ids, "none"]).changed == ids
    assert [job.id for job in client.jobs()] == ids


def test_the_past_of_the_devices_is_told(client: Client, daemon: FakeDaemon) -> None:
    history = client.history(seconds=120)
    (worker,) = history.workers
    assert [round(history.now - sample.at) for sample in worker.samples] == [120, 60]
    assert "another program" in history.decisions[0].text


def test_presets_are_settings(client: Client, daemon: FakeDaemon) -> None:
    client.change_setting("presets.rain", "light rain")
    assert ("presets.rain", "light rain") in [(one.key, one.value) for one in client.settings().settings]
    client.change_setting("presets.rain", None)
    assert all(one.key != "presets.rain" for one in client.settings().settings)


def test_the_rest_of_the_protocol(client: Client, daemon: FakeDaemon) -> None:
    (job,) = client.submit([Order(clip=Clip(duration=Time(value=1, rate=(1, 1))))])
    client.pause()
    assert client.status().paused
    client.resume()
    assert not client.status().paused
    assert client.settings().settings[0].key == "generate.engine"
    assert client.change_setting("generate.engine", "other").value == "other"
    assert client.change_setting("generate.engine", None).value == "sketch"
    client.cancel([job])
    assert client.retry([job, "none"]).refused[0].job == "none"
    assert client.forget([job]).changed == [job]
    client.stop()
    assert daemon.ended.wait(10)
