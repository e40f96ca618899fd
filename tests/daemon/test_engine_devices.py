"""Which devices get a worker: what the setting names, where `auto` is every GPU."""

from __future__ import annotations

import pytest

from footfall_daemon.checkup import workers
from footfall_daemon.devices import devices, gpus
from footfall_daemon.probes.cards import Capability

FOUR = [f"cuda:{number}" for number in range(4)]
CUDA = "cuda: Optional[str] = '13.0'\nhip: Optional[str] = None\nxpu: Optional[str] = None\n"
ROCM = "cuda: Optional[str] = None\nhip: Optional[str] = '7.2'\n"
PROCESSOR = "cuda: Optional[str] = None\nhip: Optional[str] = None\nxpu: Optional[str] = None\n"


@pytest.mark.parametrize(
    ("setting", "known", "workers"),
    [
        ("auto", FOUR, FOUR),
        ("auto,cpu", FOUR, [*FOUR, "cpu"]),
        ("cpu,auto", FOUR[:2], ["cuda:0", "cuda:1", "cpu"]),
        ("auto,cuda:1", FOUR[:3], ["cuda:0", "cuda:2", "cuda:1"]),
        ("auto,auto", FOUR[:2], FOUR[:2]),
        ("auto", ["cuda:0"], ["auto"]),
        ("auto", ["cuda:1"], ["cuda:1"]),
        ("auto,cpu", ["cuda:0"], ["auto", "cpu"]),
        ("auto,cuda", ["cuda:0"], ["cuda"]),
        ("auto", [], ["auto"]),
        ("auto,cpu", [], ["cpu"]),
        ("auto,cpu,cpu", [], ["cpu", "cpu"]),
        ("auto", None, ["auto"]),
        ("auto,cpu", None, ["auto", "cpu"]),
        ("cuda:1,cpu,cpu", FOUR, ["cuda:1", "cpu", "cpu"]),
    ],
)
def test_a_worker_for_each(setting: str, known: list[str] | None, workers: list[str]) -> None:
    assert devices(setting, lambda: known) == workers


def test_the_machine_is_asked_only_where_that_matters() -> None:
    def asked() -> list[str]:
        raise AssertionError

    assert devices("cpu,cpu", asked) == ["cpu", "cpu"]


@pytest.mark.parametrize(
    ("version", "cards", "named"),
    [
        (CUDA, [0, 1], ["cuda:0", "cuda:1"]),
        (CUDA, None, None),
        (CUDA, [], []),
        (ROCM, [0, 1], None),
        ("", [0, 1], None),
    ],
)
def test_cards_count_where_torch_was_built_for_them(
    version: str, cards: list[int] | None, named: list[str] | None
) -> None:
    assert gpus(lambda: version, lambda oldest: cards) == named


@pytest.mark.parametrize(("platform", "named"), [("linux", []), ("win32", []), ("darwin", None)])
def test_a_torch_for_the_processor_sees_no_card_but_apple_s(platform: str, named: list[str] | None) -> None:
    assert gpus(lambda: PROCESSOR, lambda oldest: [0, 1], platform) == named


def test_older_builds_take_older_cards() -> None:
    asked: list[Capability] = []

    def cards(oldest: Capability) -> list[int]:
        asked.append(oldest)
        return []

    versions = iter([CUDA.replace("13.0", "12.8"), CUDA, CUDA.replace("13.0", "14.0")])
    for _ in range(3):
        gpus(lambda: next(versions), cards)
    assert asked == [(5, 0), (7, 5), (7, 5)]


def test_the_build_of_torch_is_read_and_not_imported() -> None:
    import torch

    assert (gpus(cards=lambda oldest: [7], platform="linux") == ["cuda:7"]) is bool(torch.version.cuda)


def test_the_doctor_says_where_workers_would_be() -> None:
    assert workers("cpu,cpu").detail == "engine.device is cpu,cpu"
