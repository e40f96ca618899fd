"""The libraries that compute, asked in processes of their own."""

from __future__ import annotations

import importlib.util
import sys
import venv
from importlib.util import find_spec
from pathlib import Path

import pytest

from footfall_bridge.checks import libraries, program
from footfall_bridge.checks.libraries import codecs, device
from footfall_bridge.environment import Environment, Record, app_folders, python_tag, requirements
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


@pytest.fixture
def packaged(places: Places, monkeypatch: pytest.MonkeyPatch) -> Environment:
    """As a package has it: no torch beside the app, whose engines run in an environment of their own.

    That one has numpy here, which is quick to copy, and else lacks all.
    """
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "torch" else find_spec(name))
    environment = Environment(places)
    venv.create(environment.folder, symlinks=sys.platform != "win32")
    packages = next(environment.folder.rglob("site-packages"))
    (packages / "numpy").mkdir()
    (packages / "numpy" / "__init__.py").touch()
    (packages / "footfall-app.pth").write_text("\n".join(folder for folder in app_folders() if _is_source(folder)))
    return environment


def _is_source(folder: str) -> bool:
    return Path(folder).name != "site-packages"


def note(environment: Environment) -> None:
    fields = {"python": python_tag(), "app": app_folders(), "requirements": requirements()}
    environment.note(Record.model_validate({"build": "cpu", **fields}))


def test_a_package_whose_engines_were_never_set_up_says_how_to_get_them(
    packaged: Environment, places: Places
) -> None:
    python, missing = libraries.installed(places)
    assert python.ok
    assert not missing.ok
    assert "are not installed yet" in missing.detail
    assert missing.fix == "footfall engines setup"
    assert list(codecs(places)) == list(device(places)) == []


def test_in_a_package_the_python_of_the_engines_is_asked(packaged: Environment, places: Places) -> None:
    note(packaged)
    assert program.told_by(["-c", "import json, sys; print(json.dumps(sys.executable))"], places) == str(
        packaged.python
    )
    found = {one.name: one for one in libraries.installed(places)}
    assert found["footfall_daemon"].ok
    assert found["numpy"].ok
    assert [found[name].ok for name in ("torch", "av", "cv2")] == [False] * 3  # though we have them here
    assert {one.fix for one in found.values() if not one.ok} == {"footfall engines setup"}


def test_in_a_package_engines_that_do_not_load_are_to_be_set_up_again(
    packaged: Environment, places: Places
) -> None:
    note(packaged)
    (broken,) = device(places)
    assert (broken.ok, broken.fix) == (False, "footfall engines setup")
    assert "No module named 'torch'" in broken.detail
