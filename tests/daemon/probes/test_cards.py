"""The cards that torch would compute on, without torch; and as torch counts them where there are any."""

from __future__ import annotations

from dataclasses import replace

import pytest

from footfall_daemon.probes.cards import usable_cards
from footfall_daemon.probes.nvml import Library
from tests.daemon.probes.fake_nvml import A, B, FakeCard, FakeLibrary, Memory, library

OLDEST = (7, 5)


def a_card(number: int, capability: tuple[int, int] = (9, 0)) -> FakeCard:
    uuid = f"GPU-{number:08}-0000-0000-0000-000000000000"
    return FakeCard(uuid, f"0000:{number:02}:00.0", Memory(0, 0), capability)


def usable(of: FakeLibrary, **environment: str) -> list[int] | None:
    return usable_cards(OLDEST, load=lambda: of, environment=environment)


def test_all_cards_are_counted_and_the_library_is_let_go() -> None:
    driver = FakeLibrary(*map(a_card, range(4)))
    assert usable(driver) == [0, 1, 2, 3]
    assert driver.open == 0


@pytest.mark.parametrize(
    ("visible", "numbers"),
    [
        ("1", [0]),
        ("1,0", [0, 1]),
        ("", []),
        ("-1", []),
        ("NoDevFiles", []),
        ("0,7,1", [0]),
        ("0,0", []),
        (f"{B},{A}", [0, 1]),
        ("GPU-bbbb", [0]),
        ("GPU-cccc,0", []),
    ],
)
def test_what_is_hidden_does_not_count(visible: str, numbers: list[int]) -> None:
    assert usable(library(), CUDA_VISIBLE_DEVICES=visible) == numbers


def test_a_card_that_is_too_old_for_torch_gets_no_worker() -> None:
    driver = FakeLibrary(a_card(0, (3, 5)), a_card(1), a_card(2))
    assert usable(driver) == [0, 1], "CUDA puts the fastest first"
    assert usable(driver, CUDA_DEVICE_ORDER="PCI_BUS_ID") == [1, 2]
    named = {"CUDA_DEVICE_ORDER": "PCI_BUS_ID", "CUDA_VISIBLE_DEVICES": "2,0"}
    assert usable(driver, **named) == [0]


def test_of_divided_cards_nobody_can_tell() -> None:
    (card, other) = library().cards
    assert usable(FakeLibrary(replace(card, divided=True), other)) is None
    assert usable(FakeLibrary(replace(card, divided=False), other)) == [0, 1]


@pytest.mark.parametrize(("code", "numbers"), [(12, []), (9, []), (18, None)])
def test_without_a_driver_there_is_none_and_a_broken_one_cannot_tell(code: int, numbers: list[int] | None) -> None:
    driver = library()
    driver.start_failure = code
    assert usable(driver) == numbers


def test_without_the_package_nobody_can_tell() -> None:
    def load() -> Library:
        raise ImportError("No module named 'pynvml'")

    assert usable_cards(OLDEST, load=load, environment={}) is None


def test_this_machine_s_cards_are_those_that_torch_counts() -> None:
    import torch

    cards = usable_cards((0, 0))
    assert cards is None or len(cards) == torch.cuda.device_count()
