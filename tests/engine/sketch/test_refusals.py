"""What cannot be made: alone it fails the segment in words, beside other sounds it is left out with a note."""

from __future__ import annotations

import pytest

from footfall_daemon.engine.contract import SegmentError
from tests.engine.sketch.studio import Studio


@pytest.mark.parametrize(
    ("prompt", "word"), [("sad piano music", "music"), ("people talking", "speech"), ("人群欢呼", "crowds")]
)
def test_a_prompt_of_nothing_else_fails_in_words(studio: Studio, prompt: str, word: str) -> None:
    with pytest.raises(SegmentError, match=f"makes no {word}") as failure:
        studio.start(studio.order(prompt=prompt))
    assert failure.value.code == "out-of-scope"


def test_beside_other_sounds_they_are_left_out(studio: Studio) -> None:
    (note,) = studio.notes(studio.order(prompt="rain, sad piano music"))
    assert "“sad piano music” was left out" in note


def test_what_could_not_be_read_is_said_with_the_sound(studio: Studio) -> None:
    (note,) = studio.notes(studio.order(prompt="rain, xyzzy"))
    assert "“xyzzy”" in note
