"""The Broadcast WAV, byte by byte."""

from __future__ import annotations

import re
import struct
from datetime import datetime
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from footfall_bridge.cuepoints import CuePoint, read_cue_points
from footfall_bridge.provenance import read_reference, read_request
from footfall_daemon.media.errors import MediaError
from footfall_daemon.media.segments import Samples
from footfall_daemon.media.wav import Stamp, quantised, samples_of, within, write_wav

STAMP = Stamp(
    description="Footfall sketch, seed 7: boots on gravel",
    job="0123456789abcdef0123456789abcdef",
    made=datetime(2026, 7, 8, 9, 10, 11),
    time_reference=172936320,
    coding_history="A=PCM,F=48000,W=24,M=stereo,T=Footfall 0.1.0",
)


def noise(channels: int, samples: int) -> Samples:
    return np.random.default_rng(3).uniform(-1, 1, (channels, samples)).astype(np.float32)


def chunks_of(path: Path) -> dict[bytes, bytes]:
    data = path.read_bytes()
    assert data[:4] == b"RIFF"
    assert data[8:12] == b"WAVE"
    assert struct.unpack_from("<I", data, 4) == (len(data) - 8,)
    found, at = {}, 12
    while at < len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        found[name] = data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    assert at == len(data)
    return found


def write(path: Path, sound: Samples, stamp: Stamp = STAMP) -> int:
    return write_wav(path, [sound], len(sound), sound.shape[1], stamp, {"prompt": "boots"})


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("samples", [1, 1001, 48000])
def test_every_sample_is_the_nearest_of_24_bits(tmp_path: Path, channels: int, samples: int) -> None:
    sound = noise(channels, samples)
    write(tmp_path / "a.wav", sound)
    read, rate = soundfile.read(tmp_path / "a.wav", dtype="int32", always_2d=True)
    expected = np.rint(sound.astype(np.float64) * 2**23).clip(-(2**23), 2**23 - 1)
    assert rate == 48000
    np.testing.assert_array_equal(read.T >> 8, expected.astype(np.int32))


def test_the_format_is_24_bit_48_khz(tmp_path: Path) -> None:
    write(tmp_path / "a.wav", noise(2, 100))
    fmt = chunks_of(tmp_path / "a.wav")[b"fmt "]
    assert struct.unpack_from("<HHIIHH", fmt) == (0xFFFE, 2, 48000, 48000 * 6, 6, 24)
    assert soundfile.info(tmp_path / "a.wav").subtype == "PCM_24"


def test_chunks_are_in_order_and_there_are_no_others(tmp_path: Path) -> None:
    write(tmp_path / "a.wav", noise(1, 101))
    assert list(chunks_of(tmp_path / "a.wav")) == [b"fmt ", b"bext", b"data", b"iXML"]


@pytest.mark.parametrize("samples", [101, 102])
def test_marks_are_read_by_others_who_hear_the_same(tmp_path: Path, samples: int) -> None:
    sound, path = noise(1, samples), tmp_path / "a.wav"
    marks = [CuePoint(3, "step"), CuePoint(100, "impact metal")]
    write_wav(path, [sound], 1, samples, STAMP, {"prompt": "boots"}, marks)
    assert list(chunks_of(path)) == [b"fmt ", b"bext", b"data", b"cue ", b"LIST", b"iXML"]
    assert read_cue_points(path) == marks
    told = soundfile.info(path, verbose=True).extra_info
    assert re.search(r"Count +: 2", told)
    assert re.search(r"Cue ID :  2 +Pos : +100 ", told)
    with av.open(str(path)) as container:
        decoded = [frame.to_ndarray() for frame in container.decode(audio=0)]
    assert sum(block.shape[1] for block in decoded) == samples == samples_of(path)
    write(tmp_path / "bare.wav", sound)
    bare, _ = soundfile.read(tmp_path / "bare.wav", dtype="int32")
    np.testing.assert_array_equal(soundfile.read(path, dtype="int32")[0], bare)
    assert read_request(path) == {"prompt": "boots"}


def test_blocks_make_one_sound(tmp_path: Path) -> None:
    sound = noise(2, 1000)
    write(tmp_path / "whole.wav", sound)
    write_wav(tmp_path / "parts.wav", np.array_split(sound, 7, axis=1), 2, 1000, STAMP, {"prompt": "boots"})
    assert (tmp_path / "parts.wav").read_bytes() == (tmp_path / "whole.wav").read_bytes()


def test_bext_says_who_when_and_where(tmp_path: Path) -> None:
    write(tmp_path / "a.wav", noise(1, 10))
    bext = chunks_of(tmp_path / "a.wav")[b"bext"]
    assert bext[:256].rstrip(b"\0").decode() == STAMP.description
    assert bext[256:288].rstrip(b"\0") == b"Footfall"
    assert bext[288:320] == b"0123456789abcdef0123456789abcdef"
    assert bext[320:338] == b"2026-07-0809:10:11"
    assert struct.unpack_from("<IIH", bext, 338) == (172936320, 0, 1)
    assert bext[602:] == b"A=PCM,F=48000,W=24,M=stereo,T=Footfall 0.1.0\r\n\0"


def test_a_time_reference_beyond_32_bits_is_held(tmp_path: Path) -> None:
    last = 86400 * 48000 - 1
    stamp = Stamp(description="", job="j", made=STAMP.made, time_reference=last, coding_history="")
    write(tmp_path / "a.wav", noise(1, 10), stamp)
    bext = chunks_of(tmp_path / "a.wav")[b"bext"]
    assert struct.unpack_from("<Q", bext, 338) == (last,)


@given(text=st.text(max_size=300), most=st.integers(0, 300))
def test_a_description_is_cut_between_characters(text: str, most: int) -> None:
    cut = within(text, most).encode()
    assert len(cut) <= most
    assert text.replace("\0", " ").startswith(cut.decode())
    assert len(cut) > most - 4 or cut.decode() == text.replace("\0", " ")


def test_a_long_description_in_any_script_is_written(tmp_path: Path) -> None:
    stamp = Stamp(description="x" + "👣" * 100, job="j", made=STAMP.made, time_reference=0, coding_history="")
    write(tmp_path / "a.wav", noise(1, 10), stamp)
    bext = chunks_of(tmp_path / "a.wav")[b"bext"]
    assert bext[:256].rstrip(b"\0").decode() == "x" + "👣" * 63


def test_a_description_with_broken_characters_is_written(tmp_path: Path) -> None:
    stamp = Stamp(description="a\udc80\0b", job="j", made=STAMP.made, time_reference=0, coding_history="")
    write(tmp_path / "a.wav", noise(1, 10), stamp)
    assert chunks_of(tmp_path / "a.wav")[b"bext"][:256].rstrip(b"\0") == b"a? b"


def test_sound_beyond_full_scale_is_clipped_and_counted(tmp_path: Path) -> None:
    sound = np.array([[0.5, 1.5, -2.0, 1.0, -1.0]], np.float32)
    assert write(tmp_path / "a.wav", sound) == 2
    read, _ = soundfile.read(tmp_path / "a.wav", dtype="int32")
    assert (read >> 8).tolist() == [2**22, 2**23 - 1, -(2**23), 2**23 - 1, -(2**23)]


@given(st.integers(-(2**23), 2**23 - 1))
def test_a_24_bit_value_survives(value: int) -> None:
    assert quantised(np.array([[value / 2**23]], np.float32))[0, 0] == value


def test_the_request_comes_back(tmp_path: Path) -> None:
    write(tmp_path / "a.wav", noise(1, 11))
    assert read_request(tmp_path / "a.wav") == {"prompt": "boots"}
    assert read_reference(tmp_path / "a.wav") == STAMP.job


def test_the_length_is_read_back(tmp_path: Path) -> None:
    write(tmp_path / "a.tmp", noise(1, 12345))
    assert samples_of(tmp_path / "a.tmp") == 12345


def test_more_than_a_wav_can_hold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaError) as caught:
        write_wav(tmp_path / "a.wav", [], 2, 48000 * 3600 * 5, STAMP, {})
    assert caught.value.code == "too-long"
    assert not (tmp_path / "a.wav").exists()


def test_six_channels_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="mono and stereo"):
        write(tmp_path / "a.wav", noise(6, 10))
