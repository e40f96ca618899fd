"""Media found where a timeline says, else by name; never a guess."""

from __future__ import annotations

from pathlib import Path

import opentimelineio as otio
import pytest

from footfall_bridge.hosts.interchange.cuts import Problem
from footfall_bridge.hosts.interchange.media import Relinker
from tests.bridge.hosts.timelines import clip


def touched(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def code(found: Path | Problem) -> str:
    assert isinstance(found, Problem)
    return found.code


def test_urls_and_paths_of_all_kinds(tmp_path: Path) -> None:
    film = touched(tmp_path / "my film #1 100%.mov")
    quoted = str(film).replace(" ", "%20").replace("#", "%23").replace("0%.", "0%25.")
    for url in (
        f"file://{quoted}",
        f"file://localhost{quoted}",
        f"file:{quoted}",
        f"file://{film}",
        str(film),
        quoted,
        film.name,
    ):
        assert Relinker(tmp_path).find(clip(url, 0, 1)) == film, url


@pytest.mark.parametrize(
    "url",
    [
        "file:///C:/Users/me/day%201/shot.mov",
        "file://localhost/C%3a/Users/me/shot.mov",
        "C:\\Users\\me\\shot.mov",
        "\\\\server\\share\\SHOT.MOV",
        "/Volumes/Disk/shot.mov",
    ],
)
def test_media_of_another_machine_is_found_by_name(tmp_path: Path, url: str) -> None:
    film = touched(tmp_path / "rushes" / "deep" / "shot.mov")
    assert Relinker(tmp_path).find(clip(url, 0, 1)) == film
    elsewhere = touched(tmp_path / "empty" / "cut.otio").parent
    assert code(Relinker(elsewhere).find(clip(url, 0, 1))) == "no-media"
    assert Relinker(elsewhere, [tmp_path / "rushes"]).find(clip(url, 0, 1)) == film


def test_several_of_one_name_are_refused_unless_their_folders_tell(tmp_path: Path) -> None:
    for day in ("day1", "day2"):
        touched(tmp_path / day / "C0001.mov")
    relinker = Relinker(tmp_path)
    assert relinker.find(clip("file:///Volumes/A/day2/C0001.mov", 0, 1)) == tmp_path / "day2" / "C0001.mov"
    found = relinker.find(clip("file:///Volumes/A/day3/C0001.mov", 0, 1))
    assert code(found) == "ambiguous-media"
    assert isinstance(found, Problem)
    assert "2 files" in found.message


def test_a_clip_without_a_path_is_found_by_its_name_or_stem(tmp_path: Path) -> None:
    film = touched(tmp_path / "shot.mxf")
    touched(tmp_path / "shot.wav")
    for name in ("shot.mxf", "shot", "SHOT"):
        made = clip("", 0, 1)
        made.media_reference = otio.schema.MissingReference()
        made.name = name
        assert Relinker(tmp_path).find(made) == film


def test_numbered_stills_and_generators_are_named(tmp_path: Path) -> None:
    stills = clip("", 0, 1)
    stills.media_reference = otio.schema.ImageSequenceReference(target_url_base=str(tmp_path))
    assert code(Relinker(tmp_path).find(stills)) == "image-sequence"
