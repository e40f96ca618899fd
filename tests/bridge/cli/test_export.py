"""`footfall export openjd`: what it writes, prints and refuses."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest

from footfall_bridge.cli.__main__ import main
from footfall_bridge.farm import template
from tests.bridge.cli.words import Capture, error_of, json_of, text_of, touched
from tests.bridge.fake_daemon import FakeDaemon
from tests.bridge.hosts.timelines import clip, saved, timeline, track

pytestmark = pytest.mark.usefixtures("daemon")


@pytest.fixture
def cut(tmp_path: Path) -> Path:
    """Two clips, and one whose media is missing."""
    film = touched(tmp_path / "film" / "ride.mp4")
    made = timeline(track(clip(film, 0, 20), clip(film, 25, 20), clip(film.with_name("gone.mp4"), 0, 10)))
    return saved(made, tmp_path / "cut.otio")


def exported(capsys: Capture, what: Path, *words: str) -> Any:
    """The template."""
    shown = json_of(capsys, "export", "openjd", str(what), *words)
    return json.loads(Path(shown["template"]).read_text("utf-8"))


def orders_in(template: Any) -> Sequence[Any]:
    (step,) = template["steps"]
    (file,) = step["script"]["embeddedFiles"]
    return list(json.loads(file["data"])["clips"].values())


def test_its_json_tells_the_steps_and_what_was_left_out(cut: Path, tmp_path: Path, capsys: Capture) -> None:
    shown = json_of(capsys, "export", "openjd", str(cut), "-o", str(tmp_path / "job.yaml"))
    (left_out,) = shown.pop("left_out")
    assert left_out["state"] == "left out"
    assert left_out["reason"]["code"] == "no-media"
    assert shown == {
        "template": str(tmp_path / "job.yaml"),
        "orders": None,
        "steps": [{"name": "Foley", "engine": "sketch", "gpu": False, "tasks": 2}],
        "notices": [],
    }


def test_people_get_the_path_and_what_was_left_out(cut: Path, tmp_path: Path, capsys: Capture) -> None:
    assert main(["export", "openjd", str(cut), "-o", str(tmp_path / "job.json")]) == 0
    out, err = capsys.readouterr()
    assert out.strip() == str(tmp_path / "job.json")
    assert "2 tasks, 1 clip left out." in err
    assert "no-media" in err


def test_cuts_are_exact(cut: Path, tmp_path: Path, capsys: Capture) -> None:
    job = exported(capsys, cut, "-o", str(tmp_path / "job.yaml"), "--prompt", "rain", "--handles", "0.5")
    first, second = orders_in(job)
    assert second["clip"]["source_in"] == {"value": 25, "rate": [25, 1]}
    assert second["clip"]["source_out"] == {"value": 45, "rate": [25, 1]}
    assert second["clip"]["place"]["record_in"] == {"value": 90_020, "rate": [25, 1]}
    assert [order["prompt"] for order in (first, second)] == ["rain", "rain"]


def test_media_are_tasks_too(film: Path, tmp_path: Path, capsys: Capture) -> None:
    other = touched(film.with_name("walk.mov"))
    job = exported(capsys, film, str(other), "-o", str(tmp_path / "job.yaml"), "--takes", "3")
    assert job["name"] == "Foley: ride.mp4 and 1 more"
    space = job["steps"][0]["parameterSpace"]["taskParameterDefinitions"]
    assert space[1]["range"] == [str(film), str(other)]
    assert [order["takes"] for order in orders_in(job)] == [3, 3]


def test_a_range_of_one_file_is_taken(film: Path, tmp_path: Path, capsys: Capture) -> None:
    job = exported(capsys, film, "-o", str(tmp_path / "job.yaml"), "--in", "1.5", "--out", "00:00:03:00")
    (order,) = orders_in(job)
    assert order["clip"] == {"source_in": {"value": 15, "rate": [10, 1]}, "source_out": "00:00:03:00"}


def test_settings_of_this_machine_go_along(
    film: Path, tmp_path: Path, daemon: FakeDaemon, capsys: Capture
) -> None:
    daemon.settings.change("project.film.folder", str(film.parent))
    daemon.settings.change("project.film.prompt", "bicycle")
    (order,) = orders_in(exported(capsys, film, "-o", str(tmp_path / "job.yaml")))
    assert (order["prompt"], order["engine"], order["complete"]) == ("bicycle", "sketch", True)


def test_an_engine_with_weights_wants_a_gpu(film: Path, tmp_path: Path, capsys: Capture) -> None:
    words = ("-o", str(tmp_path / "job.yaml"), "--engine", "hunyuan-xl")
    (step,) = json_of(capsys, "export", "openjd", str(film), *words)["steps"]
    assert step["gpu"] is True


def test_it_writes_over_no_file(film: Path, tmp_path: Path, capsys: Capture) -> None:
    mine = tmp_path / "job.yaml"
    mine.write_text("mine")
    assert text_of(capsys, "export", "openjd", str(film), "-o", str(mine)).strip() == str(tmp_path / "job_v2.yaml")
    assert mine.read_text() == "mine"


def test_orders_that_are_too_many_lie_beside_it(
    film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr(template, "LARGEST", 1000)
    touched(tmp_path / "job.orders.json")
    shown = json_of(capsys, "export", "openjd", str(film), "-o", str(tmp_path / "job.yaml"))
    assert shown["orders"] == str(tmp_path / "job.orders_v2.json")
    assert json.loads(Path(shown["orders"]).read_text())["clips"]["1"]["engine"] == "sketch"
    assert "so large that some farms refuse it" in shown["notices"][0]
    job = json.loads(Path(shown["template"]).read_text("utf-8"))
    (found,) = (each for each in job["parameterDefinitions"] if each["name"] == "Orders")
    assert found["default"] == "job.orders_v2.json"


def test_a_folder_below_the_template_is_its_output(film: Path, tmp_path: Path, capsys: Capture) -> None:
    job = exported(capsys, film, "-o", str(tmp_path / "job.yaml"), "--dest", str(tmp_path / "out" / "foley"))
    assert job["parameterDefinitions"][0]["default"] == "out/foley"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["-o", "job.txt"], "not-written"),
        (["-o", "nowhere/job.yaml"], "no-such-folder"),
        (["-o", "job.yaml", "--dest", "/elsewhere"], "dest-outside"),
        (["-o", "job.yaml", "--engine", "nobody"], "unknown-engine"),
        (["-o", "job.yaml", "gone.mov"], "no-such-file"),
        (["-o", "job.yaml", "--dest", "out/../.."], "dest-outside"),
        (["-o", "job.yaml", "cut.otio"], "usage"),
        (["-o", "job.yaml", "--tracks", "V1"], "usage"),
        (["-o", "job.yaml", "--rate", "25"], "usage"),
        ([], "usage"),
    ],
)
def test_what_cannot_be_is_refused(
    film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, words: list[str], code: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["export", "openjd", str(film), *words]) == 2
    assert error_of(capsys) == code
    assert not list(tmp_path.glob("job*"))


@pytest.fixture
def reframed(tmp_path: Path) -> Path:
    """A clip, one that the timeline zooms, and one more."""
    film = touched(tmp_path / "film" / "ride.mp4")
    zoomed = clip(film, 30, 20)
    zoom = {"Parameters": [{"Parameter ID": "transformationZoomX", "Parameter Value": 2.0}]}
    zoomed.effects.append(otio.schema.Effect("", "Resolve Effect", {"Resolve_OTIO": zoom}))
    return saved(timeline(track(clip(film, 0, 20), zoomed, clip(film, 60, 20))), tmp_path / "cut.otio")


def test_a_reframed_clip_is_left_out_and_ambience_ends_before_it(
    reframed: Path, tmp_path: Path, capsys: Capture
) -> None:
    shown = json_of(capsys, "export", "openjd", str(reframed), "-o", str(tmp_path / "job.yaml"))
    (left_out,) = shown["left_out"]
    assert left_out["reason"]["code"] == "reframed"
    assert "--reframed media" in left_out["reason"]["message"]
    first, last = orders_in(json.loads(Path(shown["template"]).read_text("utf-8")))
    assert [order["clip"]["source_in"]["value"] for order in (first, last)] == [0, 60]
    assert not first.get("joined_after")
    assert not last.get("joined_before")


def test_a_reframed_clip_is_a_task_where_what_its_media_shows_is_accepted(
    reframed: Path, tmp_path: Path, daemon: FakeDaemon, capsys: Capture
) -> None:
    out = str(tmp_path / "job.yaml")
    assert len(orders_in(exported(capsys, reframed, "-o", out, "--reframed", "media"))) == 3
    daemon.settings.change("project.film.folder", str(tmp_path / "film"))
    daemon.settings.change("project.film.reframed", "media")
    _, zoomed, last = orders_in(exported(capsys, reframed, "-o", out))
    assert zoomed["clip"]["reframed"]
    assert zoomed["joined_after"]
    assert last["joined_before"]


def test_what_several_clips_have_in_common_is_told_once(tmp_path: Path, capsys: Capture) -> None:
    missing = [clip(tmp_path / "gone.mp4", start, 10) for start in (0, 20, 40)]
    file = saved(timeline(track(*missing)), tmp_path / "cut.otio")
    assert main(["export", "openjd", str(file), "-o", str(tmp_path / "job.yaml")]) == 2
    _, err = capsys.readouterr()
    assert err.count("[no-media]") == 4
    assert err.count("--search") == 1


@pytest.mark.parametrize("option", ["--contacts", "--in", "--out"])
def test_what_is_said_of_one_clip_goes_with_no_timeline(cut: Path, capsys: Capture, option: str) -> None:
    words = ["-o", str(cut.with_name("job.yaml")), option, "1"]
    assert main(["export", "openjd", str(cut), *words]) == 2
    assert error_of(capsys) == "usage"


def test_a_timeline_of_which_nothing_can_be_made_writes_nothing(tmp_path: Path, capsys: Capture) -> None:
    file = saved(timeline(track(clip(tmp_path / "gone.mp4", 0, 10))), tmp_path / "cut.otio")
    shown = json_of(capsys, "export", "openjd", str(file), "-o", str(tmp_path / "job.yaml"), code=2)
    assert shown["template"] is None
    assert shown["steps"] == []
    assert not (tmp_path / "job.yaml").exists()
