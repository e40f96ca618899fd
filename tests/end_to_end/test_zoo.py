"""Bad input of every kind: a coded refusal in one sentence, nothing left behind, and the daemon lives."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from footfall_bridge.protocol import JobState, Order, Refusal
from footfall_bridge.timeline import Clip, Time
from tests.end_to_end.house import House
from tests.footage import Film, cut_short, sound_only, without_frames


def second(value: int, rate: int = 1) -> Time:
    return Time(value=value, rate=(rate, 1))


def text_as_film(folder: Path) -> Path:
    path = folder / "letter.mp4"
    path.write_text("Dear editor,\n" * 100)
    return path


def no_such_file(folder: Path) -> Path:
    return folder / "nothing.mp4"


def empty(folder: Path) -> Path:
    path = folder / "empty.mp4"
    path.touch()
    return path


def a_folder(folder: Path) -> Path:
    path = folder / "folder.mp4"
    path.mkdir()
    return path


def truncated(folder: Path) -> Path:
    """The index of an MP4 is at its end: without that nothing can be read."""
    return cut_short(Film(frames=100).make(folder / "cut.mp4"), 0.5)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (no_such_file, "media-missing"),
        (text_as_film, "media-unreadable"),
        (empty, "media-unreadable"),
        (a_folder, "media-missing"),
        (truncated, "media-unreadable"),
        (lambda folder: sound_only(folder / "sound.mp4"), "no-picture"),
        (lambda folder: without_frames(folder / "zeros.mp4"), "no-frames"),
    ],
    ids=["missing", "text", "empty", "folder", "truncated", "sound only", "no frames"],
)
def test_media_that_cannot_be_used(
    shared_house: House, tmp_path: Path, make: Callable[[Path], Path], code: str
) -> None:
    media = make(tmp_path)
    with shared_house.client() as client:
        (job,) = client.wait(client.submit([Order(clip=Clip(media=str(media)))]))
    assert job.error is not None
    assert (job.state, job.error.code) == (JobState.failed, code)
    assert "\n" not in job.error.message
    assert not (tmp_path / "Foley").exists()


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        (None, second(5), "out-past-end"),
        (second(3), None, "in-past-end"),
        ("00:00:01:00", "00:00:00:10", "in-after-out"),
        ("00:00:00:99", None, "bad-timecode"),
        (second(1), "00:00:01:00", "in-after-out"),
    ],
)
def test_ranges_that_the_media_does_not_have(
    shared_house: House, film: Path, start: Time | str | None, end: Time | str | None, code: str
) -> None:
    clip = Clip(media=str(film), source_in=start, source_out=end)
    with shared_house.client() as client:
        (job,) = client.wait(client.submit([Order(clip=clip)]))
    assert job.error is not None
    assert job.error.code == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"engine": "no-such-engine"}, "unknown-engine"),
        ({"handles": second(11)}, "handles"),
        ({"handles": second(-1)}, "handles"),
        ({"dest": "relative/folder"}, "relative-path"),
        ({"stamp": "record"}, "no-record-timecode"),
    ],
)
def test_orders_that_make_no_sense_are_not_queued(
    shared_house: House, film: Path, change: dict[str, object], code: str
) -> None:
    order = Order.model_validate({"clip": Clip(media=str(film)), **change})
    with shared_house.client() as client:
        before = sum(client.status().queue.values())
        with pytest.raises(Refusal) as refused:
            client.submit([order])
        assert refused.value.code == code
        assert sum(client.status().queue.values()) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["--in", "nan"],
        ["--in", "-1"],
        ["--in", "2", "--out", "1"],
        ["--out", "4000"],
        ["--seed", "99999999999999999999"],
        ["--takes", "0"],
        ["--handles", "1e999"],
        ["--prompt", "x" * 3000],
    ],
    ids=lambda arguments: " ".join(arguments)[:30],
)
def test_options_out_of_bounds_are_refused_with_a_code(
    shared_house: House, film: Path, arguments: list[str]
) -> None:
    result = shared_house.run("generate", str(film), *arguments, "--json")
    assert result.returncode not in (0, None)
    assert "Traceback" not in result.stderr
    words = result.stdout + result.stderr
    assert "error" in words.lower()


def test_a_failed_clip_is_a_job_with_an_error_and_others_go_on(
    shared_house: House, tmp_path: Path, film: Path
) -> None:
    result = shared_house.run("generate", str(text_as_film(tmp_path)), str(film), "--json")
    assert result.returncode == 1
    bad, good = json.loads(result.stdout)["jobs"]
    assert (bad["state"], bad["error"]["code"], bad["outputs"]) == ("failed", "media-unreadable", [])
    assert (good["state"], good["error"], len(good["outputs"])) == ("done", None, 1)


def test_three_hours_are_refused_before_they_are_queued(shared_house: House, film: Path) -> None:
    result = shared_house.run("generate", str(film), "--in", "0", "--out", "10800", "--json")
    assert result.returncode == 2
    assert "hour" in json.loads(result.stdout)["error"]["message"]
