"""WAVs that still cover a clip are found again, and no others."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from footfall_bridge.hosts.interchange.recuts import Wav, covering, lead_in, read_wav, wavs_in
from footfall_bridge.hosts.interchange.sounds import is_ours
from footfall_bridge.protocol import Contact, Layer, Order
from footfall_bridge.timeline import Clip, Time, TimelinePlace
from tests.bridge.hosts.sounding import file_of

SECOND = Time(value=25, rate=(25, 1))
MADE = {"engine": "sketch", "handles": SECOND, "prompt": "steps"}


def clip(first: int, last: int, **fields: Any) -> Clip:
    """Frames 25 to 75 are those that there is a WAV for."""
    place = TimelinePlace(record_in=Time(value=90_000, rate=(25, 1)))
    points = {"source_in": Time(value=first, rate=(25, 1)), "source_out": Time(value=last, rate=(25, 1))}
    return Clip(**{"media": "/media/film.mov", "place": place, **points, **fields})


def wav(order: Order, seconds: Fraction = Fraction(4), **fields: Any) -> Wav:
    told = {"path": Path("/a.wav"), "job": "job1", "layer": "mix", "channels": 1, "time_reference": 0}
    return Wav(order=order, samples=round(seconds * 48_000), **{**told, **fields})


def lead(wanted: Order, made: Order | None = None, **fields: Any) -> Fraction | None:
    return lead_in(wav(made or Order(clip=clip(25, 75), **MADE), **fields), wanted)


@pytest.mark.parametrize(
    ("first", "last", "frames"),
    [(25, 75, 25), (30, 70, 30), (0, 75, 0), (25, 100, 25), (0, 100, 0), (60, 100, 60)],
)
def test_a_clip_within_the_file_is_covered(first: int, last: int, frames: int) -> None:
    assert lead(Order(clip=clip(first, last), prompt="steps")) == Fraction(frames, 25)


@pytest.mark.parametrize(("first", "last"), [(24, 101), (60, 101), (75, 90), (0, 25), (200, 220)])
def test_a_clip_beyond_it_or_within_a_handle_is_not(first: int, last: int) -> None:
    assert lead(Order(clip=clip(first, last), prompt="steps")) is None


def test_speed_and_reverse_are_counted() -> None:
    made = Order(clip=clip(25, 75, play_rate=2), **MADE)
    wanted = Order(clip=clip(35, 75, play_rate=2), prompt="steps")
    assert lead(wanted, made, seconds=Fraction(3)) == 1 + Fraction(5, 25)
    made = Order(clip=clip(25, 75, reverse=True), **MADE)
    assert lead(Order(clip=clip(25, 65, reverse=True), prompt="steps"), made) == 1 + Fraction(10, 25)
    assert lead(Order(clip=clip(25, 65), prompt="steps"), made) is None


def test_of_a_rendering_only_what_was_seen_of_it_is_covered(tmp_path: Path) -> None:
    reference = tmp_path / "render.mov"
    reference.touch()
    file = tmp_path / "film_foley_01-00-00-00_t1_v1.wav"
    file.touch()
    os.utime(reference, (1000, 1000))
    shot: dict[str, Any] = {"media": str(reference), "bounded": True}
    made = Order(clip=clip(25, 75, **shot), name="film", **MADE)

    def covered(first: int, last: int, name: str = "film") -> bool:
        return lead(Order(clip=clip(first, last, **shot), prompt="steps", name=name), made, path=file) is not None

    assert covered(25, 75)
    assert covered(30, 70)
    assert not covered(24, 75), "handles were made without the picture"
    assert not covered(25, 76)
    assert not covered(25, 75, "another shot")
    os.utime(reference, (4_000_000_000, 4_000_000_000))
    assert not covered(25, 75), "rendered again, it shows another timeline"


def test_other_wishes_and_other_media_are_not_covered() -> None:
    alike: dict[str, Any] = {"prompt": "steps"}
    for change in (
        {"prompt": "rain"},
        {"pan": True},
        {"negative": "wind"},
        {"offset_ms": 5.0},
        {"sensitivity": 0.9},
    ):
        assert lead(Order(clip=clip(25, 75), **{**alike, **change})) is None
    assert lead(Order(clip=clip(25, 75, media="/media/other.mov"), **alike)) is None


def test_media_that_has_moved_is_known_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "film.mov").touch()
    moved = Order(clip=clip(25, 75, media="/new/place/film.mov"), prompt="steps")
    assert lead(moved) == 1
    still_there = Order(clip=clip(25, 75, media=str(tmp_path / "film.mov")), **MADE)
    assert lead(moved, still_there) is None, "two files of one name are two"


def test_timecode_is_compared_with_timecode() -> None:
    made = Order(clip=clip(0, 1, source_in="01:00:01:00", source_out="01:00:03:00"), **MADE)
    later = clip(0, 1, source_in="01:00:01:05", source_out="01:00:03:00")
    assert lead(Order(clip=later, prompt="steps"), made) == 1 + Fraction(5, 25)
    assert lead(Order(clip=clip(25, 75), prompt="steps"), made) is None


def test_marked_hits_move_with_the_clip() -> None:
    made = Order(clip=clip(25, 75), contacts=[Contact(time=0.1), Contact(time=1.0)], **MADE)
    trimmed = clip(30, 75)
    assert lead(Order(clip=trimmed, prompt="steps", contacts=[Contact(time=0.8)]), made) == 1 + Fraction(5, 25)
    assert lead(Order(clip=trimmed, prompt="steps", contacts=[Contact(time=0.9)]), made) is None
    assert lead(Order(clip=trimmed, prompt="steps"), made) is None


def test_all_takes_and_layers_are_needed_and_the_likest_is_chosen() -> None:
    both = (Layer.feet, Layer.cloth)
    wanted = Order(clip=clip(30, 75), prompt="steps", layers=both, seed=7)
    whole = Order(clip=clip(25, 75), seed=7, layers=both, **MADE)
    trimmed = Order(clip=clip(30, 75), seed=7, layers=both, **MADE)
    some = [
        wav(whole, layer="feet", job="whole"),
        wav(whole, layer="cloth", job="whole"),
        wav(trimmed, layer="feet", job="half"),
    ]
    assert [[one.job for one in take] for take in covering(wanted, some, "sketch") or []] == [["whole", "whole"]]
    some.append(wav(trimmed, layer="cloth", job="half"))
    assert [[one.job for one in take] for take in covering(wanted, some, "sketch") or []] == [["half", "half"]]
    assert covering(wanted.model_copy(update={"takes": 2}), some, "sketch") is None
    assert covering(wanted.model_copy(update={"seed": 8}), some, "sketch") is None
    assert covering(wanted, some, "hunyuan-xl") is None


def test_files_tell_what_they_are(tmp_path: Path) -> None:
    order = Order(clip=clip(25, 75), **MADE)
    ours = tmp_path / "film_foley_01-00-00-00_t1_feet_v2.wav"
    ours.write_bytes(file_of(order))
    (tmp_path / "film_foley_01-00-00-00_t1_v3.wav").write_bytes(b"RIFF")
    (tmp_path / "voice.wav").write_bytes(file_of(order))
    (found,) = wavs_in([tmp_path, tmp_path / "not there"])
    assert (found.path, found.job, found.layer) == (ours, "job1", "feet")
    assert (found.channels, found.samples, found.time_reference) == (2, 10, 2**32 + 5)
    assert found.order == order
    assert read_wav(tmp_path / "gone.wav") is None


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("film_foley_01-00-00-00_t1_v3.wav", True),
        ("film_foley_01-00-00-00_t1_feet_v3.wav", True),
        ("FOLYFeet_film 01-00-00-00_Footfall_NONE_t1-v3.wav", True),
        ("FOLYFeet_Footsteps Gravel_ABC_Library.wav", False),
        ("film.wav", False),
    ],
)
def test_our_files_are_known_by_their_names(name: str, ours: bool) -> None:
    assert is_ours(name) is ours
