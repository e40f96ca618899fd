"""Edit lists: what they leave out and what the adapter misses."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from footfall_bridge.hosts.interchange import documents
from footfall_bridge.hosts.interchange.markers import Listener
from footfall_bridge.hosts.interchange.plan import Plan, plan
from footfall_bridge.protocol import Refusal
from tests.bridge.hosts.timelines import NTSC_30


def planned(folder: Path, events: str, rate: Fraction = Fraction(25), drop: bool = False) -> Plan:
    (folder / "film.mov").touch()
    file = folder / "cut.edl"
    file.write_text(f"TITLE: Cut\nFCM: {'DROP' if drop else 'NON-DROP'} FRAME\n\n{events}")
    return plan(documents.read(file, rate), {}, listener=Listener())


def test_its_rate_must_be_told(tmp_path: Path) -> None:
    (tmp_path / "cut.edl").write_text("TITLE: Cut\n")
    with pytest.raises(Refusal) as caught:
        documents.read(tmp_path / "cut.edl")
    assert caught.value.code == "rate-needed"


def test_its_places_sources_and_locators(tmp_path: Path) -> None:
    found = planned(
        tmp_path,
        "001  AX V C 10:00:00:05 10:00:01:05 01:00:10:00 01:00:11:00\n* FROM CLIP NAME: film.mov\n"
        "* LOC: 01:00:10:10 RED     foley: knock\n"
        "002  AX V C 10:00:02:00 10:00:03:00 01:00:12:00 01:00:13:00\n* FROM CLIP NAME: film.mov\n",
    )
    assert [
        (one.cuts[0].timecode, one.order.clip.source_in, one.order.clip.source_out) for one in found.wanted
    ] == [
        ("01:00:10:00", "10:00:00:05", "10:00:01:05"),
        ("01:00:12:00", "10:00:02:00", "10:00:03:00"),
    ]
    first = found.wanted[0].order
    assert first.prompt == "knock"
    assert first.contacts is not None
    assert [contact.time for contact in first.contacts] == [0.4]


@pytest.mark.parametrize("mark", [":", ";"])
def test_drop_frame_is_told_by_the_list_or_by_its_timecodes(tmp_path: Path, mark: str) -> None:
    found = planned(
        tmp_path,
        f"001  AX V C 00:00:59{mark}20 00:01:01{mark}00 01:00:59{mark}20 01:01:01{mark}00\n"
        "* FROM CLIP NAME: film.mov\n",
        NTSC_30,
        drop=mark == ":",
    )
    (one,) = found.wanted
    (cut,) = one.cuts
    assert (cut.timecode, cut.timecode_at(cut.end)) == ("01:00:59;20", "01:01:01;00")
    assert cut.length == Fraction(38) / NTSC_30  # 40 timecodes less the two that are dropped
    assert one.order.clip.source_in == "00:00:59;20"


@pytest.mark.parametrize(
    ("motion", "record_out", "rate", "reverse"),
    [
        ("050.0", "01:00:01:00", Fraction(2), False),
        ("-025.0", "01:00:02:00", Fraction(1), True),
        ("-050.0", "01:00:01:00", Fraction(2), True),
    ],
)
def test_speed_is_heard_even_backwards_at_its_own(
    tmp_path: Path, motion: str, record_out: str, rate: Fraction, reverse: bool
) -> None:
    found = planned(
        tmp_path,
        f"001  AX V C 00:00:00:00 00:00:02:00 01:00:00:00 {record_out}\n"
        f"M2   AX             {motion}                00:00:00:00\n* FROM CLIP NAME: film.mov\n",
    )
    (one,) = found.wanted
    clip = one.order.clip
    assert (clip.play_rate, clip.reverse) == (rate, reverse)
    assert clip.length == one.cuts[0].length


def test_broken_lists_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        planned(tmp_path, "001  AX V K 00:00:00:00 00:00:02:00\n")
    assert caught.value.code == "bad-timeline"
