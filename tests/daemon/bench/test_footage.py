"""The clip that is measured: real media processes."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from footfall_bridge.protocol import Refusal
from footfall_daemon.bench.footage import looked_at
from footfall_daemon.catalog import HUNYUAN_XL, SKETCH
from footfall_daemon.cues import Cues
from footfall_daemon.demo.film import render
from footfall_daemon.demo.stage import Look


async def test_a_drawn_film_lasts_as_long_as_asked_for(tmp_path: Path) -> None:
    plan, film = await looked_at(None, Fraction(20), SKETCH, tmp_path)
    assert film is None
    assert plan.samples == 20 * 48_000
    times = [contact.time for contact in Cues.load(Path(plan.cues)).contacts]
    assert times[0] < 2
    assert 10 < times[-1] < 20


async def test_ones_own_video_is_measured_from_its_beginning(tmp_path: Path) -> None:
    film = render(tmp_path / "film.mp4", Look(width=160, height=90))
    plan, _ = await looked_at(film.path, Fraction(3, 2), SKETCH, tmp_path)
    assert plan.samples == 72_000


async def test_a_video_that_is_too_short_is_refused(tmp_path: Path) -> None:
    film = render(tmp_path / "film.mp4", Look(width=160, height=90))
    with pytest.raises(Refusal, match="shorten the clip"):
        await looked_at(film.path, Fraction(60), SKETCH, tmp_path)


async def test_an_engine_that_sees_the_picture_is_given_its_film(tmp_path: Path) -> None:
    plan, film = await looked_at(None, Fraction(3), HUNYUAN_XL, tmp_path)
    assert plan.samples == 144_000
    shapes = [np.load(f"{film}.{reel.look}.npy", mmap_mode="r").shape for reel in HUNYUAN_XL.reels]
    assert shapes == [(24, 512, 512, 3), (75, 224, 224, 3)]
