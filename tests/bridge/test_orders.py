"""What people write for times and handles, and what becomes of it."""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footfall_bridge import orders
from footfall_bridge.paging import order_pages
from footfall_bridge.protocol import LARGEST_REQUEST, PAGE, Order, Refusal, Submit
from footfall_bridge.timeline import Clip, Time
from footfall_bridge.wire import Call


@pytest.mark.parametrize(
    ("text", "value", "rate"),
    [
        ("1.5", 15, 10),
        ("2", 2, 1),
        (" 0.04 ", 4, 100),
        (".5", 5, 10),
        ("7.", 7, 1),
        ("1.50", 150, 100),
        ("0", 0, 1),
    ],
)
def test_seconds_are_exact(text: str, value: int, rate: int) -> None:
    assert orders.seconds(text) == Time(value=value, rate=(rate, 1))


@given(st.decimals(min_value=0, max_value=99_999, places=9))
def test_any_decimal_is_exact(number: object) -> None:
    assert orders.seconds(f"{number:f}").seconds == Fraction(f"{number:f}")


@pytest.mark.parametrize(
    "text", ["", "-1", "nan", "inf", "1e3", "1,5", "0x10", "1.5.2", "one", "٣", "1.0000000001", "9" * 16, "1 2"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as caught:
        orders.point(text)
    assert caught.value.code == "bad-time"


def test_timecode_is_passed_on_for_the_daemon_to_read() -> None:
    assert orders.point(" 01:00:00;02 ") == "01:00:00;02"


def test_handles_end_at_ten_seconds() -> None:
    assert orders.handles("10").seconds == 10
    with pytest.raises(Refusal, match="10 seconds at most"):
        orders.handles("10.001")


def test_paths_are_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert orders.order("a.mov", "steps").clip == Clip(media=str(tmp_path / "a.mov"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows guesses the folders of users that it does not know")
def test_a_tilde_that_names_no_user_is_part_of_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert orders.absolute("~no-such-user.mov") == str(tmp_path / "~no-such-user.mov")


def test_a_tilde_alone_is_home(tmp_path: Path) -> None:
    assert orders.absolute("~/a.mov") == str(Path.home() / "a.mov")


def test_a_name_that_is_not_unicode_is_refused() -> None:
    with pytest.raises(Refusal) as caught:
        orders.order("bad\udcff.mov")
    assert caught.value.code == "bad-name"


def test_an_impossible_order_is_a_refusal() -> None:
    with pytest.raises(Refusal, match="takes") as caught:
        orders.order("a.mov", takes=0)
    assert caught.value.code == "bad-order"


@pytest.mark.parametrize(
    "options",
    [{"guidance": -0.1}, {"guidance": 20.1}, {"guidance": float("nan")}, {"steps": 0}, {"steps": 201}],
)
def test_numbers_out_of_bounds_are_refused(options: orders.Options) -> None:
    with pytest.raises(Refusal) as caught:
        orders.order("a.mov", **options)
    assert caught.value.code == "bad-order"


def test_nothing_to_keep_away_is_not_the_same_as_not_saying() -> None:
    assert orders.order("a.mov", negative="").negative == ""
    assert orders.order("a.mov").negative is None


@given(sizes=st.lists(st.integers(0, 2000), max_size=600))
def test_pages_of_orders_fit_in_a_request(sizes: list[int]) -> None:
    wanted = [Order(clip=Clip(media="\N{CLAPPER BOARD}" * 4096), prompt="\N{BELL}" * size) for size in sizes]
    pages = order_pages(wanted)
    assert [order for page in pages for order in page] == wanted
    for page in pages:
        request = Submit(request_id="x" * 100, orders=page)
        assert len(page) <= PAGE
        assert len(Call.bytes_of("x" * 32, request)) <= LARGEST_REQUEST


def test_another_engine_has_numbers_of_its_own() -> None:
    order = Order(clip=Clip(duration=Time(value=1, rate=(1, 1))), engine="hunyuan-xl", guidance=3.0, steps=20)
    assert orders.changed(order, {"engine": "sketch"}).guidance is None
    assert orders.changed(order, {"engine": "hunyuan-xl", "prompt": "rain"}).steps == 20
    assert orders.changed(order, {"engine": "hunyuan-xxl", "steps": 30}).steps == 30


@pytest.mark.parametrize(("layer", "layers"), [("mix", ()), ("feet", ("feet",))])
def test_a_part_is_of_one_file_and_its_layer(layer: str, layers: tuple[str, ...]) -> None:
    start, stop = Time(value=1, rate=(1, 1)), Time(value=2, rate=(1, 1))
    fields = orders.part(Path("/a.wav"), layer, start, stop)
    assert fields["layers"] == layers
    assert (fields["region"].file, fields["region"].stop) == (str(Path("/a.wav")), stop)
