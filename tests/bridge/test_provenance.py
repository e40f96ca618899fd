"""What a WAV says of its own making, read back."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footfall_bridge.protocol import Refusal
from footfall_bridge.provenance import ixml_of, read_reference, read_request, reference_of


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack("<4sI", name, len(content)) + content + b"\0" * (len(content) % 2)


def wav(path: Path, *chunks: bytes) -> Path:
    body = b"WAVE" + b"".join(chunks)
    path.write_bytes(struct.pack("<4sI", b"RIFF", len(body)) + body)
    return path


def bext(originator: bytes = b"Footfall", reference: bytes = b"job-1") -> bytes:
    return chunk(b"bext", bytes(256) + originator.ljust(32, b"\0") + reference.ljust(32, b"\0") + bytes(282))


SOUND = chunk(b"fmt ", bytes(40)) + chunk(b"data", bytes(333))

_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(request=st.dictionaries(st.text(), _values, max_size=4))
def test_any_request_survives(tmp_path_factory: pytest.TempPathFactory, request: dict[str, Any]) -> None:
    path = wav(tmp_path_factory.mktemp("wav") / "a.wav", SOUND, chunk(b"iXML", ixml_of(request)))
    assert read_request(path) == request


@pytest.mark.parametrize(
    "prompt", ["a\0b\x1b\x7f", "👣 шаги 脚步", "</REQUEST>&amp;<![CDATA[", "\ud800", "\ufffe"]
)
def test_awkward_prompts_survive(tmp_path: Path, prompt: str) -> None:
    path = wav(tmp_path / "a.wav", SOUND, chunk(b"iXML", ixml_of({"prompt": prompt})))
    assert read_request(path) == {"prompt": prompt}


def test_ixml_has_no_speed_fields() -> None:
    root = ElementTree.fromstring(ixml_of({"prompt": "x"}))
    assert root.tag == "BWFXML"
    assert [element.tag for element in root] == ["IXML_VERSION", "FOOTFALL"]


def test_padding_at_the_end_of_ixml_is_forgiven(tmp_path: Path) -> None:
    path = wav(tmp_path / "a.wav", SOUND, chunk(b"iXML", ixml_of({"a": 1}) + b"\0\0\0"))
    assert read_request(path) == {"a": 1}


def test_the_reference_is_found_before_and_after_the_sound(tmp_path: Path) -> None:
    assert read_reference(wav(tmp_path / "a.wav", bext(), SOUND)) == "job-1"
    assert read_reference(wav(tmp_path / "b.wav", SOUND, bext())) == "job-1"


def test_a_reference_without_terminator_is_read(tmp_path: Path) -> None:
    job = "0123456789abcdef0123456789abcdef"
    assert read_reference(wav(tmp_path / "a.wav", bext(reference=job.encode()), SOUND)) == job


def test_a_long_job_id_is_cut() -> None:
    assert reference_of("é" + "x" * 60) == "?" + "x" * 31


@pytest.mark.parametrize(
    "chunks",
    [
        [SOUND],
        [SOUND, chunk(b"iXML", b"")],
        [SOUND, chunk(b"iXML", b"<BWFXML><NOTE>x</NOTE></BWFXML>")],
        [SOUND, chunk(b"iXML", b"<BWFXML><FOOTFALL><REQUEST>[1]</REQUEST></FOOTFALL></BWFXML>")],
        [SOUND, chunk(b"iXML", b"<BWFXML><FOOTFALL><REQUEST>{</REQUEST></FOOTFALL></BWFXML>")],
        [SOUND, chunk(b"iXML", b"\xff\xfe\xfd")],
        [SOUND, chunk(b"iXML", b"<!DOCTYPE a [<!ENTITY b 'c'>]><BWFXML>&b;</BWFXML>")],
        [SOUND, chunk(b"iXML", b"<a>" + b"[" * 100_000)],
        [SOUND, struct.pack("<4sI", b"iXML", 500) + b"<BWFXML>"],
        [SOUND, struct.pack("<4sI", b"iXML", 2**32 - 1)],
        [chunk(b"x", b"") * 2000, chunk(b"iXML", ixml_of({}))],
    ],
)
def test_a_wav_of_others_is_refused(tmp_path: Path, chunks: list[bytes]) -> None:
    path = wav(tmp_path / "a.wav", *chunks)
    with pytest.raises(Refusal) as caught:
        read_request(path)
    assert caught.value.code == "not-ours"


def test_deeply_nested_json_is_refused(tmp_path: Path) -> None:
    text = b"<BWFXML><FOOTFALL><REQUEST>" + b"[" * 200_000 + b"</REQUEST></FOOTFALL></BWFXML>"
    with pytest.raises(Refusal) as caught:
        read_request(wav(tmp_path / "a.wav", chunk(b"iXML", text)))
    assert caught.value.code == "not-ours"


@pytest.mark.parametrize("chunks", [[SOUND], [bext(originator=b"Recorder"), SOUND], [chunk(b"bext", b"short")]])
def test_a_reference_of_others_is_refused(tmp_path: Path, chunks: list[bytes]) -> None:
    with pytest.raises(Refusal) as caught:
        read_reference(wav(tmp_path / "a.wav", *chunks))
    assert caught.value.code == "not-ours"


@pytest.mark.parametrize("content", [b"", b"RIFF", b"RIFF\0\0\0\0AVI LIST", b"ID3 something else", bytes(5000)])
def test_what_is_no_wav_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    with pytest.raises(Refusal) as caught:
        read_request(path)
    assert caught.value.code == "not-wav"


@pytest.mark.parametrize("name", ["missing.wav", ".", "with\0nul"])
def test_no_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_request(tmp_path / name)
    assert caught.value.code == "no-file"


@given(data=st.binary(max_size=200))
def test_random_bytes_are_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = wav(tmp_path_factory.mktemp("wav") / "a.wav", data)
    with pytest.raises(Refusal):
        read_request(path)
