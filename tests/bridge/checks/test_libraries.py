"""The libraries that compute, asked in processes of their own."""

from __future__ import annotations

import pytest

from footfall_bridge.checks import libraries, program
from footfall_bridge.checks.libraries import codecs, device
from footfall_bridge.places import Places


def test_ffmpeg_has_what_is_needed(places: Places) -> None:
    ffmpeg, found = codecs(places)
    assert found.ok
    assert "prores, dnxhd" in found.detail
    assert "libavcodec" in ffmpeg.detail


def test_memory_is_told_by_each_source_side_by_side(places: Places) -> None:
    computes, memory = device(places)
    assert computes.ok
    assert "torch 2." in computes.detail
    assert memory.detail.startswith("torch: ")
    assert "; system: " in memory.detail


def test_what_cannot_be_loaded_is_quoted(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "_ASK_TORCH", "raise ImportError('libcuda is missing')")
    (found,) = device(places)
    assert (found.ok, found.detail) == (False, "ImportError: libcuda is missing")
    assert found.fix == "pip install 'footfall[daemon]'"


def test_a_library_that_hangs_is_given_up(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "TIME_LIMIT", 0.2)
    monkeypatch.setattr(libraries, "_ASK_AV", "input_ = __import__('threading').Event().wait()")
    (found,) = codecs(places)
    assert (found.ok, found.detail) == (False, "did not load within 0.2 s")


def test_what_is_no_answer_is_said(places: Places) -> None:
    assert program.told_by(["-c", "print('{}')"]) == {}
    assert program.told_by(["-c", "print('hello')"]) == "loaded, but could not be asked"


@pytest.mark.parametrize(("driver", "ok"), [("", True), ("580.65", False)])
def test_a_card_that_torch_does_not_use_is_told(driver: str, ok: bool) -> None:
    told = {"torch": "2.11.0+cpu", "built_for": "", "device": "cpu", "card": {"name": ""}}
    found = libraries._computes(told, driver)
    assert found.ok is ok
    assert driver in found.detail


def test_a_source_that_cannot_tell_says_why() -> None:
    broken = {"source": "nvidia driver", "total": 0, "free": 0, "note": "the driver is not loaded"}
    found = libraries._memory({"total": 2**34, "free": 2**33}, [broken])
    assert not found.ok
    assert found.detail == "torch: 8.0 of 16.0 GiB free; nvidia driver: nothing (the driver is not loaded)"


def test_a_package_that_is_missing_is_told(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "_PACKAGES", {"json": "nothing-installed", "nothing_there": "nothing"})
    _, there, missing = libraries.installed(places)
    assert (there.ok, there.detail) == (True, "present, version unknown")
    assert (missing.ok, missing.detail, missing.fix) == (False, "missing", "pip install 'footfall[daemon]'")
