"""Orders as text: what comes back is what went in, without its paths."""

from __future__ import annotations

from pathlib import Path

import pytest

from footfall_bridge.farm.sheet import order_of as read
from footfall_bridge.farm.sheet import text_of
from footfall_bridge.protocol import Contact, Layer, Refusal
from tests.bridge.farm.orders import order_of


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return tmp_path / "job.orders.json"


def test_an_order_comes_back_with_the_paths_of_this_machine(sheet: Path) -> None:
    order = order_of(
        "/mnt/a.mov", 7, proxy="/mnt/p.mov", dest="/mnt/out", layers=(Layer.feet,), contacts=[Contact(time=0.1)]
    )
    sheet.write_text(text_of({1: order_of(), 12: order}))
    again = read(sheet, 12, media="D:\\a.mov", proxy="D:\\p.mov", dest="D:\\out")
    clip = order.clip.model_copy(update={"media": "D:\\a.mov", "proxy": "D:\\p.mov"})
    assert again == order.model_copy(update={"clip": clip, "dest": "D:\\out"})


def test_it_holds_no_path() -> None:
    order = order_of("/mnt/secret/a.mov", proxy="/mnt/secret/p.mov", dest="/mnt/secret/out")
    assert "secret" not in text_of({1: order})


@pytest.mark.parametrize("prompt", ["{{Param.Output}}", "}}{{", 'a "{" and \\{{', "雨 {{{", "\\u007b{{"])
def test_it_holds_nothing_that_a_template_would_take_for_its_own(sheet: Path, prompt: str) -> None:
    order = order_of(prompt=prompt)
    text = text_of({1: order})
    assert "{{" not in text
    assert "}}" not in text
    assert text.isascii()
    sheet.write_text(text)
    assert read(sheet, 1, media="/film/ride.mov", proxy=None, dest="/out").prompt == prompt


def test_a_clip_that_it_does_not_have_is_refused(sheet: Path) -> None:
    sheet.write_text(text_of({1: order_of()}))
    assert refused(sheet, 2) == "no-such-clip"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"version": 2, "clips": {}}',
        '{"version": 1, "clips": {"1": {"clip": 5}}}',
        '{"version": 1, "clips": {"1": {"engine": "sketch", "seed": -1}}}',
    ],
)
def test_what_is_no_list_of_orders_is_refused(sheet: Path, text: str) -> None:
    sheet.write_text(text)
    assert refused(sheet, 1) == "bad-sheet"


def test_one_that_is_not_there_is_refused(sheet: Path) -> None:
    assert refused(sheet, 1) == "no-such-file"


def refused(sheet: Path, number: int) -> str:
    with pytest.raises(Refusal) as caught:
        read(sheet, number, media="/a.mov", proxy=None, dest="/out")
    return caught.value.code
