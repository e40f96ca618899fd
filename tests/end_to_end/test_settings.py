"""Settings at work in a real daemon: what they change, at once, of files that are made."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from footfall_bridge.client import Client
from footfall_bridge.protocol import JobInfo, Layer, Refusal
from footfall_bridge.timeline import Clip, Time
from tests.end_to_end.house import House

SECOND = Clip(duration=Time(value=1, rate=(1, 1)))


def made(client: Client, media: Path, prompt: str = "rain", layers: tuple[Layer, ...] = ()) -> JobInfo:
    (job,) = client.wait(client.generate(media, prompt=prompt, layers=layers))
    assert job.error is None
    return job


def test_files_are_called_as_sound_libraries_have_it(house: House, film: Path) -> None:
    with house.client() as client:
        made(client, film)
        client.change_setting("output.naming", "ucs")
        made(client, film)
        made(client, film, layers=(Layer.feet, Layer.ambience))
    assert sorted(path.name for path in (film.parent / "Foley").iterdir()) == [
        "AMBMisc_film 00-00-00-00_Footfall_NONE_t1-v2.wav",
        "FOLYFeet_film 00-00-00-00_Footfall_NONE_t1-v2.wav",
        "FOLYMisc_film 00-00-00-00_Footfall_NONE_t1-v1.wav",
        "film_foley_00-00-00-00_t1_v1.wav",
    ]


def test_a_layer_is_made_louder_from_the_next_job_on(house: House, film: Path) -> None:
    with house.client() as client:
        before = made(client, film)
        client.change_setting("levels.ambience", -6)
        after = made(client, film)
    (loud, _), (quiet, _) = (soundfile.read(job.outputs[0].path) for job in (before, after))
    assert np.abs(loud).max() > 0.001
    np.testing.assert_allclose(quiet, loud * 10 ** (-6 / 20), atol=2**-22)


def test_a_project_says_what_its_clips_do_not(house: House, film: Path) -> None:
    with house.client() as client:
        client.pause()
        client.change_setting("project.short.folder", str(film.parent))
        client.change_setting("project.short.prompt", "boots on gravel")
        client.change_setting("project.short.takes", 2)
        first, second = client.generate(film)
        (other,) = client.generate(SECOND)
        assert [client.job(job).prompt for job in (first, second, other)] == ["boots on gravel"] * 2 + [""]
        assert client.job(second).take == 2
        client.change_setting("project.short.folder", None)
        assert [client.job(job).prompt for job in client.generate(film)] == [""]


def test_settings_tell_how_to_offer_them(house: House, tmp_path: Path) -> None:
    with house.client() as client:
        client.change_setting("project.short.folder", str(tmp_path))
        with pytest.raises(Refusal, match="there is no engine"):
            client.change_setting("project.short.engine", "bells")
        known = {setting.key: setting for setting in client.settings().settings}
    assert known["generate.engine"].choices == ["sketch", "hunyuan-xl", "hunyuan-xxl"]
    assert known["project.short.engine"].choices == ["", "sketch", "hunyuan-xl", "hunyuan-xxl"]


def test_presets_from_the_command_line(house: House) -> None:
    assert house.run("config", "set", "presets.light rain", "light rain").returncode == 0
    assert "presets.light rain = light rain" in house.run("config", "list").stdout
    words = ("generate", "--text-only", "--duration", "1", "--preset", "light rain", "--no-wait")
    assert house.run(*words).returncode == 0
    with house.client() as client:
        assert [job.prompt for job in client.jobs()] == ["light rain"]
