"""What a prompt is taken to mean."""

from __future__ import annotations

from functools import cache

import pytest

from footfall_daemon.engine.sketch.prompt import SOFT, STRONG, USUAL, Reader, Reading
from footfall_daemon.engine.sketch.vocabulary import SoundClass

# prompt, what it should be read as: `class:material+material(strength)`, in order.
READINGS = [
    ("", ""),
    ("footsteps on wood", "footsteps:wood"),
    ("Footsteps on a wooden floor", "footsteps:wood"),
    ("A man walks slowly on gravel", "footsteps:gravel"),
    ("woman in high heels walking across marble", "footsteps:stone"),
    ("running through snow", "footsteps:snow"),
    ("running in the rain", "footsteps, rain"),
    ("jogging over dry leaves", "footsteps:leaves"),
    ("boots trudging, mud", "footsteps:mud"),
    ("soft footsteps on carpet", "footsteps:carpet(soft)"),
    ("heavy footsteps, concrete", "footsteps:stone(strong)"),
    ("footsteps on grass and a light breeze", "footsteps:grass, wind(soft)"),
    ("walking through a puddle", "footsteps:water"),
    ("impact", "impact"),
    ("a hammer hits metal", "impact:metal"),
    ("metal", "impact:metal"),
    ("wooden box dropped on concrete", "impact:wood+stone"),
    ("swords clashing", "impact:metal"),
    ("a plate falls on the floor", "impact:ceramic"),
    ("loud crash", "impact(strong)"),
    ("punching", "punch"),
    ("a ball bounces", "bounce"),
    ("basketball dribbling on parquet", "bounce:wood"),
    ("bouncing metal ball", "bounce:metal"),
    ("knocking on the door", "knock"),
    ("three knocks, wood", "knock:wood"),
    ("hands clapping", "clap"),
    ("door slams shut", "door(strong)"),
    ("car door closes", "door:metal"),
    ("metal gate slams", "door:metal(strong)"),
    ("glass shattering", "breaking glass:glass"),
    ("a window breaks", "breaking glass:glass"),
    ("cup smashed on tiles", "breaking glass:ceramic"),
    ("a stick breaks", "impact:wood"),
    ("big splash", "splash(strong)"),
    ("a stone splashes into water", "splash:stone"),
    ("sword swing whoosh", "whoosh:metal"),
    ("cloth rustling", "cloth"),
    ("curtains moving in the wind", "cloth, wind"),
    ("rain", "rain"),
    ("heavy rain falling on a metal roof", "rain:metal(strong)"),
    ("gentle drizzle", "rain(soft)"),
    ("howling gale", "wind(strong)"),
    ("river with a waterfall", "running water"),
    ("tap running", "running water"),
    ("water pouring into a glass", "running water:glass"),
    ("campfire crackling", "fire"),
    ("engine running", "engine"),
    ("truck idling, rain", "rain, engine"),
    ("room tone", "room tone"),
    ("footsteps on wood, no room tone", "footsteps:wood"),
    ("rain without wind", "rain"),
    ("no footsteps", ""),
    ("footsteps on sand but no wind or rain", "footsteps:sand"),
    ("rain, not wind and not fire", "rain"),
    ("no wind and rain, fire", "fire"),
    ("木地板上的脚步声", "footsteps:wood"),
    ("雪地上行走，大风", "footsteps:snow, wind(strong)"),
    ("玻璃打碎", "breaking glass:glass"),
    ("敲门声", "knock"),
    ("金属撞击", "impact:metal"),
    ("篮球弹跳", "bounce"),
    ("小雨，没有风", "rain(soft)"),
    ("柔和的风声", "wind(soft)"),
    ("关门", "door"),
    ("篝火燃烧", "fire"),
]


@cache
def reader() -> Reader:
    return Reader()


def read(prompt: str, negative: str = "") -> Reading:
    return reader().read(prompt, negative)


def spelled(prompt: str, negative: str = "") -> str:
    strengths = {SOFT: "(soft)", USUAL: "", STRONG: "(strong)"}
    words = []
    for wish in read(prompt, negative).wishes:
        materials = ":" + "+".join(wish.materials) if wish.materials else ""
        words.append(f"{wish.sound}{materials}{strengths[wish.intensity]}")
    return ", ".join(words)


@pytest.mark.parametrize(("prompt", "expected"), READINGS)
def test_prompts_are_read(prompt: str, expected: str) -> None:
    assert sorted(spelled(prompt).split(", ")) == sorted(expected.split(", "))


def test_a_negative_prompt_excludes() -> None:
    assert spelled("footsteps on wood, rain, wind", "rain and wind") == "footsteps:wood"


def test_what_is_excluded_is_told() -> None:
    assert {str(sound) for sound in read("rain, no room tone").excluded} == {"room tone"}


@pytest.mark.parametrize(
    ("prompt", "word"),
    [
        ("sad piano music", "music"),
        ("people talking", "speech"),
        ("cheering crowd", "crowds"),
        ("钢琴音乐", "music"),
    ],
)
def test_music_speech_and_crowds_are_refused_in_words(prompt: str, word: str) -> None:
    reading = read(f"rain, {prompt}")
    assert [wish.sound.value for wish in reading.wishes] == ["rain"]
    assert any(word in note and prompt in note for note in reading.notes)


def test_what_is_not_wanted_is_not_refused() -> None:
    assert read("rain, no music").notes == ()


def test_what_was_not_understood_is_said() -> None:
    reading = read("rain, xylograph cinematic")
    assert reading.unread == ("xylograph", "cinematic")
    assert reading.notes == ("Could not read: “xylograph”, “cinematic”.",)


def test_unknown_chinese_is_said_in_runs() -> None:
    assert read("雨声，魑魅魍魉走").unread == ("魑魅魍魉",)


def test_known_sounds_that_cannot_be_made_are_said() -> None:
    reading = read("a dog barks in the rain")
    assert reading.unmade == ("animals",)
    assert [wish.sound for wish in reading.wishes] == [SoundClass.rain]
    assert "animals" in reading.notes[0]


@pytest.mark.parametrize("prompt", ["piano music", "people talking", "cheering crowd, no footsteps", "钢琴音乐"])
def test_who_asks_for_nothing_else_is_refused(prompt: str) -> None:
    assert "This engine makes no" in read(prompt).refusal


@pytest.mark.parametrize("prompt", ["", "rain, piano music", "no music", "xyzzy", "dog barking"])
def test_others_are_not(prompt: str) -> None:
    assert read(prompt).refusal == ""


def test_parts_of_words_are_not_words() -> None:
    assert spelled("brainstorm, windowsill, firewall, carpool") == ""


@pytest.mark.parametrize("prompt", ["🎬" * 50, "\0\n\t", "no", "没有", ",,,;", "a" * 2000, "(((", "no no no rain"])
def test_any_text_can_be_read(prompt: str) -> None:
    assert spelled(prompt) == ""


@pytest.mark.parametrize(
    ("prompt", "wanted", "excluded"),
    [
        ("no music, footsteps on wood", "footsteps:wood", set()),
        ("rain w/o thunder", "rain", {"thunder"}),
        ("don't add wind or thunder, rain", "rain", {"wind", "thunder"}),
        ("no rain, thunder, or wind; footsteps on mud", "footsteps:mud", {"rain", "thunder", "wind"}),
        ("music-free ambience of a forest", "forest", set()),
        ("wind and rain removed, fire", "fire", {"wind", "rain"}),
        ("no rain on the window, fire", "fire", {"rain"}),
        ("footsteps on wood, not metal", "footsteps:wood", set()),
        ("metal gate clangs, not too loud", "door:metal(soft)", set()),
        ("rain, but not heavy", "rain(soft)", set()),
        ("don't forget the rain", "rain", set()),
        ("rain, rain, no rain", "", {"rain"}),
        ("雨声不要，只要风声", "wind", {"rain"}),
        ("没有雷声、风声的小雨", "rain(soft)", {"thunder", "wind"}),
        ("没有木门的吱呀声", "", {"creak"}),
        ("特别大的雨", "rain(strong)", set()),
    ],
)
def test_a_negation_reaches_as_far_as_it_was_meant(prompt: str, wanted: str, excluded: set[str]) -> None:
    assert spelled(prompt) == wanted
    assert excluded <= {str(sound) for sound in read(prompt).excluded}


@pytest.mark.parametrize("prompt", ["部门会议", "风格", "水平", "火箭"])
def test_characters_inside_other_words_are_not_words(prompt: str) -> None:
    assert read(prompt).unread == (prompt,)


@pytest.mark.parametrize(
    ("prompt", "material", "surface"),
    [
        ("plastic cup dropped on a glass table", "plastic", "glass"),
        ("wooden spoon", "wood", None),
        ("footsteps on gravel in heavy rain", "gravel", "gravel"),
        ("他推开沉重的铁门走在木地板上", "wood", "wood"),
    ],
)
def test_the_thing_is_told_from_its_surface(prompt: str, material: str, surface: str | None) -> None:
    wish = next(wish for wish in read(prompt).wishes if wish.sound is not SoundClass.door)
    assert (wish.materials[0], wish.surface) == (material, surface)
