"""Which name a node has for media of this machine."""

from __future__ import annotations

import pytest

from footfall_bridge.protocol import Refusal
from footfall_bridge.timeline import Clip, Time
from footfall_daemon.path_rules import Rules

STUDIO = Rules.of(r"/Volumes/Shows=/mnt/shows; Z:\Shows = /mnt/z;\\nas\media=/mnt/nas; /mnt/y=Y:\; /mnt/u=U:/all;")


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("/Volumes/Shows/a/b.mov", "/mnt/shows/a/b.mov"),
        ("/Volumes/Shows", "/mnt/shows"),
        ("/Volumes/Shows//a/./b.mov", "/mnt/shows/a/b.mov"),
        ("/Volumes/Shows/shot.[0001-0250].png", "/mnt/shows/shot.[0001-0250].png"),
        ("/Volumes/Shows/a\\b.mov", "/mnt/shows/a\\b.mov"),
        (r"Z:\Shows\A\b.mov", "/mnt/z/A/b.mov"),
        (r"z:/shows/A\b.mov", "/mnt/z/A/b.mov"),
        (r"\\NAS\Media\b.mov", "/mnt/nas/b.mov"),
        ("//nas/media/b.mov", "/mnt/nas/b.mov"),
        ("/mnt/y/a/b.mov", r"Y:\a\b.mov"),
        ("/mnt/u/a/b.mov", "U:/all/a/b.mov"),
    ],
)
def test_the_name_there(here: str, there: str) -> None:
    assert STUDIO.there(here) == there


@pytest.mark.parametrize(
    "here",
    [
        "/Volumes/Shows2/a.mov",
        "/Volumes",
        "/volumes/shows/a.mov",
        "Volumes/Shows/a.mov",
        r"Y:\Shows\a.mov",
        "/elsewhere/a.mov",
        "",
    ],
)
def test_what_lies_elsewhere_has_none(here: str) -> None:
    assert STUDIO.there(here) is None


@pytest.mark.parametrize(
    "here",
    [
        "/Volumes/Shows/../secret",
        "/Volumes/Shows/a/../b.mov",
        "/elsewhere/../Volumes/Shows/a.mov",
        r"Z:\Shows\..\secret",
        "Z:/Shows/a/../../secret",
        r"/mnt/y/..\..\secret",
        "/mnt/y/.. /secret",
        "/mnt/y/.../secret",
        "/mnt/y/film.mov:stream",
    ],
)
def test_nothing_escapes(here: str) -> None:
    assert STUDIO.there(here) is None


def test_the_longest_rule_counts() -> None:
    rules = Rules.of("/=/all;/shows/new=/ssd;/shows=/hdd")
    assert [rules.there(path) for path in ("/shows/new/a", "/shows/newer/a", "/a")] == [
        "/ssd/a",
        "/hdd/newer/a",
        "/all/a",
    ]


def test_what_the_longest_rule_cannot_name_no_other_names() -> None:
    assert Rules.of("/=/all;/shows=S:/").there("/shows/take: 2.mov") is None


def test_no_rules_map_nothing() -> None:
    assert Rules.of("").there("/a") is None


@pytest.mark.parametrize(
    "text",
    [
        "/a",
        "/a=",
        "=/a",
        "a=/b",
        "/a=b",
        r"Z:a=/b",
        "/a/..=/b",
        "/a=/b/../c",
        "/a=/b;/a/=/c",
        r"Z:\Shows=/b;z:/shows=/c",
    ],
)
def test_nonsense_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(Refusal) as caught:
        Rules.of(text)
    assert caught.value.code == "setting"
    assert caught.value.message.startswith("cluster.paths: ")


@pytest.mark.parametrize(
    ("clip", "mapped"),
    [
        (Clip(media="/mnt/u/a.mov", reverse=True), Clip(media="U:/all/a.mov", reverse=True)),
        (Clip(media="/mnt/u/a.mov", proxy="/mnt/y/a.mov"), Clip(media="U:/all/a.mov", proxy="Y:\\a.mov")),
        (Clip(media="/mnt/u/a.mov", proxy="/b.mov"), None),
        (Clip(media="/b.mov"), None),
        (Clip(duration=Time(value=1, rate=(1, 1))), Clip(duration=Time(value=1, rate=(1, 1)))),
    ],
)
def test_a_clip_is_mapped_with_all_of_its_media(clip: Clip, mapped: Clip | None) -> None:
    assert STUDIO.of_clip(clip) == mapped
