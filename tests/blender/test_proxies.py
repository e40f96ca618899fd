"""Which proxy of a strip the add-on finds, and what it asks for where that stands in."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import TypeAdapter

from footfall_bridge.protocol import Order
from tests.blender.strips import module, refused, scene, shot

PLACES = {
    "beside the movie": ({}, {}, "BL_proxy/film.mp4"),
    "a folder of the strip": ({}, {"use_proxy_custom_directory": True, "directory": "own"}, "own/film.mp4"),
    "a folder of the scene": (
        {"proxy_storage": "PROJECT", "proxy_dir": "all"},
        {"use_proxy_custom_directory": True, "directory": "own"},
        "all/film.mp4",
    ),
}


@pytest.fixture
def proxied(film: Path) -> dict[str, Any]:
    """Of a strip whose proxies are switched on, beside its movie."""
    return with_proxy({}, {}, film.parent)


def with_proxy(editor: dict[str, Any], own: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Folders in `editor` and `own` are below `folder`."""
    usual = {"use_proxy_custom_directory": False, "use_proxy_custom_file": False, "directory": "", "filepath": ""}
    own = usual | own | {name: str(folder / own[name]) for name in ("directory", "filepath") if name in own}
    editor = {"proxy_storage": "PER_STRIP", "proxy_dir": ""} | editor
    editor["proxy_dir"] = str(folder / editor["proxy_dir"]) if editor["proxy_dir"] else ""
    return {"use_proxy": True, "proxy": SimpleNamespace(**own), "id_data": scene(**editor)}


def made(path: Path, frames: int = 100, rate: int = 25) -> dict[str, Any]:
    """A proxy on the disk, and what Blender can read of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return {str(path): module("files").Movie(frames, Fraction(rate))}


@pytest.mark.parametrize("place", PLACES)
def test_the_largest_is_found_where_blender_has_it(addon: Path, film: Path, place: str) -> None:
    editor, own, folder = PLACES[place]
    where = film.parent / folder
    movies = made(where / "proxy_25.avi") | made(where / "proxy_75.avi")
    one = shot(film, movies=movies, **with_proxy(editor, own, film.parent))
    assert (one.proxy.path, one.proxied) == (str(where / "proxy_75.avi"), False)


def test_a_file_of_the_strips_own_is_found(addon: Path, film: Path) -> None:
    own = {"use_proxy_custom_file": True, "filepath": "small.mov"}
    movies = made(film.parent / "small.mov")
    assert shot(film, movies=movies, **with_proxy({}, own, film.parent)).proxy.path.endswith("small.mov")


def test_one_of_another_length_or_switched_off_is_none(addon: Path, film: Path, proxied: dict[str, Any]) -> None:
    movies = made(film.parent / "BL_proxy" / "film.mp4" / "proxy_50.avi", frames=99)
    assert shot(film, movies=movies, **proxied).proxy is None
    fits: dict[str, Any] = {"frame_duration": 90, "animation_offset_start": 5, "animation_offset_end": 4}
    assert shot(film, movies=movies, **(proxied | fits)).proxy is not None
    assert shot(film, movies=movies, **(proxied | fits | {"use_proxy": False})).proxy is None


def asked(one: Any) -> dict[str, Any]:
    orders, clip = module("orders"), module("jobs").Clip("c1", False, "film")
    wanted = orders.Wanted(one, clip, ["film"], "", ())
    order: dict[str, Any] = orders.order_of(wanted, orders.Wish(), "", "t1", 0)
    TypeAdapter(Order).validate_python(order)
    return order


def test_a_movie_that_can_be_read_is_asked_for_with_its_proxy(
    addon: Path, film: Path, proxied: dict[str, Any]
) -> None:
    path = film.parent / "BL_proxy" / "film.mp4" / "proxy_50.avi"
    order = asked(shot(film, movies=made(path), **proxied))
    assert (order["clip"]["media"], order["clip"]["proxy"]) == (str(film), str(path))
    assert "name" not in order
    assert "proxy" not in asked(shot(film))["clip"]  # which an older daemon does not know
    slower = asked(shot(film, fps=24.0, movies=made(path), **proxied))
    assert "proxy" not in slower["clip"]  # the daemon takes none of another length


MOVIE: dict[str, Any] = {
    "fps": 0.0,  # as Blender tells of what it cannot open
    "elements": [SimpleNamespace(orig_fps=29.970029830932617, orig_width=1920, orig_height=1080)],
    "frame_offset_start": 30.0,
    "frame_final_start": 71,
    "frame_final_duration": 70,
}


@pytest.mark.parametrize("is_there", [True, False])
def test_for_one_that_cannot_the_same_frames_of_the_proxy_are(
    addon: Path, film: Path, proxied: dict[str, Any], is_there: bool
) -> None:
    """Blender writes proxies at 25 frames per second, whatever the movie has."""
    path = film.parent / "BL_proxy" / "film.mp4" / "proxy_50.avi"
    if not is_there:
        film.unlink()
    one = shot(film, Fraction(30000, 1001), movies=made(path), **(proxied | MOVIE))
    order = asked(one)
    clip = order["clip"]
    assert (clip["media"], "proxy" in clip, order["name"]) == (str(path), False, "film")
    assert (clip["source_in"]["value"], clip["source_out"]["value"]) == (30, 100)
    assert (clip["source_in"]["rate"], clip["play_rate"]) == ([25, 1], "1200/1001")
    assert one.source_in == Fraction(30 * 1001, 30000)  # of the movie, all the same


def test_without_one_the_movie_is_missed(addon: Path, film: Path, proxied: dict[str, Any]) -> None:
    film.unlink()
    assert refused(film, **proxied) == (
        "no-file",
        f"the file of “film” is not at {film}: relink it in Blender",
    )


def test_a_sound_of_the_proxy_is_the_movies_when_that_is_back(
    addon: Path, film: Path, proxied: dict[str, Any]
) -> None:
    movies = made(film.parent / "BL_proxy" / "film.mp4" / "proxy_50.avi")
    back = MOVIE | {"fps": 29.970029830932617}
    one = shot(film, Fraction(30000, 1001), movies=movies, **(proxied | back))
    fields: dict[str, Any] = {
        "id": "j1", "state": "done", "media": next(iter(movies)), "handles": {"value": 1, "rate": [1, 1]},
        "place": {"editor": "Blender", "timeline": "t1", "clip": "c1 forward - film"},
        "source_in": {"value": 30, "rate": [25, 1]}, "source_out": {"value": 100, "rate": [25, 1]},
        "duration": {"value": 70 * 1001, "rate": [30000, 1]},
        "prompt": "", "engine": "sketch", "seed": 0, "take": 1, "outputs": [], "progress": 1.0,
    }  # fmt: skip
    assert one.media == str(film)
    assert module("jobs").job_of(fields).covers(one)
    assert not module("jobs").job_of(fields | {"media": "/other.mp4"}).covers(one)
