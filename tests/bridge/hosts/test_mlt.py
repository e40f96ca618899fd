"""MLT projects, rendered by the real `melt`: every sound is heard at its frame and ends at its cut."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from footfall_bridge.hosts.interchange import documents, writing
from footfall_bridge.hosts.interchange.cuts import Cut
from footfall_bridge.hosts.interchange.sounds import Laid, Sound, sound_tracks
from tests.bridge.hosts.sounding import sound
from tests.bridge.hosts.timelines import NTSC_24, NTSC_30, clip, gap, saved, timeline, track
from tests.footage import Film
from tests.melted import MONO, best_shift, mixdown, needs_melt

RATES = [Fraction(25), NTSC_24, NTSC_30, Fraction(60_000, 1001)]


def noise(path: Path, seconds: Fraction, seed: int) -> NDArray[np.float64]:
    path.parent.mkdir(exist_ok=True)
    made = np.random.default_rng(seed).uniform(-0.25, 0.25, round(seconds * 48_000))
    soundfile.write(path, made, 48_000, subtype="PCM_24")
    return made


def a_sound(folder: Path, number: int, lead: Fraction, length: Fraction) -> Sound:
    made = sound(folder, f"film_foley_01-00-00-{number:02}_t1_v1.wav", lead=lead, length=length)
    noise(made.path, length, number)
    return made


@needs_melt
@pytest.mark.parametrize("handles", [0, 1])
@pytest.mark.parametrize("rate", RATES, ids=str)
def test_every_sound_is_heard_at_its_frame(tmp_path: Path, rate: Fraction, handles: int) -> None:
    film = Film(rate=rate, frames=120).make(tmp_path / "film.mp4")
    start = 3600 * round(rate)
    made = timeline(track(clip(film, 0, 120, rate=rate, holds=120)), rate=rate, start=start)
    document = documents.read(saved(made, tmp_path / "cut.otio"))
    lead = handles * round(rate) / rate
    places = [(7, 20), (27, 31), (70, 2), (90, 30)]
    pairs = []
    for number, (first, length) in enumerate(places):
        cut = Cut("film", "V1", (start + first) / rate, (start + first + length) / rate, rate)
        pairs.append(Laid(cut, a_sound(tmp_path, number, lead, length / rate + 2 * lead)))
    out = writing.write(document, sound_tracks(pairs), tmp_path / "out.mlt")
    heard = mixdown(out, tmp_path)[:, 0]
    expected = np.zeros(len(heard))
    for pair, (first, length) in zip(pairs, places, strict=True):
        whole, _ = soundfile.read(pair.sound.path)
        begin, skip, count = (round(value / rate * 48_000) for value in (first, lead * rate, length))
        part = whole[skip : skip + count][: len(heard) - begin]
        expected[begin : begin + len(part)] = part * MONO
    assert abs(len(heard) - 120 / rate * 48_000) < 2
    for first, length in places:
        assert abs(best_shift(heard, expected, round(first / rate * 48_000), length / rate)) <= 1
    silent = np.convolve(expected != 0, np.ones(5), "same") == 0  # a sample for what a frame's sound is rounded to
    assert silent.any()
    assert not heard[silent].any()


@needs_melt
def test_the_original_sound_is_heard_too_and_pictures_are_silent(tmp_path: Path) -> None:
    film = Film(frames=75, sound=True).make(tmp_path / "film.mp4")
    voice = noise(tmp_path / "voice.wav", Fraction(3), 7)
    made = timeline(
        track(clip(film, 0, 75, holds=75)),
        track(gap(10), clip(tmp_path / "voice.wav", 25, 30, holds=75), kind="Audio"),
    )
    document = documents.read(saved(made, tmp_path / "cut.otio"))
    cut = Cut("film", "V1", Fraction(90_050, 25), Fraction(90_060, 25), Fraction(25))
    foley = a_sound(tmp_path, 1, Fraction(1), Fraction(3))
    heard = mixdown(writing.write(document, sound_tracks([Laid(cut, foley)]), tmp_path / "out.mlt"), tmp_path)[
        :, 0
    ]
    np.testing.assert_allclose(heard[19_200:76_800], voice[48_000:105_600] * MONO, atol=1e-3)
    whole, _ = soundfile.read(foley.path)
    np.testing.assert_allclose(heard[96_000:115_200], whole[48_000:67_200] * MONO, atol=1e-3)
    assert not heard[:19_200].any()


def test_files_and_speed_are_named_and_the_last_frame_is_inclusive(tmp_path: Path) -> None:
    film = tmp_path / "film.mov"
    film.touch()
    fast = clip(film, 20, 10, speed=2.0)
    document = documents.read(saved(timeline(track(clip(film, 5, 20), gap(10), fast)), tmp_path / "cut.otio"))
    cut = Cut("film", "V1", Fraction(3600), Fraction(90_020, 25), Fraction(25))
    laid = sound_tracks([Laid(cut, sound(tmp_path))])
    root = ElementTree.parse(writing.write(document, laid, tmp_path / "out.mlt")).getroot()
    resources = {one.get("id"): one.findtext("property[@name='resource']") for one in root.iter("producer")}
    entries = [(resources[one.get("producer")], one.get("in"), one.get("out")) for one in root.iter("entry")]
    assert entries == [
        ("black", "0", "39"),
        (str(film), "5", "24"),
        (f"2.0:{film}", "10", "19"),
        (str(tmp_path / "Foley" / "film_foley_01-00-00-00_t1_v1.wav"), "25", "44"),
    ]
    assert [one.get("length") for one in root.iter("blank")] == ["10"]
    names = [one.findtext("property[@name='shotcut:name']") for one in root.iter("playlist")]
    assert names == [None, "V1", "Footfall"]


def test_foley_of_an_earlier_time_is_not_held(tmp_path: Path, media: Path) -> None:
    old = sound(tmp_path)
    old.path.parent.mkdir()
    old.path.touch()
    made = timeline(track(clip(media, 0, 20)), track(clip(old.path, 0, 20), kind="Audio"))
    document = documents.read(saved(made, tmp_path / "cut.otio"))
    root = ElementTree.parse(writing.write(document, [], tmp_path / "out.mlt")).getroot()
    assert [one.findtext("property[@name='resource']") for one in root.iter("producer")] == ["black", str(media)]


def test_what_it_cannot_hold_is_named(tmp_path: Path, media: Path) -> None:
    backward = clip(media, 0, 10, speed=-1.0)
    unknown = clip(media, 5, 10, holds=None)
    made = timeline(track(backward, unknown, clip("/gone.mov", 0, 10)))
    document = documents.read(saved(made, tmp_path / "cut.otio"))
    assert writing.unheld(document, tmp_path / "out.otio") == []
    first, second, third = writing.unheld(document, tmp_path / "out.mlt")
    assert first == "not in out.mlt: 01:00:00:00 V1 film: it plays backward"
    assert second == "not in out.mlt: 01:00:00:10 V1 film: the timeline does not say where its media begins"
    assert third.startswith("not in out.mlt: 01:00:00:20 V1 gone: '/gone.mov' is not there")
