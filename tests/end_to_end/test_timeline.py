"""Timelines through a real daemon, from the command line: what is made, kept, left out, and told."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import opentimelineio as otio
import pytest

from footfall_bridge.hosts.interchange import documents
from footfall_bridge.hosts.interchange.recuts import read_wav
from footfall_bridge.hosts.interchange.times import seconds_of
from footfall_bridge.places import HOME_VARIABLE
from footfall_bridge.provenance import read_request
from tests.bridge.hosts.timelines import clip, gap, marker, saved, timeline, track
from tests.end_to_end.house import House
from tests.end_to_end.shell import Shell, laid, plays_from
from tests.footage import Film, undecodable

START = 90_000


@pytest.fixture
def shell(shared_house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    monkeypatch.setenv(HOME_VARIABLE, str(shared_house.home))
    return Shell(capsys)


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


def test_what_a_project_filled_in_is_kept_too(shell: Shell, shared_house: House, tmp_path: Path) -> None:
    film = Film().make(tmp_path / "film.mp4")
    defaults: dict[str, str | int] = {
        "folder": str(tmp_path),
        "prompt": "rain",
        "layers": "feet,ambience",
        "takes": 3,
    }
    with shared_house.client() as client:
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
    with shared_house.client() as client:
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

    job = result["clips"][0]["files"][0]["job"]
    markers = Path(shell.text("report", job, "-o", str(tmp_path / "markers.edl"))).read_text("utf-8")
    assert "01:00:00:05 01:00:00:06 01:00:00:05 01:00:00:06\n |C:ResolveColorBlue |M:impact |D:1" in markers
    assert "[not-written]" in shell.text("report", job, "-o", str(tmp_path / "markers.otio"), code=2, errors=True)
    cues = json.loads(shell.text("report", job, "--json"))["cues"]
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
    assert order["clip"]["bounded"]
    assert Path(result["clips"][0]["files"][0]["path"]).name.startswith("raw_foley_01-00-00-10")


def zoomed(media: Path) -> otio.schema.Clip:
    made = clip(media, 30, 20)
    parameters = [{"Parameter ID": f"transformationZoom{axis}", "Parameter Value": 2.0} for axis in "XY"]
    told = {"Effect Name": "Transform", "Enabled": True, "Parameters": parameters}
    made.effects.append(otio.schema.Effect("", "Resolve Effect", {"Resolve_OTIO": told}))
    return made


def test_a_reframed_clip_is_named_with_its_remedies_and_the_rest_is_made(shell: Shell, tmp_path: Path) -> None:
    film, render = Film().make(tmp_path / "film.mp4"), Film(frames=60).make(tmp_path / "render.mp4")
    file = saved(timeline(track(clip(film, 0, 20), zoomed(film))), tmp_path / "cut.otio")
    result = shell.timeline(str(file))
    assert [one["state"] for one in result["clips"]] == ["made", "left out"]
    wav = read_wav(Path(result["clips"][0]["files"][0]["path"]))
    assert wav is not None
    assert not wav.order.joined_after
    reason = result["clips"][1]["reason"]
    assert reason["code"] == "reframed"
    assert "--reframed media" in reason["message"]
    assert "--picture" in reason["message"]
    assert "`footfall config set generate.reframed media`" in reason["message"]

    rendered = shell.timeline(str(file), "--picture", str(render), "-o", str(tmp_path / "rendered.otio"))
    assert [one["state"] for one in rendered["clips"]] == ["made", "made"]

    accepted = shell.timeline(str(file), "--reframed", "media", "-o", str(tmp_path / "accepted.otio"))
    assert [one["state"] for one in accepted["clips"]] == ["kept", "made"]
    assert "film is reframed on the timeline: it is heard as its media shows it" in accepted["notices"]

    again = shell.timeline(str(file), "-o", str(tmp_path / "again.otio"))
    assert [one["state"] for one in again["clips"]] == ["kept", "kept"]
    assert any("was made of what its media shows" in notice for notice in again["notices"])


def test_a_setting_lets_reframed_clips_be_heard_as_their_media_shows_them(
    shell: Shell, shared_house: House, tmp_path: Path
) -> None:
    film = Film().make(tmp_path / "film.mp4")
    file = saved(timeline(track(zoomed(film))), tmp_path / "cut.otio")
    assert shell.timeline(str(file), code=2)["out"] is None
    with shared_house.client() as client:
        client.change_setting("generate.reframed", "media")
        try:
            result = shell.timeline(str(file))
        finally:
            client.change_setting("generate.reframed", None)
    assert [one["state"] for one in result["clips"]] == ["made"]
    assert any("heard as its media shows it" in notice for notice in result["notices"])


def test_a_proxy_is_looked_at_and_said(shell: Shell, tmp_path: Path) -> None:
    raw = tmp_path / "A001.r3d"
    raw.write_bytes(b"what only its maker can read")
    (tmp_path / "Proxies").mkdir()
    proxy = Film().make(tmp_path / "Proxies" / "small.mp4")
    result = shell.timeline(str(saved(timeline(track(linked(raw, proxy))), tmp_path / "cut.otio")))
    assert "A001.r3d: is camera raw, so its proxy small.mp4 was looked at" in result["notices"]
    written = Path(result["clips"][0]["files"][0]["path"])
    assert written.parent == tmp_path / "Proxies" / "Foley"
    assert written.name.startswith("A001_foley_")


def linked(media: Path, proxy: Path) -> otio.schema.Clip:
    made = clip(media, 5, 20)
    reference = otio.schema.ExternalReference(proxy.as_uri(), made.media_reference.available_range)
    made.set_media_references({"DEFAULT_MEDIA": made.media_reference, "proxy": reference}, "DEFAULT_MEDIA")
    return made


def test_a_proxy_stands_in_for_what_only_the_daemon_finds_it_cannot_decode(shell: Shell, tmp_path: Path) -> None:
    media = undecodable(Film().make(tmp_path / "A001.mov"))
    (tmp_path / "Proxies").mkdir()
    proxy = Film().make(tmp_path / "Proxies" / "small.mp4")
    cut = str(saved(timeline(track(linked(media, proxy))), tmp_path / "cut.otio"))
    result = shell.timeline(cut)
    assert "'A001.mov' cannot be decoded: its linked proxy 'small.mp4' was looked at." in str(result["notices"])
    (sound,) = result["clips"][0]["files"]
    written = Path(sound["path"])
    assert written.parent == tmp_path / "Foley"
    assert written.name.startswith("A001_foley_01-00-00-00")
    wav = read_wav(written)
    assert wav is not None
    assert wav.samples == 48_000 * 20 // 25 + 2 * 48_000, "the clip, and a second at each end"
    assert shell.timeline(cut)["clips"][0]["state"] == "kept"
    again = json.loads(shell.text("again", str(written), "--json"))
    assert again["jobs"][0]["state"] == "done"


def test_a_proxy_of_another_length_does_not_stand_in(shell: Shell, tmp_path: Path) -> None:
    media = undecodable(Film().make(tmp_path / "A001.mov"))
    proxy = Film(frames=45).make(tmp_path / "small.mp4")
    file = saved(timeline(track(linked(media, proxy))), tmp_path / "cut.otio")
    (left,) = shell.timeline(str(file), code=1)["clips"]
    assert (left["state"], left["reason"]["code"]) == ("failed", "proxy-mismatch")
    assert "'A001.mov' cannot be decoded, and the proxy 'small.mp4' has not its" in left["reason"]["message"]


def test_a_failed_job_is_named_and_the_rest_is_laid(shell: Shell, tmp_path: Path) -> None:
    film = Film().make(tmp_path / "film.mp4")
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no film")
    file = saved(timeline(track(clip(film, 0, 10), clip(broken, 0, 10))), tmp_path / "cut.otio")
    result = shell.timeline(str(file), code=1)
    assert [one["state"] for one in result["clips"]] == ["made", "failed"]
    assert result["clips"][1]["reason"]["message"]
    assert len(laid(Path(result["out"]))) == 1
