"""What a prompt is taken to mean."""

from __future__ import annotations

import pytest

from footfall_daemon.engine.sketch.prompt import SOFT, STRONG, USUAL, Reader

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
    ("wooden box dropped on concrete", "impact:wood+cardboard+stone"),
    ("swords clashing", "impact:metal"),
    ("a plate falls on the floor", "impact:ceramic"),
    ("loud crash", "impact(strong)"),
    ("punching", "impact:body"),
    ("a ball bounces", "bounce"),
    ("basketball dribbling on parquet", "bounce:wood"),
    ("bouncing metal ball", "bounce:metal"),
    ("knocking on the door", "knock"),
    ("three knocks, wood", "knock:wood"),
    ("hands clapping", "clap"),
    ("door slams shut", "door"),
    ("car door closes", "door"),
    ("metal gate slams", "door:metal"),
    ("glass shattering", "breaking glass:glass"),
    ("a window breaks", "breaking glass:glass"),
    ("cup smashed on tiles", "breaking glass:ceramic"),
    ("a stick breaks", "impact"),
    ("big splash", "splash(strong)"),
    ("a stone splashes into water", "splash:stone+water"),
    ("sword swing whoosh", "whoosh:metal"),
    ("cloth rustling", "cloth"),
    ("curtains moving in the wind", "cloth, wind"),
    ("rain", "rain"),
    ("heavy rain falling on a metal roof", "rain:metal(strong)"),
    ("gentle drizzle", "rain(soft)"),
    ("howling gale", "wind(strong)"),
    ("river with a waterfall", "running water"),
    ("tap running", "running water"),
    ("water pouring into a glass", "running water:water+glass"),
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


def spelled(prompt: str, negative: str = "") -> str:
    strengths = {SOFT: "(soft)", USUAL: "", STRONG: "(strong)"}
    words = []
    for wish in Reader().read(prompt, negative).wishes:
        materials = ":" + "+".join(wish.materials) if wish.materials else ""
        words.append(f"{wish.sound}{materials}{strengths[wish.intensity]}")
    return ", ".join(words)


@pytest.mark.parametrize(("prompt", "expected"), READINGS)
def test_prompts_are_read(prompt: str, expected: str) -> None:
    assert sorted(spelled(prompt).split(", ")) == sorted(expected.split(", "))


def test_a_negative_prompt_excludes() -> None:
    assert spelled("footsteps on wood, rain, wind", "rain and wind") == "footsteps:wood"


def test_what_is_excluded_is_told() -> None:
    assert {str(sound) for sound in Reader().read("rain, no room tone").excluded} == {"room tone"}


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
    reading = Reader().read(f"rain, {prompt}")
    assert [wish.sound.value for wish in reading.wishes] == ["rain"]
    assert any(word in note and prompt in note for note in reading.notes)


def test_what_is_not_wanted_is_not_refused() -> None:
    assert Reader().read("rain, no music").notes == ()


def test_what_was_not_understood_is_said() -> None:
    (note,) = Reader().read("rain, xylograph cinematic").notes
    assert "xylograph cinematic" in note


def test_known_sounds_that_cannot_be_made_are_said() -> None:
    (note,) = Reader().read("thunder rumbling").notes
    assert "thunder" in note


def test_parts_of_words_are_not_words() -> None:
    assert spelled("trainer, windowsill, firewall, carpool") == ""


@pytest.mark.parametrize("prompt", ["🎬" * 50, "\0\n\t", "no", "没有", ",,,;", "a" * 2000, "(((", "no no no rain"])
def test_any_text_can_be_read(prompt: str) -> None:
    assert spelled(prompt) == ""
