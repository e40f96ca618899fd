"""Timelines of every format through a real daemon: each WAV lies under its clip, played from the right sample."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest
import soundfile

from footfall_bridge.cli.__main__ import main
from footfall_bridge.hosts.interchange import documents
from footfall_bridge.hosts.interchange.media import Relinker
from footfall_bridge.hosts.interchange.otio_tracks import sound_name
from footfall_bridge.hosts.interchange.sounds import is_ours
from footfall_bridge.hosts.interchange.times import seconds_of
from footfall_bridge.places import HOME_VARIABLE
from footfall_bridge.provenance import read_request
from footfall_bridge.timeline import Clip, frames_of_timecode
from tests.bridge.hosts.timelines import asset, clip, final_cut, gap, marker, saved, timeline, track
from tests.end_to_end.house import House, a_house
from tests.footage import Film

RATE = Fraction(25)
START = 90_000
PLACES = [(0, 20), (30, 25), (55, 20)]
"""Of the three clips: first frame and length."""
SOURCES = [("first film.mp4", 5), ("second.mp4", 10), ("first film.mp4", 25)]
"""Their media, and the first frame in it."""
EDIT_LIST = """TITLE: Cut
FCM: NON-DROP FRAME

001  AX       V     C        00:00:00:05 00:00:01:00 01:00:00:00 01:00:00:20
* FROM CLIP NAME: first film.mp4
002  AX       V     C        00:00:00:10 00:00:01:10 01:00:01:05 01:00:02:05
* FROM CLIP NAME: second.mp4
003  AX       V     C        00:00:01:00 00:00:01:20 01:00:02:05 01:00:03:00
* FROM CLIP NAME: first film.mp4
"""


@dataclass(frozen=True)
class Project:
    house: House
    folder: Path
    first: Path
    second: Path


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Two films, and a daemon; what was made for one format is there for the next."""
    folder = tmp_path_factory.mktemp("project")
    with a_house(tmp_path_factory.mktemp("home")) as house:
        yield Project(house, folder, Film().make(folder / "first film.mp4"), Film().make(folder / "second.mp4"))


def three_clips(project: Project) -> Any:
    """The first film twice, at different places, around the second."""
    items = [clip(project.first, 5, 20), gap(10), clip(project.second, 10, 25), clip(project.first, 25, 20)]
    return timeline(track(*items), track(clip(project.second, 0, 40), kind="Audio"))


def final_cut_file(project: Project) -> Path:
    items = [
        '<asset-clip ref="a" name="first" offset="3600s" start="1/5s" duration="4/5s"/>',
        '<gap name="Gap" offset="18004/5s" start="3600s" duration="2/5s"/>',
        '<asset-clip ref="b" name="second" offset="18006/5s" start="2/5s" duration="1s"/>',
        '<asset-clip ref="a" name="first" offset="18011/5s" start="1s" duration="4/5s"/>',
    ]
    path = project.folder / "cut.fcpxml"
    path.write_text(final_cut(*items, assets=asset("a", project.first) + asset("b", project.second)))
    return path


def file_of(project: Project, suffix: str) -> Path:
    if suffix == ".fcpxml":
        return final_cut_file(project)
    if suffix == ".edl":
        path = project.folder / "cut.edl"
        path.write_text(EDIT_LIST)
        return path
    return saved(three_clips(project), project.folder / f"cut{suffix}")


@dataclass(frozen=True)
class Shell:
    """The command line, in this process: the daemon is another."""

    capture: pytest.CaptureFixture[str]

    def text(self, *words: str, code: int = 0) -> str:
        ended = main(list(words))
        out, err = self.capture.readouterr()
        assert ended == code, out + err
        return out.strip()

    def timeline(self, *words: str, code: int = 0) -> Any:
        return json.loads(self.text("timeline", *words, "--json", code=code))


@pytest.fixture
def shell(project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    monkeypatch.setenv(HOME_VARIABLE, str(project.house.home))
    return Shell(capsys)


def laid(path: Path) -> list[tuple[Any, Fraction, Fraction]]:
    """Our clips on a timeline: record start and end, in seconds."""
    document = documents.read(path)
    found = []
    for one in document.timeline.tracks:
        at = document.start
        for item in one:
            end = at + seconds_of(item.duration())
            if one.kind == otio.schema.TrackKind.Audio and is_ours(sound_name(item)):
                found.append((item, at, end))
            at = end
    return sorted(found, key=lambda entry: entry[1])


@pytest.mark.parametrize(
    ("suffix", "out", "extra"),
    [
        (".otio", ".otio", ()),
        (".xml", ".xml", ()),
        (".fcpxml", ".fcpxml", ()),
        (".aaf", ".aaf", ()),
        (".edl", ".otio", ("--rate", "25")),
        (".otio", ".aaf", ()),
        (".otio", ".xml", ()),
        (".otio", ".fcpxml", ()),
    ],
)
def test_each_wav_lies_under_its_clip(
    project: Project, shell: Shell, suffix: str, out: str, extra: tuple[str, ...]
) -> None:
    file = file_of(project, suffix)
    target = project.folder / f"{suffix[1:]} to{out}"
    result = shell.timeline(str(file), "-o", str(target), "--prompt", "knocks on wood", *extra)
    assert result["out"] == str(target)
    assert [one["state"] in ("made", "kept") for one in result["clips"]] == [True] * 3
    placed = laid(target)
    assert [(start - START / RATE, end - start) for _, start, end in placed] == [
        (at / RATE, length / RATE) for at, length in PLACES
    ]
    assert [made_of(item) for item, _, _ in placed] == SOURCES
    for item, _, _ in placed:
        assert plays_from(item) == pytest.approx(float(first_frame(item)), abs=1 / 48_000)


def made_of(item: Any) -> tuple[str, int]:
    made = Clip.model_validate(read_request(file_played(item))["order"]["clip"])
    first = made.source_in
    assert first is not None
    frame = frames_of_timecode(first, RATE) if isinstance(first, str) else first.seconds * RATE
    return Path(made.media or "").name, int(frame)


def plays_from(item: Any) -> float:
    """Seconds into the WAV at which the clip begins."""
    lead = item.source_range.start_time - item.media_reference.available_range.start_time
    return float(seconds_of(lead))


def first_frame(item: Any) -> Fraction:
    """Seconds into the WAV of the first frame that it was made for, which is the one it lies under here."""
    path = file_played(item)
    order = read_request(path)["order"]
    value, rate = order["handles"]["value"], order["handles"]["rate"]
    info = soundfile.info(path)
    assert info.frames >= 48_000 * float(seconds_of(item.duration()))
    return Fraction(value * rate[1], rate[0])


def file_played(item: Any) -> Path:
    found = Relinker(Path("/")).find(item)
    assert isinstance(found, Path)
    return found


def test_a_changed_timeline_keeps_what_covers_its_clips(shell: Shell, tmp_path: Path) -> None:
    film, other = Film().make(tmp_path / "film.mp4"), Film().make(tmp_path / "other.mp4")
    first = timeline(track(clip(film, 10, 20), clip(other, 0, 20), clip(film, 10, 20)))
    made = shell.timeline(str(saved(first, tmp_path / "one.otio")))
    assert [one["state"] for one in made["clips"]] == ["made"] * 3
    paths = [one["files"][0]["path"] for one in made["clips"]]
    assert paths[0] == paths[2] != paths[1], "a range used twice is made once"

    # One clip trimmed within its handles, one gone, one new range.
    second = timeline(track(gap(7), clip(film, 5, 22), clip(film, 40, 10)))
    changed = shell.timeline(str(saved(second, tmp_path / "two.otio")))
    assert [(one["state"], one["record_in"]) for one in changed["clips"]] == [
        ("kept", "01:00:00:07"),
        ("made", "01:00:01:04"),
    ]
    assert changed["clips"][0]["files"][0]["path"] == paths[0]
    assert changed["clips"][0]["files"][0]["lead_samples"] == 48_000 - 5 * 1920
    assert changed["stale"] == [paths[1]]
    item, _, _ = laid(Path(changed["out"]))[0]
    assert plays_from(item) == pytest.approx(20 / 25)


def test_what_a_project_filled_in_is_kept_too(shell: Shell, project: Project, tmp_path: Path) -> None:
    film = Film().make(tmp_path / "film.mp4")
    defaults: dict[str, str | int] = {
        "folder": str(tmp_path),
        "prompt": "rain",
        "layers": "feet,ambience",
        "takes": 3,
    }
    with project.house.client() as client:
        for field, value in defaults.items():
            client.change_setting(f"project.cut.{field}", value)
    states = []
    for name in ("one", "two"):
        result = shell.timeline(str(saved(timeline(track(clip(film, 10, 20))), tmp_path / f"{name}.otio")))
        (shown,) = result["clips"]
        states.append(shown["state"])
        assert sorted(file["layer"] for file in shown["files"]) == ["ambience", "feet"]
    assert states == ["made", "kept"]
    assert len(list((tmp_path / "Foley").glob("*.wav"))) == 2
    with project.house.client() as client:
        client.change_setting("project.cut.folder", None)


def test_layers_lie_on_tracks_of_their_own_and_a_report_lists_them(shell: Shell, tmp_path: Path) -> None:
    film = Film().make(tmp_path / "film.mp4")
    cut = clip(film, 10, 20)
    cut.markers.append(marker("foley: knock", 15))
    file = saved(timeline(track(cut)), tmp_path / "cut.otio")
    result = shell.timeline(str(file), "--layers", "feet,ambience")
    assert result["clips"][0]["prompt"] == "knock"
    written = documents.read(Path(result["out"]))
    assert [one.name for one in written.timeline.tracks if one.kind == "Audio"] == [
        "Footfall Feet",
        "Footfall Ambience",
    ]

    table = tmp_path / "cues.csv"
    assert shell.text("report", result["out"], "-o", str(table)) == str(table)
    heading, *lines = table.read_text("utf-8-sig").splitlines()
    assert heading == "record_in,record_out,clip,layer,take,prompt,engine,licence,seed,job,file"
    assert [line.split(",")[:8] for line in lines] == [
        ["01:00:00:00", "01:00:00:20", "film", layer, "1", "knock", "sketch", "MIT"]
        for layer in ("ambience", "feet")
    ]

    marked = tmp_path / "marked.otio"
    shell.text("report", result["out"], "-o", str(marked))
    shown = documents.read(marked)
    (found,) = shown.timeline.tracks.markers
    assert seconds_of(found.marked_range.start_time) == Fraction(5, 25)

    cues = json.loads(shell.text("report", result["clips"][0]["files"][0]["job"], "--json"))["cues"]
    assert [(cue["record_in"], cue["record_out"]) for cue in cues] == [("01:00:00:00", "01:00:00:20")] * 2


def test_a_rendered_reference_shows_what_cannot_be_read(shell: Shell, tmp_path: Path) -> None:
    reference = Film(frames=60).make(tmp_path / "render.mp4")
    ramped = clip("/gone/raw.r3d", 0, 20)
    ramped.effects.append(otio.schema.TimeEffect(effect_name="ramp"))
    file = saved(timeline(track(gap(10), ramped)), tmp_path / "cut.otio")
    alone = shell.timeline(str(file), code=2)
    assert [one["reason"]["code"] for one in alone["clips"]] == ["speed-ramp"]
    assert alone["out"] is None
    result = shell.timeline(str(file), "--picture", str(reference))
    order = read_request(Path(result["clips"][0]["files"][0]["path"]))["order"]
    assert order["clip"]["media"] == str(reference)
    assert order["clip"]["source_in"] == {"value": 10, "rate": [25, 1]}
    assert order["clip"]["place"]["record_in"] == {"value": START + 10, "rate": [25, 1]}


def test_a_failed_job_is_named_and_the_rest_is_laid(shell: Shell, tmp_path: Path) -> None:
    film = Film().make(tmp_path / "film.mp4")
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no film")
    file = saved(timeline(track(clip(film, 0, 10), clip(broken, 0, 10))), tmp_path / "cut.otio")
    result = shell.timeline(str(file), code=1)
    assert [one["state"] for one in result["clips"]] == ["made", "failed"]
    assert result["clips"][1]["reason"]["message"]
    assert len(laid(Path(result["out"]))) == 1
