"""Names that every file system takes."""

from __future__ import annotations

from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from footfall_bridge.protocol import MIX, Layer
from footfall_daemon.placement import Name, UcsName, review_of, temporary
from footfall_daemon.placement.names import CATEGORIES, LONGEST_NAME, longest_name, safe

any_text = st.text(st.characters(codec=None), max_size=400)


def test_a_name_says_clip_timecode_take_and_version() -> None:
    assert Name.of("beach", "01:00:02:21", 3).version(2) == "beach_foley_01-00-02-21_t3_v2.wav"
    assert Name.of("beach", "01:00:02;21", 1).version(1) == "beach_foley_01-00-02-21_t1_v1.wav"


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("a\nb\tc", "a b c"),
        ("a/b\\c:d", "a_b_c_d"),
        ("""say "hi" 'there'""", "say _hi_ _there_"),
        ("...hidden", "hidden"),
        ("-rf", "rf"),
        ("end. . ", "end"),
        ("bell\x07", "bell_"),
        ("CON", "_CON"),
        ("con.tent", "_con.tent"),
        ("COM¹", "_COM¹"),
        ("console", "console"),
        ("👣 шаг 脚步", "👣 шаг 脚步"),
        ("👩\u200d🎤", "👩\u200d🎤"),
        ("evil\u202egnp", "evilgnp"),
        ("\udc80", "_"),
        ("", "clip"),
        ("...", "clip"),
    ],
)
def test_awkward_names_become_safe(stem: str, expected: str) -> None:
    assert safe(stem, 200) == expected


@given(stem=any_text, take=st.integers(1, 9999), version=st.integers(1, 99999))
def test_any_name_is_safe(stem: str, take: int, version: int) -> None:
    wav = Path(Name.of(stem, "23:59:59:24", take).version(version))
    for name in (wav.name, review_of(wav, 99).name):
        assert len(name.encode()) <= 255
        assert Path(name).name == name
        assert PureWindowsPath(name).name == name
        assert not PureWindowsPath(name).is_reserved()
        assert name[0] not in ".- "
        assert not set(name) & set('<>:"/\\|?*\n\r\0')


@given(text=any_text)
def test_what_is_safe_stays_as_it_is(text: str) -> None:
    assert safe(safe(text, 200), 200) == safe(text, 200)


@given(one=any_text, other=any_text)
def test_a_long_name_is_cut_within_its_room(one: str, other: str) -> None:
    assume(one or other)
    assert len(safe(one + other, 40).encode()) <= 40


def test_any_name_can_really_be_made(tmp_path: Path) -> None:
    path = tmp_path / Name.of("👣" * 100 + "\n\"'", "01:00:00:00", 9999).version(99999)
    path.touch()
    review_of(path, 99).touch()
    assert len(list(tmp_path.iterdir())) == 2


def test_the_next_version_follows_the_latest(tmp_path: Path) -> None:
    name = Name.of("a[1].b", "01:00:00:00", 1)
    assert name.next_version(tmp_path) == 1
    for version in (1, 2, 7):
        (tmp_path / name.version(version)).touch()
    assert name.next_version(tmp_path) == 8


def test_layers_of_one_take_share_a_version(tmp_path: Path) -> None:
    name = Name.of("a", "01:00:00:00", 1)
    for layer in ("feet", "ambience"):
        (tmp_path / name.version(3, layer)).touch()
    assert sorted(path.name for path in tmp_path.iterdir())[0] == "a_foley_01-00-00-00_t1_ambience_v3.wav"
    assert name.next_version(tmp_path) == 4


@pytest.mark.parametrize(
    ("other", "latest"),
    [
        ("É_FOLEY_01-00-00-00_T1_V4.WAV", 4),  # the same file where case is ignored
        ("E\u0301_foley_01-00-00-00_t1_v4.wav", 4),  # and where accents are taken apart
        ("É_foley_01-00-00-00_t1_v4_review.mp4", 4),
        ("É_foley_01-00-00-00_t2_v4.wav", 0),
        ("É_foley_01-00-00-00_t1_v4.wav.bak", 0),
        ("xÉ_foley_01-00-00-00_t1_v4.wav", 0),
        ("É_foley_01-00-00-00_t1_v99999999999999999999.wav", 0),
    ],
)
def test_versions_are_found_among_other_names(other: str, latest: int) -> None:
    assert Name.of("É", "01:00:00:00", 1).latest([other]) == latest


def test_a_review_movie_is_named_after_its_wav() -> None:
    assert review_of(Path("/x/a_v1.wav")) == Path("/x/a_v1_review.mp4")
    assert review_of(Path("/x/a_v1.wav"), 2) == Path("/x/a_v1_review-2.mp4")


def test_a_temporary_file_is_hidden_and_no_editor_imports_it(tmp_path: Path) -> None:
    path = temporary(tmp_path, "job/../1", ".wav")
    assert path.parent == tmp_path
    assert path.name == ".footfall-job_.._1.wav.tmp"
    assert path == temporary(tmp_path, "job/../1", ".wav")
    assert len(temporary(tmp_path, "x" * 64, ".mp4").name.encode()) <= 255


def test_windows_limits_the_whole_path() -> None:
    assert longest_name(Path("C:/" + "x" * 100), windows=True) == 259 - 103 - 1
    assert longest_name(Path("/" + "x" * 100), windows=False) == 255


def test_names_of_the_universal_category_system() -> None:
    name = UcsName.of("DSC_0001", "01:00:02;21", 3)
    assert name.version(2) == "FOLYMisc_DSC-0001 01-00-02-21_Footfall_NONE_t3-v2.wav"
    assert [name.version(2, layer).partition("_")[0] for layer in Layer] == [
        "FOLYFeet",
        "FOLYProp",
        "FOLYClth",
        "AMBMisc",
    ]


@given(
    stem=any_text, take=st.integers(1, 9999), version=st.integers(1, 99_999), layer=st.sampled_from([MIX, *Layer])
)
def test_only_blocks_are_parted_by_underscores(stem: str, take: int, version: int, layer: str) -> None:
    name = UcsName.of(stem, "23:59:59:24", take).version(version, layer)
    category, fx, creator, source, data = name.removesuffix(".wav").split("_")
    assert (category, creator, source, data) == (CATEGORIES[layer], "Footfall", "NONE", f"t{take}-v{version}")
    assert fx.endswith(" 23-59-59-24")
    assert len(review_of(Path(name), 99).name.encode()) <= LONGEST_NAME


def test_layers_of_the_system_share_a_version(tmp_path: Path) -> None:
    name = UcsName.of("a[1].b", "01:00:00:00", 1)
    assert name.next_version(tmp_path) == 1
    for layer, version in ((Layer.feet, 3), (Layer.ambience, 12), (MIX, 2)):
        (tmp_path / name.version(version, layer)).touch()
    (tmp_path / UcsName.of("a[1].b", "01:00:00:00", 2).version(40)).touch()
    assert name.next_version(tmp_path) == 13


@pytest.mark.parametrize(
    ("other", "latest"),
    [
        ("FOLYMisc_É 01-00-00-00_Footfall_NONE_t1-v4.wav", 4),
        ("folymisc_E\u0301 01-00-00-00_footfall_none_T1-V4.WAV", 4),
        ("AMBMisc_É 01-00-00-00_Footfall_NONE_t1-v4_review.mp4", 4),
        ("FOLYHand_É 01-00-00-00_Footfall_NONE_t1-v4.wav", 0),
        ("É_foley_01-00-00-00_t1_v4.wav", 0),
    ],
)
def test_versions_of_the_system_are_found_among_other_names(other: str, latest: int) -> None:
    assert UcsName.of("É", "01:00:00:00", 1).latest([other]) == latest
