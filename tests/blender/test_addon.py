"""The add-on without Blender: what it reads from strips, what it asks for, and what is in its package."""

from __future__ import annotations

import ast
import importlib
import sys
import tomllib
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import TypeAdapter

from footfall_bridge.places import Places
from footfall_bridge.protocol import Order
from footfall_bridge.skew import own_version
from tests.blender.strips import NAME, module, refused, shot, strip
from tests.end_to_end.house import until


def test_it_needs_nothing_that_blender_does_not_bring(addon: Path) -> None:
    """3.4 brings Python 3.10; what is not the standard library's or Blender's is in the package."""
    for path in addon.glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"), feature_version=(3, 10))
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            for name in names:
                assert name.split(".")[0] in {*sys.stdlib_module_names, "bpy"}, f"{path.name}: {name}"


def test_the_gateway_is_spoken_to_by_the_same_words_as_in_resolve(addon: Path) -> None:
    assert {"engines.py", "gateway.py", "places.py", "blender_manifest.toml"} <= {
        path.name for path in addon.iterdir()
    }
    assert "footfall_resolve" not in "".join(path.read_text("utf-8") for path in addon.iterdir() if path.is_file())


def test_its_versions_agree(addon: Path) -> None:
    told = {
        tomllib.loads((addon / "blender_manifest.toml").read_text("utf-8"))["version"],
        ".".join(map(str, importlib.import_module(NAME).bl_info["version"])),
        module("versions").VERSION,
    }
    assert told == {own_version()}


def test_footfall_of_another_version_is_said_once_and_asked_all_the_same(addon: Path) -> None:
    said: list[str] = []
    answers: list[str] = []
    notice = module("versions").told("99.0.0", "blender")
    session = module("session").Session(lambda: SimpleNamespace(notice=notice), said.append)
    for _ in range(2):
        session.run(lambda gateway: "an answer", answers.append)
    until(lambda: session.tick() is None, "both answers")
    assert answers == ["an answer"] * 2
    assert said == ["this plugin (0.1.0) is older than Footfall (99.0.0): `footfall setup blender` renews it"]
    assert session.notice == said[0]


def test_it_looks_where_the_gateway_is_written_down(addon: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FOOTFALL_HOME", raising=False)
    assert module("places").of_user().gateway_file == str(Places.of_user().gateway_file)


@pytest.mark.parametrize(
    ("fps", "base", "rate"),
    [
        (25, 1.0, Fraction(25)),
        (30, 1.0010000467300415, Fraction(30000, 1001)),
        (24, 1.0010000467300415, Fraction(24000, 1001)),
        (60, 1.0010000467300415, Fraction(60000, 1001)),
        (2997, 100.0, Fraction(2997, 100)),
    ],
)
def test_a_scenes_rate_is_exact(addon: Path, fps: int, base: float, rate: Fraction) -> None:
    assert module("rates").scene_rate(SimpleNamespace(fps=fps, fps_base=base)) == rate


@pytest.mark.parametrize(
    ("number", "rate"),
    [
        (25.0, Fraction(25)),
        (23.97602462768555, Fraction(24000, 1001)),
        (29.970029830932617, Fraction(30000, 1001)),
        (59.94005966186523, Fraction(60000, 1001)),
        (12.5, Fraction(25, 2)),
        (0.0, None),
    ],
)
def test_a_movies_rate_is_exact(addon: Path, number: float, rate: Fraction | None) -> None:
    assert module("rates").media_rate(number) == rate


def test_trimmed_frames_are_not_asked_for(addon: Path, film: Path) -> None:
    trimmed: dict[str, Any] = {"frame_offset_start": 10.0, "frame_offset_end": 50.0, "frame_final_duration": 40}
    one = shot(film, frame_final_start=51, frame_final_end=91, **trimmed)
    assert (one.source_in, one.source_out, one.speed) == (Fraction(10, 25), Fraction(2), 1)
    backwards = shot(film, use_reverse_frames=True, **trimmed)
    assert (backwards.source_in, backwards.source_out) == (Fraction(2), Fraction(90, 25))


def test_frames_cut_off_the_movie_itself_are_counted(addon: Path, film: Path) -> None:
    one = shot(film, animation_offset_start=5, frame_duration=90, frame_final_duration=90)
    assert (one.source_in, one.source_out) == (Fraction(5, 25), Fraction(95, 25))


# As read from Blender 3.4.1 after Add > Movie, with and without Adjust Playback Rate: frames, length, speed.
ADDED = [
    (Fraction(25), 24.0, 96, 100, Fraction(1)),
    (Fraction(25), 24.0, 96, 96, Fraction(25, 24)),
    (Fraction(25), 29.970029830932617, 90, 75, Fraction(1)),
    (Fraction(25), 29.970029830932617, 90, 90, Fraction(1001, 1200)),
    (Fraction(30000, 1001), 25.0, 100, 119, Fraction(1)),
    (Fraction(30000, 1001), 25.0, 100, 100, Fraction(1200, 1001)),
    (Fraction(30000, 1001), 29.970029830932617, 90, 89, Fraction(1)),
    (Fraction(24), 25.0, 100, 96, Fraction(1)),
    (Fraction(24), 29.970029830932617, 90, 72, Fraction(1)),
]


@pytest.mark.parametrize(("rate", "fps", "frames", "length", "speed"), ADDED)
def test_it_sees_whether_the_playback_rate_was_adjusted(
    addon: Path, film: Path, rate: Fraction, fps: float, frames: int, length: int, speed: Fraction
) -> None:
    one = shot(film, rate, fps=fps, frame_duration=frames, frame_final_duration=length)
    assert one.speed == speed
    assert one.source_out <= Fraction(frames) / one.media_rate


def test_one_speed_is_followed_and_more_are_refused(addon: Path, film: Path) -> None:
    assert shot(film, speed_factor=2.0, frame_final_duration=50).speed == 2
    assert shot(film, retiming_keys=[1, 2], frame_final_duration=200).speed == Fraction(1, 2)
    code, words = refused(film, retiming_keys=[1, 2, 3])
    assert code == "ramped"
    assert words == "“film” is retimed by more than one speed: give it one, or render it to a movie"


def test_what_cannot_be_read_is_refused_with_a_sentence(addon: Path, film: Path, tmp_path: Path) -> None:
    assert refused(film, frame_offset_end=-10.0)[0] == "held"
    assert refused(film, fps=0.0)[0] == "no-rate"
    assert refused(film, filepath=str(tmp_path / "gone.mp4"))[0] == "no-file"
    code, words = refused(film, type="SCENE")
    assert code == "not-a-movie"
    assert "render it to a movie" in words
    assert refused(film, type="ADJUSTMENT") == ("not-a-movie", "“film” is no movie: select movie strips")


def test_a_speed_effect_on_a_clip_is_refused(addon: Path, film: Path) -> None:
    clip = strip(film)
    effect = SimpleNamespace(type="SPEED", name="slower", input_1=clip)
    with pytest.raises(module("words").Refusal) as caught:
        module("shots").shot_of(clip, Fraction(25), [clip, effect], module("files").Files(str, str, None))
    assert "slower" in str(caught.value)


def order(addon: Path, film: Path, **changes: Any) -> Order:
    orders = module("orders")
    one = shot(film, Fraction(30000, 1001), **changes)
    markers = [SimpleNamespace(name="Foley: a door slams", frame=71), SimpleNamespace(name="notes", frame=72)]
    prompt, hits = orders.heard(one, "boots ", markers)
    clip = module("jobs").Clip("c1", one.reverse, "film 1", (Fraction(3, 5),))
    wanted = orders.Wanted(one, clip, ["film 1"], prompt, hits)
    made = orders.order_of(wanted, orders.Wish("boots", takes=2, layers=True), "/p.blend", "t1", 3)
    return TypeAdapter(Order).validate_python(made)


def test_an_order_is_one_that_the_daemon_takes(addon: Path, film: Path) -> None:
    one = order(addon, film)
    assert one.prompt == "boots, a door slams"  # other markers are no prompts
    assert one.contacts is not None
    assert [contact.time for contact in one.contacts] == [pytest.approx(30 * 1001 / 30000)]
    assert one.clip.play_rate == Fraction(1200, 1001)
    assert one.clip.length == Fraction(100 * 1001, 30000)
    assert one.clip.place is not None
    assert one.clip.place.record_in.seconds == Fraction(41 * 1001, 30000)
    assert (one.first_take, one.takes, one.seed, len(one.layers)) == (4, 2, 3, 4)
    assert one.handles is not None
    assert one.handles.seconds * Fraction(30000, 1001) == 30  # whole frames


def test_a_job_is_known_again_by_what_its_order_said(addon: Path, film: Path) -> None:
    one = order(addon, film, use_reverse_frames=True)
    place = one.clip.place
    assert place is not None
    fields: dict[str, Any] = {
        "id": "j1", "state": "done", "place": place.model_dump(), "media": one.clip.media,
        "source_in": {"value": 0, "rate": [25, 1]}, "source_out": {"value": 100, "rate": [25, 1]},
        "duration": {"value": 100 * 1001, "rate": [30000, 1]}, "handles": {"value": 1, "rate": [1, 1]},
        "prompt": "", "engine": "sketch", "seed": 0, "take": 1, "outputs": [], "progress": 1.0,
    }  # fmt: skip
    job = module("jobs").job_of(fields)
    assert job.clip == ("c1", True, "film 1", (Fraction(3, 5),))
    reversed_shot = shot(film, Fraction(30000, 1001), use_reverse_frames=True)
    assert job.covers(reversed_shot)
    assert not job.is_shown_by(shot(film, Fraction(30000, 1001)))
    assert module("jobs").job_of({**fields, "place": {**fields["place"], "editor": "other"}}) is None


def test_the_daemon_is_told_of_a_reframed_clip(addon: Path, film: Path) -> None:
    assert order(addon, film, use_flip_x=True).clip.reframed
    assert not order(addon, film).clip.reframed


def test_a_sound_is_not_the_one_for_other_hits(addon: Path, film: Path) -> None:
    clip = module("jobs").Clip("c1", False, "film", (Fraction(1), Fraction(2)))
    job = SimpleNamespace(clip=module("jobs").clip_of(clip.text))
    assert job.clip == clip
    has_its_hits = module("jobs").Job.has_its_hits
    whole = shot(film)
    assert has_its_hits(job, whole, (Fraction(1), Fraction(2)))
    assert not has_its_hits(job, whole, ())
    late = whole._replace(source_in=Fraction(3, 2))
    assert has_its_hits(job, late, (Fraction(2),))  # a trim has cut the first off


@pytest.mark.parametrize("name", ["film", "my film.mov 001", "walk 24 fps - final"])
def test_jobs_of_an_older_add_on_are_still_known(addon: Path, name: str) -> None:
    clip_of = module("jobs").clip_of
    assert clip_of(f"c1 reverse {name}") == module("jobs").Clip("c1", True, name)
    assert clip_of(module("jobs").Clip("c1", False, name).text) == module("jobs").Clip("c1", False, name)
    assert clip_of(f"written by others, {name}") is None


def test_after_an_undo_a_scene_is_known_by_its_name(addon: Path) -> None:
    class Scene(dict[str, str]):
        name = "Scene"

    timelines = module("tags").Timelines()
    before, undone = Scene(), Scene()
    id_ = timelines.id_of(before)
    assert timelines.is_of(undone, id_)
    assert timelines.id_of(undone) == id_
    timelines.forget()
    assert timelines.id_of(Scene()) != id_
