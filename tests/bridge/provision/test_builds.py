"""Which build of PyTorch made-up machines get."""

from __future__ import annotations

import pytest

from footfall_bridge.protocol import Refusal
from footfall_bridge.provision.builds import Build, Machine, Maker, System, choose

NVIDIA, AMD, INTEL = Maker.nvidia, Maker.amd, Maker.intel


def machine(*makers: Maker, system: System = "linux", driver: int | None = None, amd: bool = False) -> Machine:
    processor = "arm64" if system == "darwin" else "x86_64"
    return Machine(
        system=system, processor=processor, makers=frozenset(makers), nvidia_driver=driver, amd_driver=amd
    )


@pytest.mark.parametrize(
    ("here", "build", "folder"),
    [
        (machine(NVIDIA, driver=580), Build.cuda, None),
        (machine(NVIDIA, driver=550), Build.cuda, "cu126"),
        (machine(AMD, amd=True), Build.rocm, "rocm7.2"),
        (machine(INTEL), Build.xpu, "xpu"),
        (machine(INTEL, NVIDIA, driver=590), Build.cuda, None),
        (machine(), Build.cpu, "cpu"),
        (machine(Maker.apple, system="darwin"), Build.mps, None),
        (machine(NVIDIA, system="win32", driver=580), Build.cuda, "cu130"),
        (machine(INTEL, system="win32"), Build.xpu, "xpu"),
        (machine(system="win32"), Build.cpu, None),
    ],
)
def test_with_pytorchs_own_index_each_machine_gets_its_build(
    here: Machine, build: Build, folder: str | None
) -> None:
    choice = choose(here, has_index=True)
    assert (choice.build, choice.folder) == (build, folder)


@pytest.mark.parametrize(
    ("here", "build"),
    [
        (machine(NVIDIA, driver=580), Build.cuda),
        (machine(NVIDIA, driver=550), Build.cpu),
        (machine(AMD, amd=True), Build.cpu),
        (machine(Maker.apple, system="darwin"), Build.mps),
        (machine(NVIDIA, system="win32", driver=580), Build.cpu),
        (machine(), Build.cpu),
    ],
)
def test_without_it_machines_get_what_the_default_index_has(here: Machine, build: Build) -> None:
    choice = choose(here, has_index=False)
    assert (choice.build, choice.folder) == (build, None)


@pytest.mark.parametrize(
    ("here", "advice"),
    [
        (machine(NVIDIA), "install NVIDIA's driver"),
        (machine(NVIDIA, driver=470), "driver 470 is too old: install 580"),
        (machine(AMD), "/dev/kfd"),
        (machine(AMD, system="win32"), "AMD cards are used on Linux"),
    ],
)
def test_a_card_that_cannot_compute_is_told_what_it_lacks(here: Machine, advice: str) -> None:
    choice = choose(here, has_index=True)
    assert choice.build is Build.cpu
    assert advice in choice.advice


@pytest.mark.parametrize("here", [machine(AMD, amd=True), machine(NVIDIA, driver=550)])
def test_a_card_whose_build_lies_elsewhere_is_told_where(here: Machine) -> None:
    assert "--torch-index" in choose(here, has_index=False).advice


def test_a_second_card_serves_where_the_first_cannot() -> None:
    assert choose(machine(NVIDIA, AMD, amd=True), has_index=True).build is Build.rocm


def test_the_default_build_for_linux_is_as_large_as_the_one_with_cuda() -> None:
    none = choose(machine(), has_index=False)
    assert none.room == choose(machine(NVIDIA, driver=580), has_index=False).room
    assert choose(machine(), has_index=True).room < none.room / 3


def test_what_is_wanted_overrules_what_is_found() -> None:
    assert choose(machine(NVIDIA, driver=580), has_index=True, wanted=Build.cpu).folder == "cpu"
    assert choose(machine(NVIDIA, driver=580), has_index=False, wanted=Build.cpu).build is Build.cpu


def test_a_build_that_is_wanted_and_lies_elsewhere_wants_the_index() -> None:
    with pytest.raises(Refusal, match="--torch-index") as refused:
        choose(machine(), has_index=False, wanted=Build.rocm)
    assert refused.value.code == "no-torch-index"


def test_macs_with_intels_processors_are_refused() -> None:
    with pytest.raises(Refusal) as refused:
        choose(Machine(system="darwin", processor="x86_64"), has_index=True)
    assert refused.value.code == "no-build"
