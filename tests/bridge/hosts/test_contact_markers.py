"""Contacts as markers in what editors import."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import opentimelineio as otio

from footfall_bridge.cuepoints import CuePoint, chunks_of
from footfall_bridge.hosts.interchange import contact_markers, documents, spotting
from footfall_bridge.hosts.interchange.contact_markers import Marked, as_edl, in_otio, in_xmeml, marked
from footfall_bridge.hosts.interchange.documents import Document
from footfall_bridge.hosts.interchange.times import seconds_of
from footfall_bridge.hosts.interchange.xmeml_tracks import write
from tests.bridge.hosts.timelines import NTSC_30, clip, gap, saved, timeline, track
from tests.bridge.test_provenance import SOUND, wav

MARKS = [CuePoint(48_000 + 9_600, "impact metal"), CuePoint(1_000, "step"), CuePoint(100_000, "stop")]
"""One within the clip, and one in each handle."""


def laid(folder: Path, suffix: str = ".otio") -> Document:
    """25 frames at frame 10, of a sound with a second of handles; another layer has the same marks."""
    items = []
    for layer in ("feet", "props"):
        path = wav(folder / f"film_foley_01-00-00-00_t1_{layer}_v1.wav", SOUND, chunks_of(MARKS))
        items.append(track(gap(10), clip(path, 25, 25, holds=75), kind="Audio"))
    return documents.read(saved(timeline(track(gap(40)), *items), folder / f"cut{suffix}"))


def test_contacts_that_are_heard_are_marked_once(tmp_path: Path) -> None:
    document = laid(tmp_path)
    marks = marked(spotting.cues_of(document))
    assert marks == [Marked(3600 + Fraction(10, 25) + Fraction(9_600, 48_000), "impact metal")]
    (shown,) = in_otio(document, marks).tracks.markers
    assert (shown.name, seconds_of(shown.marked_range.start_time)) == ("impact metal", Fraction(15, 25))


def test_files_that_are_gone_mark_nothing(tmp_path: Path) -> None:
    document = laid(tmp_path)
    heard = spotting.cues_of(document)
    for one in heard:
        Path(one.cue.file).unlink()
    assert contact_markers.marked(heard) == []


def test_final_cut_7_counts_frames_of_the_sequence(tmp_path: Path) -> None:
    document = laid(tmp_path, ".xml")
    write(in_xmeml(document, marked(spotting.cues_of(document))), tmp_path / "marked.xml")
    (marker,) = otio.adapters.read_from_file(str(tmp_path / "marked.xml")).tracks.markers
    assert (marker.name, marker.marked_range.start_time.value) == ("impact metal", 15)
    assert len(spotting.cues_of(documents.read(tmp_path / "marked.xml"))) == 2


def test_an_edit_list_of_markers_has_record_timecode() -> None:
    at = Fraction(107_892 + 1_798) / NTSC_30
    assert as_edl("Cut", [Marked(at, "step gravel")], NTSC_30, drop_frame=True).splitlines() == [
        "TITLE: Cut",
        "FCM: DROP FRAME",
        "",
        "001  001      V     C        01:00:59;28 01:00:59;29 01:00:59;28 01:00:59;29",
        " |C:ResolveColorBlue |M:step gravel |D:1",
    ]
    assert "FCM: NON-DROP FRAME" in as_edl("Cut", [], Fraction(25), drop_frame=False)
