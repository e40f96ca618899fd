"""Cue points in a WAV, written and read back, also by others."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footfall_bridge.cuepoints import CuePoint, chunks_of, read_cue_points
from footfall_bridge.protocol import Refusal
from tests.bridge.test_provenance import SOUND, chunk, wav

_labels = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
_points = st.lists(st.builds(CuePoint, st.integers(0, 2**32 - 1), _labels), max_size=9)


@given(points=_points)
def test_any_points_survive(tmp_path_factory: pytest.TempPathFactory, points: list[CuePoint]) -> None:
    path = wav(tmp_path_factory.mktemp("wav") / "a.wav", SOUND, chunks_of(points), chunk(b"iXML", b"x"))
    assert read_cue_points(path) == sorted(points)


def test_the_bytes_are_those_of_the_specification() -> None:
    found = chunks_of([CuePoint(48_000, "step"), CuePoint(5, "impact")])
    assert found == (
        b"cue " + struct.pack("<II", 52, 2)
        + struct.pack("<II4sIII", 1, 5, b"data", 0, 0, 5)
        + struct.pack("<II4sIII", 2, 48_000, b"data", 0, 0, 48_000)
        + b"LIST" + struct.pack("<I", 4 + 8 + 11 + 1 + 8 + 9 + 1) + b"adtl"
        + b"labl" + struct.pack("<II", 11, 1) + b"impact\0" + b"\0"
        + b"labl" + struct.pack("<II", 9, 2) + b"step\0" + b"\0"
    )  # fmt: skip


def test_without_points_there_are_no_chunks() -> None:
    assert chunks_of([]) == b""


@pytest.mark.parametrize(
    "chunks",
    [
        [chunk(b"cue ", b"")],
        [chunk(b"cue ", struct.pack("<I", 9) + bytes(23))],
        [chunk(b"LIST", b"adtl" + chunk(b"labl", b"ab")), chunk(b"LIST", b"INFO")],
        [chunk(b"LIST", b"adtl" + struct.pack("<4sI", b"labl", 2**31))],
    ],
)
def test_damaged_chunks_hold_none(tmp_path: Path, chunks: list[bytes]) -> None:
    assert read_cue_points(wav(tmp_path / "a.wav", SOUND, *chunks)) == []


def test_what_is_no_wav_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"no wav")
    with pytest.raises(Refusal, match="not a WAV"):
        read_cue_points(tmp_path / "a.wav")
