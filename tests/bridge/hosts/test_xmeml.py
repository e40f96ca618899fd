"""FCP7 XML: what its adapter hands on unread, and how sounds are added."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from footfall_bridge.hosts.interchange import documents, writing
from footfall_bridge.hosts.interchange.markers import Listener
from footfall_bridge.hosts.interchange.plan import Plan, plan
from footfall_bridge.hosts.interchange.sounds import Laid, sound_tracks
from footfall_bridge.timeline import Time
from tests.bridge.hosts.sounding import sound
from tests.bridge.hosts.timelines import clip, gap, saved, timeline, track

RATE = Fraction(25)


def written(folder: Path, made: Any, change: str = "", into: str = "clipitem") -> Path:
    """As XML, with `change` put into the first element called `into`."""
    file = saved(made, folder / "cut.xml")
    root = ElementTree.fromstring(file.read_bytes())
    element = root.find(f".//{into}")
    assert element is not None
    element.extend(ElementTree.fromstring(f"<x>{change}</x>"))
    file.write_bytes(ElementTree.tostring(root))
    return file


def planned(file: Path) -> Plan:
    return plan(documents.read(file), {}, listener=Listener())


def remap(**values: str) -> str:
    parameters = "".join(
        f"<parameter><parameterid>{name}</parameterid><value>{value}</value></parameter>"
        for name, value in values.items()
    )
    return f"<filter><effect><name>Time Remap</name><effectid>timeremap</effectid>{parameters}</effect></filter>"


def test_speed_is_read_and_in_counts_frames_as_they_play(tmp_path: Path, media: Path) -> None:
    made = timeline(track(clip(media, 10, 20, begins=90_000, holds=100)))
    (one,) = planned(written(tmp_path, made, remap(variablespeed="0", speed="200", reverse="FALSE"))).wanted
    order = one.order.clip
    assert order.source_in == Time(value=20, rate=(25, 1))
    assert order.play_rate == Fraction(2)
    assert order.length == Fraction(20, 25)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"variablespeed": "1", "speed": "100"}, "speed-ramp"),
        ({"speed": "100", "reverse": "TRUE"}, "reverse-xml"),
        ({"speed": "0"}, "freeze-frame"),
    ],
)
def test_other_speeds_are_named(tmp_path: Path, media: Path, values: dict[str, str], code: str) -> None:
    found = planned(written(tmp_path, timeline(track(clip(media, 10, 20))), remap(**values)))
    assert [cut.problem.code for cut in found.left_out if cut.problem] == [code]


@pytest.mark.parametrize("into", ["clipitem", "track"])
def test_what_is_switched_off_is_named(tmp_path: Path, media: Path, into: str) -> None:
    made = timeline(track(clip(media, 10, 20)))
    found = planned(written(tmp_path, made, "<enabled>FALSE</enabled>", into))
    assert [cut.problem.code for cut in found.left_out if cut.problem] == ["disabled"]


def test_markers_count_from_the_first_frame_of_the_media(tmp_path: Path, media: Path) -> None:
    mark = "<marker><name>foley: knock</name><in>15</in><out>-1</out></marker>"
    made = timeline(track(clip(media, 10, 20, begins=90_000)))
    (one,) = planned(written(tmp_path, made, mark)).wanted
    assert one.order.contacts is not None
    assert [contact.time for contact in one.order.contacts] == [0.2]


def test_sounds_are_added_and_nothing_else_changes(tmp_path: Path, media: Path) -> None:
    made = timeline(track(clip(media, 0, 20)), track(clip(media, 0, 20), kind="Audio"))
    file = written(tmp_path, made, remap(speed="50"))
    document = documents.read(file)
    (one,) = planned(file).wanted
    laid = [Laid(one.cuts[0], sound(tmp_path, channels=2))]
    out = writing.write(document, sound_tracks(laid), tmp_path / "out.xml")
    old, new = (ElementTree.fromstring(path.read_bytes()) for path in (file, out))
    before, after = ([canonical(one) for one in root.iterfind(".//video/track")] for root in (old, new))
    assert before == after
    tracks = list(new.iterfind(".//media/audio/track"))
    assert canonical(tracks[0]) == canonical(next(old.iterfind(".//media/audio/track")))
    assert [one.findtext("clipitem/sourcetrack/trackindex") for one in tracks[1:]] == ["1", "2"]
    assert [one.findtext("clipitem/in") for one in tracks[1:]] == ["25", "25"]
    assert new.findtext(".//audio/format/samplecharacteristics/samplerate") == "48000"
    assert new.findtext(".//video/format/samplecharacteristics/rate/timebase") == "25"


def test_once_more_replaces_what_was_laid_before(tmp_path: Path, media: Path) -> None:
    file = saved(timeline(track(gap(5), clip(media, 0, 20))), tmp_path / "cut.xml")
    (one,) = planned(file).wanted
    first = writing.write(
        documents.read(file), sound_tracks([Laid(one.cuts[0], sound(tmp_path))]), tmp_path / "a.xml"
    )
    moved = replace(one.cuts[0], start=one.cuts[0].start - Fraction(5, 25), end=one.cuts[0].end - Fraction(5, 25))
    second = writing.write(documents.read(first), sound_tracks([Laid(moved, sound(tmp_path))]), tmp_path / "b.xml")
    items = ElementTree.fromstring(second.read_bytes()).findall(".//audio/track/clipitem")
    assert [item.findtext("start") for item in items] == ["0"]


def canonical(element: ElementTree.Element) -> str:
    return ElementTree.canonicalize(ElementTree.tostring(element), strip_text=True)
