"""Which workers a cluster offers, from what Ray tells of its nodes."""

from __future__ import annotations

from typing import Any

import pytest

from footfall_daemon.cluster.nodes import Slot, is_of_node, slots_of


def a_node(id_: str, name: str = "", *, gpus: float | None = None, alive: bool = True) -> dict[str, Any]:
    """As `ray.nodes` has it. `name`: as it was started with; Ray calls others by their address."""
    return {
        "NodeID": id_,
        "Alive": alive,
        "NodeName": name or "10.0.0.7",
        "NodeManagerAddress": "10.0.0.7",
        "NodeManagerHostname": "render-7",
        "Resources": {"CPU": 8.0} if gpus is None else {"CPU": 8.0, "GPU": gpus},
    }


def workers(*nodes: dict[str, Any], own: str = "", cpu_workers: int = 0) -> list[str]:
    return [slot.worker for slot in slots_of(nodes, own=own, cpu_workers=cpu_workers)]


def test_each_gpu_of_a_node_has_a_worker() -> None:
    found = slots_of([a_node("f00d", "render-2", gpus=2.0)], own="", cpu_workers=0)
    assert found == [
        Slot("render-2/gpu-1", "render-2", "f00d", 1),
        Slot("render-2/gpu-2", "render-2", "f00d", 1),
    ]
    assert [slot.device for slot in found] == ["gpu", "gpu"]


def test_a_node_without_a_gpu_has_no_worker_unless_asked_for() -> None:
    assert workers(a_node("f00d", "render-2")) == []
    (slot,) = slots_of([a_node("f00d", "render-2")], own="", cpu_workers=1)
    assert (slot.worker, slot.gpus, slot.device) == ("render-2/cpu-1", 0, "cpu")


def test_workers_on_the_processor_come_beside_those_on_gpus() -> None:
    node = a_node("f00d", "render-2", gpus=1.0)
    assert workers(node, cpu_workers=2) == ["render-2/gpu-1", "render-2/cpu-1", "render-2/cpu-2"]


def test_a_part_of_a_gpu_is_none() -> None:
    assert workers(a_node("f00d", "render-2", gpus=0.5)) == []


def test_this_machine_is_left_out() -> None:
    nodes = [a_node("me", "desk", gpus=1.0), a_node("f00d", "render-2", gpus=1.0)]
    assert workers(*nodes, own="me") == ["render-2/gpu-1"]


def test_a_node_that_died_is_left_out() -> None:
    nodes = [a_node("dead", "render-1", gpus=1.0, alive=False), a_node("f00d", "render-2", gpus=1.0)]
    assert workers(*nodes) == ["render-2/gpu-1"]


def test_nodes_of_one_name_are_told_apart() -> None:
    nodes = [a_node("aaaaaaaa", "render", gpus=1.0), a_node("bbbbbbbb", "render", gpus=1.0)]
    assert workers(*nodes) == ["render-aaaaaa/gpu-1", "render-bbbbbb/gpu-1"]


def test_a_dead_node_takes_no_name_from_its_successor() -> None:
    nodes = [a_node("aaaaaaaa", "render", gpus=1.0, alive=False), a_node("bbbbbbbb", "render", gpus=1.0)]
    assert workers(*nodes) == ["render/gpu-1"]


def test_a_node_without_a_name_of_its_own_is_called_as_its_machine_is() -> None:
    assert workers(a_node("f00d", gpus=1.0)) == ["render-7/gpu-1"]


def test_a_node_of_an_unknown_machine_is_called_by_its_address() -> None:
    assert workers(a_node("f00d", gpus=1.0) | {"NodeManagerHostname": ""}) == ["10.0.0.7/gpu-1"]


@pytest.mark.parametrize(("worker", "is_there"), [("render-2/gpu-1", True), ("cuda:0", False), ("cpu (2)", False)])
def test_a_workers_name_tells_whether_it_is_on_a_node(worker: str, is_there: bool) -> None:
    assert is_of_node(worker) is is_there
