"""Media that a real daemon cannot decode, with a proxy linked to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from footfall_bridge.protocol import JobState, Movie, Order
from footfall_bridge.timeline import Clip
from tests.end_to_end.house import House
from tests.footage import Film, undecodable


@pytest.fixture
def media(tmp_path: Path) -> Path:
    return undecodable(Film().make(tmp_path / "A001.mov"))


def test_all_that_shows_a_picture_shows_the_proxy(shared_house: House, tmp_path: Path, media: Path) -> None:
    proxy = Film().make(tmp_path / "small.mp4")
    with shared_house.client() as client:
        (id_,) = client.submit([Order(clip=Clip(media=str(media), proxy=str(proxy)), movie=Movie.mixed)])
        job = client.wait([id_])[0]
        assert (job.state, job.media) == (JobState.done, str(media))
        assert job.movie is not None
        assert Path(job.movie).name.startswith("A001")
        assert client.strip(id_, frames=4).frames


def test_a_retry_looks_at_the_media_again(shared_house: House, tmp_path: Path, media: Path) -> None:
    short = Film(frames=40).make(tmp_path / "short.mp4")
    with shared_house.client() as client:
        (id_,) = client.submit([Order(clip=Clip(media=str(media), proxy=str(short)))])
        error = client.wait([id_])[0].error
        assert error is not None
        assert error.code == "proxy-mismatch"
        Film().make(media)
        client.retry([id_])
        job = client.wait([id_])[0]
    assert (job.state, "proxy" in str(job.notices)) == (JobState.done, False)
