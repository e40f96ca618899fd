"""`footfall again`: a WAV made anew from what it says of itself."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest

from footfall_bridge.cli.__main__ import main
from footfall_bridge.protocol import Layer, Movie, Order, Region
from footfall_bridge.provenance import ixml_of
from footfall_bridge.timeline import Clip, Time
from tests.bridge.cli.words import Capture, error_of, ordered, touched


def wav_of(path: Path, order: Order, layer: str = "mix") -> Path:
    request: dict[str, Any] = {"order": order.model_dump(mode="json"), "job": "job", "layer": layer}
    content = ixml_of(request)
    content += b"\0" * (len(content) % 2)
    body = b"WAVE" + struct.pack("<4sI", b"iXML", len(content)) + content
    touched(path).write_bytes(struct.pack("<4sI", b"RIFF", len(body)) + body)
    return path


def test_again_repeats_what_made_a_wav(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order = Order(clip=Clip(media=str(film), source_in="01:00:00:00"), prompt="steps", seed=7, first_take=2)
    wav = wav_of(film.parent / "Foley" / "ride.wav", order)
    assert ordered(monkeypatch, "again", str(wav)) == [order]


def test_again_changes_what_is_named(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order = Order(clip=Clip(media=str(film)), prompt="steps", seed=7, movie=Movie.only)
    wav = wav_of(film.parent / "Foley" / "ride.wav", order)
    (again,) = ordered(monkeypatch, "again", str(wav), "--prompt", "boots", "--takes", "2")
    assert again == order.model_copy(update={"prompt": "boots", "takes": 2})


@pytest.mark.parametrize(
    ("words", "guidance", "steps"),
    [("", 6.0, 30), ("--steps 20", 6.0, 20), ("--engine xxl", None, None), ("--engine xxl --steps 9", None, 9)],
)
def test_another_engine_has_numbers_of_its_own(
    words: str, guidance: float | None, steps: int | None, film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Order(clip=Clip(media=str(film)), engine="xl", negative="", guidance=6.0, steps=30)
    wav = wav_of(film.parent / "Foley" / "ride.wav", made)
    (again,) = ordered(monkeypatch, "again", str(wav), *words.split())
    assert (again.negative, again.guidance, again.steps) == ("", guidance, steps)


def test_again_takes_zero_for_a_seed(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wav = wav_of(film.parent / "Foley" / "ride.wav", Order(clip=Clip(media=str(film)), seed=7))
    (again,) = ordered(monkeypatch, "again", str(wav), "--seed", "0")
    assert again.seed == 0


def test_again_goes_to_the_folder_that_was_named(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dest = film.parent / "stems"
    dest.mkdir()
    wav = wav_of(film.parent / "ride.wav", Order(clip=Clip(media=str(film)), dest=str(dest)))
    assert [order.dest for order in ordered(monkeypatch, "again", str(wav))] == [str(dest)]


@pytest.mark.parametrize("gone", ["/elsewhere/stems", "D:\\film\\stems"])
def test_again_stays_beside_a_wav_that_moved(gone: str, film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wav = wav_of(film.parent / "moved" / "ride.wav", Order(clip=Clip(media=str(film)), dest=gone))
    (beside,) = ordered(monkeypatch, "again", str(wav))
    (named,) = ordered(monkeypatch, "again", str(wav), "--dest", str(film.parent / "new"))
    assert (beside.dest, named.dest) == (str(wav.parent), str(film.parent / "new"))


@pytest.mark.parametrize("gone", ["/elsewhere/ride.mp4", "D:\\film\\ride.mp4"])
def test_again_finds_media_that_moved_with_the_wav(gone: str, film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wav = wav_of(film.parent / "Foley" / "ride.wav", Order(clip=Clip(media=gone)))
    (order,) = ordered(monkeypatch, "again", str(wav))
    assert order.clip.media == str(film)


def test_again_says_where_it_looked(tmp_path: Path, capsys: Capture) -> None:
    wav = wav_of(tmp_path / "ride.wav", Order(clip=Clip(media="/elsewhere/ride.mp4")))
    assert main(["again", str(wav)]) == 2
    assert error_of(capsys) == "no-such-file"


def test_again_refuses_what_others_wrote(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "a.wav").write_bytes(b"RIFF\4\0\0\0WAVE")
    assert main(["again", str(tmp_path / "a.wav")]) == 2
    assert error_of(capsys) == "not-ours"


def test_again_makes_a_part_of_one_layer(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order = Order(clip=Clip(media=str(film)), layers=(Layer.feet, Layer.cloth))
    wav = wav_of(film.parent / "Foley" / "ride_cloth.wav", order, layer="cloth")
    (part,) = ordered(monkeypatch, "again", str(wav), "--from", "01:00:01:00", "--to", "2.5", "--prompt", "silk")
    assert part.region == Region(file=str(wav), start="01:00:01:00", stop=Time(value=25, rate=(10, 1)))
    assert (part.layers, part.prompt) == ((Layer.cloth,), "silk")


def test_a_part_has_two_ends(film: Path, capsys: Capture) -> None:
    wav = wav_of(film.parent / "ride.wav", Order(clip=Clip(media=str(film))))
    assert main(["again", str(wav), "--from", "1"]) == 2
    assert error_of(capsys) == "usage"
