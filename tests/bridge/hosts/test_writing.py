"""Timelines written: each sound within a sample of its place; nothing of the user's is touched."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest

from footfall_bridge.hosts.interchange import documents, writing
from footfall_bridge.hosts.interchange.cuts import Cut
from footfall_bridge.hosts.interchange.otio_tracks import sound_name
from footfall_bridge.hosts.interchange.sounds import Laid, is_ours, sound_tracks
from footfall_bridge.hosts.interchange.times import seconds_of
from footfall_bridge.protocol import Refusal
from tests.bridge.hosts.sounding import sound
from tests.bridge.hosts.timelines import NTSC_24, NTSC_30, clip, saved, timeline, track

SAMPLE = Fraction(1, 48_000)


def cut(rate: Fraction, start: int, length: int) -> Cut:
    return Cut("film", "V1", start / rate, (start + length) / rate, rate)


def laid_on(path: Path) -> list[tuple[Fraction, Fraction, Fraction, str]]:
    """Record start, length and offset into the file, in seconds, and the file, of each sound of ours."""
    document = documents.read(path)
    found = []
    for one in document.timeline.tracks:
        at = document.start
        for item in one:
            length = seconds_of(item.duration())
            if one.kind == "Audio" and is_ours(sound_name(item)):
                lead = item.source_range.start_time - item.media_reference.available_range.start_time
                found.append((at, length, seconds_of(lead), sound_name(item)))
            at += length
    return sorted(found)


@pytest.mark.parametrize("suffix", [".otio", ".xml", ".fcpxml", ".aaf"])
@pytest.mark.parametrize("rate", [Fraction(25), NTSC_24, NTSC_30, Fraction(60_000, 1001), Fraction(50)], ids=str)
def test_sounds_come_back_where_they_were_laid(tmp_path: Path, media: Path, suffix: str, rate: Fraction) -> None:
    start = 3600 * round(rate)
    made = timeline(track(clip(media, 0, 400, rate=rate, holds=500)), rate=rate, start=start)
    document = documents.read(saved(made, tmp_path / "cut.otio"))
    lead = round(rate) / rate
    cuts = [cut(rate, start + at, 29) for at in (7, 36, 101)]
    sounds = [
        sound(
            tmp_path,
            f"film_foley_01-00-00-{number:02}_t1_v1.wav",
            lead=lead,
            length=29 / rate + 2 * lead,
            stamp=Fraction(round((one.start - lead) / SAMPLE)) * SAMPLE,
        )
        for number, one in enumerate(cuts)
    ]
    pairs = [Laid(one, wav) for one, wav in zip(cuts, sounds, strict=True)]
    out = writing.write(document, sound_tracks(pairs), tmp_path / f"out{suffix}")
    found = laid_on(out)
    assert [name for *_, name in found] == [one.path.name for one in sounds]
    for (at, length, offset, _), one in zip(found, cuts, strict=True):
        assert abs(at - one.start) < SAMPLE
        assert abs(length - one.length) < SAMPLE
        assert abs(offset - lead) < SAMPLE


def test_otio_is_in_the_shape_that_resolve_accepts(tmp_path: Path, media: Path) -> None:
    made = timeline(
        track(clip(str(media), 0, 20), name="Video 1"),
        track(clip(str(media), 0, 20), name="Audio 1", kind="Audio"),
    )
    document = documents.read(saved(made, tmp_path / "cut.otio"))
    one = cut(Fraction(25), 90_000, 20)
    out = writing.write(document, sound_tracks([Laid(one, sound(tmp_path))]), tmp_path / "out.otio")
    written = otio.adapters.read_from_file(str(out))
    assert written.global_start_time.value == 90_000
    assert [one.name for one in written.tracks] == ["Video 1", "Audio 1", "Audio 2"]
    (ours,) = written.tracks[2]
    media_range = ours.media_reference.available_range
    assert ours.media_reference.target_url == str(tmp_path / "Foley" / "film_foley_01-00-00-00_t1_v1.wav")
    assert media_range.start_time.value == 3599 * 25, "the file's own timecode"
    assert (ours.source_range.start_time.value, ours.source_range.duration.value) == (90_000, 20)
    assert media_range.contains(ours.source_range)
    assert '"OTIO_SCHEMA": "Clip.2"' in out.read_text()


def test_layers_and_overlaps_have_tracks_of_their_own(tmp_path: Path) -> None:
    rate = Fraction(25)
    over, under = cut(rate, 0, 20), cut(rate, 10, 20)
    pairs = [Laid(one, sound(tmp_path, layer=layer)) for layer in ("ambience", "feet") for one in (over, under)]
    later = Laid(cut(rate, 20, 5), sound(tmp_path, layer="feet"))
    tracks = sound_tracks([*pairs, later])
    assert [(one.name, len(one.laid)) for one in tracks] == [
        ("Footfall Feet", 2),
        ("Footfall Feet 2", 1),
        ("Footfall Ambience", 1),
        ("Footfall Ambience 2", 1),
    ]


def test_what_was_laid_before_goes_and_other_sound_stays(tmp_path: Path, media: Path) -> None:
    voice = track(clip(media, 0, 20), name="Dialogue", kind="Audio")
    document = documents.read(saved(timeline(track(clip(media, 0, 20)), voice), tmp_path / "cut.otio"))
    one = cut(Fraction(25), 90_000, 20)
    first = writing.write(document, sound_tracks([Laid(one, sound(tmp_path))]), tmp_path / "a.otio")
    again = Laid(replace(one, start=one.start + 1, end=one.end + 1), sound(tmp_path))
    second = writing.write(documents.read(first), sound_tracks([again]), tmp_path / "b.otio")
    last = documents.read(second)
    assert [one.name for one in last.timeline.tracks] == ["", "Dialogue", "Footfall"]
    assert [at for at, *_ in laid_on(second)] == [again.cut.start]
    assert len(document.timeline.tracks) == 2, "the document stays as it was read"


@pytest.mark.parametrize("suffix", [".otio", ".xml", ".aaf"])
def test_no_file_is_written_over(tmp_path: Path, media: Path, suffix: str) -> None:
    document = documents.read(saved(timeline(track(clip(media, 0, 20))), tmp_path / "cut.otio"))
    tracks = sound_tracks([Laid(cut(Fraction(25), 90_000, 20), sound(tmp_path))])
    taken = tmp_path / f"out{suffix}"
    taken.write_text("mine")
    names = [writing.write(document, tracks, taken).name for _ in range(2)]
    assert names == [f"out_v2{suffix}", f"out_v3{suffix}"]
    assert taken.read_text() == "mine"
    assert not list(tmp_path.glob(".footfall*"))


@pytest.mark.parametrize(
    ("name", "code"), [("a.edl", "not-written"), ("a.mov", "not-written"), ("no/a.otio", "no-such-folder")]
)
def test_what_cannot_be_written_is_refused_before_any_work(tmp_path: Path, name: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        writing.check_out(tmp_path / name)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("cut.xml", "cut_foley.xml"),
        ("cut.otioz", "cut_foley.otio"),
        ("cut.edl", "cut_foley.otio"),
        ("a.aaf", "a_foley.aaf"),
    ],
)
def test_without_a_name_it_lies_beside_the_timeline(tmp_path: Path, media: Path, name: str, default: str) -> None:
    document = documents.read(saved(timeline(track(clip(media, 0, 20))), tmp_path / "cut.otio"))
    kinds: dict[str, documents.Format] = {
        ".xml": documents.Format.xmeml,
        ".edl": documents.Format.edl,
        ".aaf": documents.Format.aaf,
    }
    kind = kinds.get(Path(name).suffix, documents.Format.otio)
    found: Any = replace(document, path=tmp_path / name, format=kind)
    assert writing.default_out(found) == tmp_path / default


def test_several_timelines_and_none_are_refused(tmp_path: Path, media: Path) -> None:
    many = otio.schema.SerializableCollection(children=[timeline(track(clip(media, 0, 2))) for _ in range(2)])
    for made, code in ((many, "several-timelines"), (clip(media, 0, 2), "empty-timeline")):
        with pytest.raises(Refusal) as caught:
            documents.read(saved(made, tmp_path / "cut.otio"))
        assert caught.value.code == code
    (tmp_path / "bad.otio").write_text("{")
    for name, code in (("bad.otio", "bad-timeline"), ("cut.txt", "no-such-file"), ("bad.txt", "unknown-format")):
        (tmp_path / "bad.txt").touch()
        with pytest.raises(Refusal) as caught:
            documents.read(tmp_path / name)
        assert caught.value.code == code
