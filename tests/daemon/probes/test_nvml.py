"""NVIDIA's management library: a stand-in for it, and the real one as far as this machine has it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from footfall_daemon.probes.nvml import Library, NvidiaCard, driver_version, visible_cards
from footfall_daemon.probes.readings import Card, Reading
from tests.daemon.probes.fake_nvml import A, B, FakeLibrary, Process, library

_GIB = 2**30


def read(card: Card, environment: Mapping[str, str] | None = None, of: FakeLibrary | None = None) -> Reading:
    return NvidiaCard(card, load=lambda: of or library(), environment=environment or {}).read()


def test_the_whole_card_is_read() -> None:
    assert read(Card(pci="0000:3b:00.0")) == Reading("nvidia driver", 48 * _GIB, 5 * _GIB, "card b")


def test_how_busy_the_card_is() -> None:
    cards = library()
    card = NvidiaCard(Card(pci="0000:3b:00.0"), load=lambda: cards, environment={})
    assert card.use() == 0.87
    cards.failure = 15
    assert card.use() is None


@pytest.mark.parametrize(
    ("card", "environment"),
    [
        (Card(pci="0000:3b:00.0", uuid="unheard of"), {}),
        (Card(uuid=B), {}),
        (Card(uuid=B.removeprefix("GPU-")), {}),
        (Card(index=1), {"CUDA_DEVICE_ORDER": "PCI_BUS_ID"}),
        (Card(index=0), {"CUDA_DEVICE_ORDER": "PCI_BUS_ID", "CUDA_VISIBLE_DEVICES": "1"}),
        (Card(index=1), {"CUDA_VISIBLE_DEVICES": f"{A}, {B}"}),
        (Card(index=0), {"CUDA_VISIBLE_DEVICES": "GPU-bb"}),
        (Card(index=0, uuid=B), {"CUDA_VISIBLE_DEVICES": "0"}),
    ],
)
def test_the_card_that_torch_means_is_found(card: Card, environment: Mapping[str, str]) -> None:
    assert read(card, environment).note == "card b"


@pytest.mark.parametrize(
    ("card", "environment"),
    [
        (Card(index=1), {}),  # CUDA's own order is not known
        (Card(index=0), {"CUDA_VISIBLE_DEVICES": ""}),
        (Card(index=0), {"CUDA_VISIBLE_DEVICES": "-1,0"}),
        (Card(index=1), {"CUDA_VISIBLE_DEVICES": A}),
        (Card(index=0), {"CUDA_VISIBLE_DEVICES": "GPU-"}),  # both
        (Card(index=0), {"CUDA_VISIBLE_DEVICES": "GPU-cc"}),
        (Card(index=9), {"CUDA_DEVICE_ORDER": "PCI_BUS_ID"}),
        (Card(pci="0000:99:00.0"), {}),
        (Card(uuid=A.replace("a", "c")), {}),
    ],
)
def test_another_card_is_never_taken_instead(card: Card, environment: Mapping[str, str]) -> None:
    reading = read(card, environment)
    assert reading.total == 0
    assert "card" in reading.note


def test_the_only_card_needs_no_address() -> None:
    assert read(Card(), of=FakeLibrary(library().cards[0])).note == "card a"


@pytest.mark.parametrize(
    ("visible", "names"),
    [("0,2", ["0", "2"]), ("1, GPU-f", ["1", "GPU-f"]), ("0,-1,2", ["0"]), ("", []), ("MIG-x", ["MIG-x"])],
)
def test_cards_behind_the_first_that_is_none_are_hidden(visible: str, names: list[str]) -> None:
    assert visible_cards(visible) == names


@pytest.mark.parametrize(("code", "words"), [(15, "lost"), (9, "not loaded"), (18, "updated"), (999, "code 999")])
def test_a_failure_is_said_in_words(code: int, words: str) -> None:
    driver = library()
    driver.failure = code
    reading = read(Card(uuid=A), of=driver)
    assert reading.total == 0
    assert words in reading.note


def test_a_library_that_does_not_fit_its_driver_is_survived() -> None:
    driver = library()
    driver.start_failure = 18
    assert "updated" in read(Card(uuid=A), of=driver).note


def test_without_the_package_there_is_a_reason() -> None:
    def load() -> Library:
        raise ImportError("No module named 'pynvml'")

    assert "nvidia-ml-py" in NvidiaCard(Card(), load=load).read().note


def test_a_card_that_comes_back_is_read_again() -> None:
    driver = library()
    card = NvidiaCard(Card(uuid=A), load=lambda: driver)
    assert card.read().free == 20 * _GIB
    driver.failure = 15
    assert card.read().total == 0
    driver.failure = 0
    assert card.read().free == 20 * _GIB


def test_the_library_is_opened_once_and_let_go() -> None:
    driver = library()
    card = NvidiaCard(Card(uuid=A), load=lambda: driver)
    card.read()
    card.read()
    assert driver.open == 1
    card.close()
    card.close()
    assert driver.open == 0


def test_a_card_that_is_not_found_leaves_the_library_closed() -> None:
    driver = library()
    read(Card(pci="0000:99:00.0"), of=driver)
    assert driver.open == 0


def test_processes_are_listed_once_where_their_share_is_known() -> None:
    driver = library()
    driver.cards[0].computing = [Process(10, 3 * _GIB), Process(11, None)]
    driver.cards[0].drawing = [Process(10, 3 * _GIB), Process(12, _GIB)]
    assert NvidiaCard(Card(uuid=A), load=lambda: driver).processes() == {10: 3 * _GIB, 12: _GIB}


def test_processes_that_cannot_be_asked_for_are_none() -> None:
    driver = library()
    driver.failure = 3
    assert NvidiaCard(Card(uuid=A), load=lambda: driver).processes() == {}


def test_the_drivers_version_is_told_and_the_library_let_go() -> None:
    driver = library()
    assert driver_version(lambda: driver) == "580.65.06"
    assert driver.open == 0
    driver.start_failure = 18
    assert driver_version(lambda: driver) == ""


def test_the_real_library_without_a_driver_says_so() -> None:
    pynvml = pytest.importorskip("pynvml", reason="nvidia-ml-py is not installed")
    try:
        pynvml.nvmlInit()
    except pynvml.NVMLError:
        reading = NvidiaCard(Card()).read()
        assert (reading.total, reading.free) == (0, 0)
        assert "driver" in reading.note
    else:
        pynvml.nvmlShutdown()
        pytest.skip("this machine has an NVIDIA driver")


def test_the_real_library_has_all_that_is_asked_of_it() -> None:
    pynvml = pytest.importorskip("pynvml", reason="nvidia-ml-py is not installed")
    asked = [name for name in vars(Library) if name.startswith("nvml")]
    assert asked
    assert [name for name in asked if not hasattr(pynvml, name)] == []


def test_the_real_library_reads_the_first_card() -> None:
    pynvml = pytest.importorskip("pynvml", reason="nvidia-ml-py is not installed")
    try:
        pynvml.nvmlInit()
        pynvml.nvmlShutdown()
    except pynvml.NVMLError:
        pytest.skip("this machine has no NVIDIA driver")
    card = NvidiaCard(Card(), environment={"CUDA_DEVICE_ORDER": "PCI_BUS_ID"})
    reading = card.read()
    card.close()
    assert not reading.doubt
