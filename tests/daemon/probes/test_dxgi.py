"""Windows' own budget: the real calls through ctypes, to objects that are laid out as Windows' are."""

from __future__ import annotations

import ctypes
import sys

import pytest

from footfall_daemon.probes.dxgi import AdapterDescription, VideoMemory, WindowsBudget
from footfall_daemon.probes.readings import Reading
from tests.daemon.probes.fake_com import FakeAdapter, FakeFactory, failure

_GIB = 2**30


def fast(name: str = "NVIDIA GeForce RTX 4090") -> FakeAdapter:
    return FakeAdapter(name, dedicated=24 * _GIB, budget=20 * _GIB, usage=3 * _GIB)


def built_in() -> FakeAdapter:
    return FakeAdapter("Intel(R) UHD Graphics", dedicated=_GIB // 8, shared=16 * _GIB, budget=14 * _GIB)


def software() -> FakeAdapter:
    return FakeAdapter("Microsoft Basic Render Driver", dedicated=0, budget=16 * _GIB, flags=2)


def budget(factory: FakeFactory, name: str = "") -> WindowsBudget:
    return WindowsBudget(name, load=lambda: factory.create)


@pytest.mark.skipif(ctypes.sizeof(ctypes.c_void_p) != 8, reason="the sizes are those of 64-bit Windows")
def test_structures_are_laid_out_as_windows_has_them() -> None:
    assert ctypes.sizeof(AdapterDescription) == 312
    assert AdapterDescription.dedicated_video.offset == 272
    assert AdapterDescription.flags.offset == 304
    assert ctypes.sizeof(VideoMemory) == 32


def test_what_is_granted_and_not_used_is_free() -> None:
    assert budget(FakeFactory(fast())).read() == Reading(
        "windows budget", 24 * _GIB, 17 * _GIB, "NVIDIA GeForce RTX 4090"
    )


def test_use_beyond_the_budget_leaves_nothing() -> None:
    adapter = fast()
    adapter.usage = 22 * _GIB
    assert budget(FakeFactory(adapter)).read().free == 0


def test_the_card_is_found_by_its_name() -> None:
    factory = FakeFactory(built_in(), fast(), software())
    assert budget(factory, "nvidia geforce rtx 4090").read().free == 17 * _GIB


def test_graphics_of_a_processor_have_main_memory() -> None:
    reading = budget(FakeFactory(built_in(), software())).read()
    assert (reading.total, reading.free) == (16 * _GIB + _GIB // 8, 14 * _GIB)


@pytest.mark.parametrize(
    ("adapters", "name"),
    [
        ([fast(), built_in()], ""),
        ([fast(), fast()], "NVIDIA GeForce RTX 4090"),
        ([fast()], "Radeon"),
        ([software()], ""),
        ([], ""),
    ],
)
def test_which_card_is_meant_is_not_guessed(adapters: list[FakeAdapter], name: str) -> None:
    reading = budget(FakeFactory(*adapters), name).read()
    assert reading.total == 0
    assert "adapters may be the card" in reading.note
    assert [adapter.references for adapter in adapters] == [0] * len(adapters)


def test_the_adapter_is_looked_for_once() -> None:
    factory = FakeFactory(fast())
    source = budget(factory)
    source.read()
    factory.adapters[0].budget = 4 * _GIB
    assert source.read().free == _GIB
    assert factory.made == 1


def test_every_reference_is_given_back() -> None:
    factory = FakeFactory(built_in(), fast())
    source = budget(factory, "NVIDIA GeForce RTX 4090")
    source.read()
    assert [each.references for each in (factory, *factory.adapters)] == [0, 0, 1]
    source.close()
    source.close()
    assert [each.references for each in (factory, *factory.adapters)] == [0, 0, 0]


def test_a_removed_card_is_looked_for_again() -> None:
    factory = FakeFactory(fast())
    source = budget(factory)
    source.read()
    factory.adapters[0].refusal = failure(0x887A0005)
    assert source.read() == Reading.missing("windows budget", "Windows refuses: 0x887A0005")
    assert factory.adapters[0].references == 0
    factory.adapters[0].refusal = 0
    assert source.read().free == 17 * _GIB


def test_a_windows_without_dxgi_is_survived() -> None:
    source = WindowsBudget("", load=lambda: lambda identifier, where: failure(0x80004002))
    assert "0x80004002" in source.read().note


def test_a_windows_that_gives_nothing_is_survived() -> None:
    assert "nothing" in WindowsBudget("", load=lambda: lambda identifier, where: 0).read().note


@pytest.mark.skipif(sys.platform == "win32", reason="this is Windows")
def test_elsewhere_it_says_that_it_cannot() -> None:
    assert "dxgi.dll" in WindowsBudget("").read().note


@pytest.mark.skipif(sys.platform != "win32", reason="this is not Windows")
def test_windows_itself_answers() -> None:
    source = WindowsBudget("")
    reading = source.read()
    source.close()
    assert not reading.doubt or "adapters may be the card" in reading.note
