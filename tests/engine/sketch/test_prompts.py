"""The hundred prompts that were written before the lexicon was tuned; all are read exactly."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from footfall_daemon.engine.sketch.prompt import SOFT, STRONG, Reader, Reading, Wish
from footfall_daemon.engine.sketch.vocabulary import SoundClass

_FIXTURE = tomllib.loads((Path(__file__).parent / "prompts.toml").read_text(encoding="utf-8"))
_PROMPTS = [*_FIXTURE["english"], *_FIXTURE["chinese"]]
_FEET_TOUCH = SoundClass.footsteps


@cache
def reader() -> Reader:
    return Reader()


def told(reading: Reading) -> dict[str, list[str]]:
    """A reading in the words of the fixture."""
    return {
        "wants": sorted(spelled(wish) for wish in reading.wishes),
        "excluded": sorted(sound.name for sound in reading.excluded),
        "refused": sorted(reading.refused),
        "unmade": sorted(reading.unmade),
        "unread": sorted(reading.unread),
    }


def spelled(wish: Wish) -> str:
    on = {wish.surface} | (set(wish.materials) if wish.sound is _FEET_TOUCH else set())
    marks = {f"on-{material.name}" if material in on else material.name for material in wish.materials}
    marks |= {"soft"} if wish.intensity == SOFT else {"strong"} if wish.intensity == STRONG else set()
    marks |= {"slow"} if wish.pace < 1 else {"fast"} if wish.pace > 1 else set()
    marks |= {"far"} if wish.far else set()
    marks |= {wish.shoe.name} if wish.shoe else set()
    return " ".join([wish.sound.name, *sorted(marks)])


def expected(prompt: dict[str, Any]) -> dict[str, list[str]]:
    wants = [[sound, *sorted(marks)] for sound, *marks in (want.split() for want in prompt.get("wants", []))]
    others = {name: sorted(prompt.get(name, [])) for name in ("excluded", "refused", "unmade", "unread")}
    return {"wants": sorted(" ".join(want) for want in wants), **others}


def test_there_are_a_hundred_of_two_languages() -> None:
    assert (len(_FIXTURE["english"]), len(_FIXTURE["chinese"])) == (60, 40)


@pytest.mark.parametrize("prompt", _PROMPTS, ids=[prompt["text"] for prompt in _PROMPTS])
def test_a_prompt_is_read_exactly(prompt: dict[str, Any]) -> None:
    assert told(reader().read(prompt["text"])) == expected(prompt)
