"""HunyuanVideo-Foley the whole way: weights on disk, a real daemon, a real engine process, and a WAV of it.

The weights are small and random, in the published layout: what it sounds like means nothing, how long it is does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from footfall_bridge.client import Client
from footfall_bridge.protocol import JobState, Order, Refusal
from footfall_bridge.timeline import SAMPLE_RATE, Clip, Time
from tests.end_to_end.hearing import samples_of, the_wav
from tests.end_to_end.house import House, a_house, until
from tests.engine.hunyuan import overlapping, tight
from tests.engine.hunyuan.checkpoints import make_set
from tests.footage import Film

_FRAMES = 13
"""Half a second: a tiny picture encoder still takes a third of a second for a picture."""
_RATE = 25


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_set(tmp_path_factory.mktemp("downloads"))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, weights: Path) -> Iterator[House]:
    """One for all: to pull, and to start the engine, takes longer than the tests."""
    packages = tmp_path_factory.mktemp("packages")
    tight.environment(packages)
    with a_house(tmp_path_factory.mktemp("home"), overlapping.environment(packages)) as house:
        run = house.run("engines", "pull", "hunyuan-xl", "--from", str(weights), "--accept-licence", "--json")
        assert run.returncode == 0, run.stdout + run.stderr
        yield house


def ordered(seconds: int, **changes: Any) -> Order:
    """Of words alone: no picture has to be encoded."""
    clip = Clip(duration=Time(value=seconds, rate=(1, 1)))
    return Order(**{"clip": clip, "engine": "hunyuan-xl", "prompt": "rain", "steps": 4, **changes})


def heard(client: Client, *orders: Order) -> list[NDArray[np.int32]]:
    return [samples_of(the_wav(job)) for job in client.wait(client.submit(orders))]


def test_without_weights_it_is_refused_and_says_where_to_get_them(house: House) -> None:
    with house.client() as client, pytest.raises(Refusal, match="footfall engines pull hunyuan-xxl") as raised:
        client.submit([ordered(1, engine="hunyuan-xxl")])
    assert raised.value.code == "weights-missing"


def test_a_clip_becomes_a_file_of_its_own_length(house: House, tmp_path: Path) -> None:
    film = Film(frames=_FRAMES).make(tmp_path / "walk.mp4")
    run = house.run(
        "generate",
        str(film),
        "--engine",
        "hunyuan-xl",
        "--prompt",
        "steps",
        "--steps",
        "3",
        "--seed",
        "7",
        "--json",
    )
    assert run.returncode == 0, run.stdout + run.stderr
    (job,) = json.loads(run.stdout)["jobs"]
    (output,) = job["outputs"]
    assert output["samples"] == _FRAMES * SAMPLE_RATE // _RATE
    assert (job["steps"], job["guidance"]) == (3, 4.5)
    assert job["negative"] == "noisy, harsh, music, speech, voice"
    sound = samples_of(output["path"])
    assert sound.shape == (output["samples"], 1)
    assert np.abs(sound).max() > 2**31 // 200

    again = house.run("again", output["path"], "--json")
    assert again.returncode == 0, again.stdout + again.stderr
    (remade,) = json.loads(again.stdout)["jobs"]
    np.testing.assert_array_equal(samples_of(remade["outputs"][0]["path"]), sound)


def test_a_long_clip_is_windows_without_a_seam(house: House) -> None:
    with house.client() as client:
        (sound,) = heard(client, ordered(23))
    assert sound.shape == (23 * SAMPLE_RATE, 1)
    level = np.sqrt(np.mean((sound[:, 0].reshape(-1, SAMPLE_RATE // 4) / 2**31) ** 2, axis=1))
    assert level.min() > level.mean() / 2


def test_weights_that_do_not_fit_are_streamed_and_change_nothing(house: House) -> None:
    with house.client() as client:
        (expected,) = heard(client, ordered(2))
        client.change_setting("memory.limit", 2000)
    house.stop()
    house.places.calibration_file.unlink()  # that the weights of this test are small is not known any more
    house.start()
    with house.client() as client:
        (streamed,) = heard(client, ordered(2))
        decisions = client.status().decisions
        client.change_setting("memory.limit", None)
    assert any("streaming" in words for words in decisions), decisions
    np.testing.assert_array_equal(streamed, expected)


def test_an_engine_that_crashes_loses_nothing(house: House) -> None:
    order = ordered(3, steps=150)
    with house.client() as client:
        (expected,) = heard(client, order)
        (job,) = client.submit([order])
        until(lambda: client.job(job).progress > 0.4, "the job to be on its way")
        (engine,) = house.children("footfall_daemon.engine")
        engine.kill()
        (ended,) = client.wait([job])
        np.testing.assert_array_equal(samples_of(the_wav(ended)), expected)


def test_clips_are_decoded_while_others_step_once_it_is_known_what_that_takes(house: House) -> None:
    orders = [ordered(2, seed=1, steps=20), ordered(2, seed=2, steps=150)]
    with house.client() as client:
        expected = heard(client, *orders)
        changed = [order.model_copy(update={"engine": "hunyuan-overlapping"}) for order in orders]
        (alone,) = client.wait(client.submit(changed[:1]))
        assert overlapping.MEANWHILE not in alone.notices
        ended = client.wait(client.submit(changed))
        assert [overlapping.MEANWHILE in job.notices for job in ended] == [True, False]
        for job, sound in zip(ended, expected, strict=True):
            difference = samples_of(the_wav(job)).astype(np.int64) - sound
            assert np.abs(difference).max() < 2**31 * 2e-5  # the company may have been another for some steps


def test_too_little_memory_anywhere_costs_time_and_no_job(house: House) -> None:
    orders = [ordered(1, seed=seed, steps=20) for seed in range(5)]
    with house.client() as client:
        expected = heard(client, *orders)
        jobs = client.submit([order.model_copy(update={"engine": "hunyuan-tight"}) for order in orders])
        ended = client.wait(jobs)
        assert [job.state for job in ended] == [JobState.done] * len(jobs)
        for job, sound in zip(ended, expected, strict=True):
            difference = samples_of(the_wav(job)).astype(np.int64) - sound
            assert np.abs(difference).max() < 2**31 * 2e-5  # in other company, so up to rounding
        assert any("out of memory" in words for words in client.status().decisions)
